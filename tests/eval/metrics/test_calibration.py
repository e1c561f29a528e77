from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.calibration import expected_calibration_error, reliability

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40)


def test_ece_of_hand_made_bins() -> None:
    # two bins: (0.25 + 0.35 against 1 of 2 right) and (0.8 against 1 of 1)
    pairs = [(0.25, True), (0.35, False), (0.8, True)]
    assert expected_calibration_error(pairs, bins=2) == pytest.approx(2 / 3 * abs(0.5 - 0.3) + 1 / 3 * 0.2)


def test_perfect_and_worst_confidence() -> None:
    assert expected_calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert expected_calibration_error([(1.0, False), (0.0, True)]) == 1.0
    assert expected_calibration_error([]) is None


def test_bins_hold_their_upper_end() -> None:
    table = reliability([(0.0, False), (0.5, True), (0.500001, True), (1.0, True)], bins=2)
    assert [row.count for row in table] == [2, 2]
    assert table[0].right == 0.5
    assert (table[0].low, table[1].high) == (0.0, 1.0)


def test_empty_bins_say_nothing() -> None:
    row = reliability([(0.9, True)], bins=3)[0]
    assert (row.count, row.confidence, row.right) == (0, None, None)


@given(PAIRS)
def test_ece_is_a_share_and_bins_lose_nothing(pairs: list[tuple[float, bool]]) -> None:
    error = expected_calibration_error(pairs)
    assert error is None if not pairs else error is not None and 0.0 <= error <= 1.0
    table = reliability(pairs)
    assert len(table) == 15
    assert sum(row.count for row in table) == len(pairs)
