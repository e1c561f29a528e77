"""The threshold: where most questions are handled rightly."""

from __future__ import annotations

from training.calibrate import Asked, Told, best_threshold


def told(probability: float, *, right: bool, answerable: bool = True, source: str = "news") -> Told:
    return Told(probability, right, 1.0, Asked([], [], [], answerable, source, "a"))


def test_near_misses_are_refused_and_answers_given() -> None:
    some = [told(0.6, right=True), told(0.7, right=True), told(0.3, right=False, answerable=False)]
    assert 0.3 < best_threshold(some) <= 0.6


def test_what_is_lost_by_a_lower_threshold_is_weighed_against_what_is_won() -> None:
    some = [told(0.2, right=True), told(0.3, right=False, answerable=False), told(0.35, right=False, answerable=False)]
    assert 0.35 < best_threshold([*some, told(0.9, right=True)]) <= 0.9
    assert best_threshold([*some, told(0.2, right=True), told(0.2, right=True)]) <= 0.2


def test_sources_count_the_same_however_many_questions_they_have() -> None:
    sure = [told(0.3, right=False, answerable=False)] * 9 + [told(0.9, right=True)]
    unsure = [told(0.2, right=True, source="squad2")]
    assert best_threshold(sure) > 0.3
    assert best_threshold([*sure, *unsure]) <= 0.2
