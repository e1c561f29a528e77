"""The threshold: as low as costs next to nothing."""

from __future__ import annotations

from training.calibrate import NEARLY, Asked, Told, best_threshold


def told(probability: float, *, right: bool, answerable: bool = True) -> Told:
    return Told(probability, right, 1.0, Asked([], [], [], answerable, "news", "a"))


def test_near_misses_are_refused_and_answers_given() -> None:
    some = [told(0.6, right=True), told(0.7, right=True), told(0.3, right=False, answerable=False)]
    assert 0.3 < best_threshold(some) <= 0.6


def test_of_thresholds_that_do_nearly_as_well_the_lowest_is_taken() -> None:
    some = [*(told(0.8, right=True) for _ in range(500)), *(told(0.1, right=False, answerable=False),) * 500]
    lost = told(0.4, right=False, answerable=False)
    few, many = int(NEARLY * 1000), int(NEARLY * 1000) + 10
    assert 0.1 < best_threshold([*some, *[lost] * few]) <= 0.11
    assert 0.4 < best_threshold([*some, *[lost] * many]) <= 0.41
