from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rag.index.diversity import diverse
from rag.index.vectors import unit_rows

ROWS = unit_rows([[1.0, 0.0], [0.999, 0.01], [0.6, 0.8], [0.0, 1.0]])
SIMILARITIES = [1.0, 0.999, 0.6, 0.0]


@pytest.mark.parametrize(
    ("relevance", "expected"),
    [(1.0, [0, 1, 2, 3]), (0.0, [0, 3, 2, 1]), (0.7, [0, 1, 2, 3]), (0.4, [0, 3, 1, 2])],
)
def test_relevance_weighs_similarity_against_unlikeness(relevance: float, expected: list[int]) -> None:
    assert diverse(SIMILARITIES, ROWS, 4, relevance) == expected


def test_nothing_is_chosen_of_nothing() -> None:
    assert diverse([], np.empty((0, 2), dtype=np.float32), 3, 0.5) == []
    assert diverse(SIMILARITIES, ROWS, 0, 0.5) == []


@given(
    hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.just(3)), elements=st.floats(-1, 1, width=32)),
    st.integers(0, 15),
    st.floats(0, 1),
)
def test_choices_differ_and_start_with_the_most_similar(
    matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]], k: int, relevance: float
) -> None:
    rows = unit_rows(matrix)
    chosen = diverse(rows[:, 0], rows, k, relevance)
    assert len(set(chosen)) == len(chosen) == min(k, len(rows))
    assert not chosen or chosen[0] == int(np.argmax(rows[:, 0]))
