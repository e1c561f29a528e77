from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.risk_coverage import Point, area_under_risk_coverage, risk_coverage

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_curve_goes_from_the_most_confident_on() -> None:
    pairs = [(0.2, False), (0.9, True), (0.5, False), (0.7, True)]
    assert risk_coverage(pairs) == (
        Point(0.9, 0.25, 0.0),
        Point(0.7, 0.5, 0.0),
        Point(0.5, 0.75, 1 / 3),
        Point(0.2, 1.0, 0.5),
    )
    assert area_under_risk_coverage(pairs) == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)


def test_equal_confidence_makes_one_point_whatever_the_order() -> None:
    expected = (Point(0.5, 1.0, 0.5),)
    assert risk_coverage([(0.5, True), (0.5, False)]) == risk_coverage([(0.5, False), (0.5, True)]) == expected
    assert area_under_risk_coverage([(0.5, True), (0.5, False)]) == 0.5


def test_refused_questions_bound_the_coverage() -> None:
    assert risk_coverage([(0.9, True)], total=4)[-1].coverage == 0.25
    assert risk_coverage([], total=4) == ()
    assert area_under_risk_coverage([]) is None


@given(PAIRS)
def test_area_lies_between_the_best_and_the_worst_order(pairs: list[tuple[float, bool]]) -> None:
    rights = sorted((right for _, right in pairs), reverse=True)
    best = area_under_risk_coverage([(-float(rank), right) for rank, right in enumerate(rights)])
    worst = area_under_risk_coverage([(float(rank), right) for rank, right in enumerate(rights)])
    area = area_under_risk_coverage(pairs)
    assert best is not None
    assert area is not None
    assert worst is not None
    assert 0.0 <= best <= area + 1e-9
    assert area <= worst + 1e-9 <= 1.0 + 1e-9
    curve = risk_coverage(pairs)
    assert curve[-1].coverage == 1.0
    assert curve[-1].risk == pytest.approx(rights.count(False) / len(rights))
