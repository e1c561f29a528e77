"""The threshold: where right answers and refusals fall equally short of what is aimed at."""

from __future__ import annotations

from training.calibrate import AIMED_REFUSED, AIMED_RIGHTLY, Asked, Told, best_threshold, figures, fit_model


def told(probability: float, *, right: bool, answerable: bool = True, source: str = "news") -> Told:
    return Told(probability, right, 1.0, Asked([], [], [], answerable, source, "a"))


def test_near_misses_are_refused_and_answers_given() -> None:
    some = [told(0.6, right=True), told(0.7, right=True), told(0.3, right=False, answerable=False)]
    assert 0.3 < best_threshold(some) <= 0.6


def test_neither_is_given_up_for_the_other() -> None:
    answers = [told(step / 100, right=True) for step in range(20, 100)]
    near_misses = [told(step / 100, right=False, answerable=False) for step in range(2, 60)]
    found = figures([*answers, *near_misses], best_threshold([*answers, *near_misses]))
    assert abs((found.rightly - AIMED_RIGHTLY) - (found.refused - AIMED_REFUSED)) < 0.03


def test_how_many_near_misses_are_asked_does_not_move_it() -> None:
    answers = [told(step / 100, right=True) for step in range(20, 100)]
    near_misses = [told(step / 100, right=False, answerable=False) for step in range(2, 60)]
    assert best_threshold([*answers, *near_misses]) == best_threshold([*answers, *near_misses * 5])


def test_how_often_twins_are_wrong_does_not_move_the_probability_of_others() -> None:
    rows = [{"sure": float(number % 2)} for number in range(400)]
    right = [number % 2 == 1 or number % 10 == 0 for number in range(200)] + [False] * 200
    model = fit_model(rows, right, ["news"] * 200 + ["twins"] * 200)
    assert model.features == ("sure",)
    assert abs(model.probability({"sure": 1.0}) - 1.0) < 0.15
    assert abs(model.probability({"sure": 0.0}) - 0.2) < 0.15
