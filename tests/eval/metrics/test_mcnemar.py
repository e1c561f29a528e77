from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.mcnemar import mcnemar


@pytest.mark.parametrize(
    ("gained", "lost", "expected"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 0, 2 / 32),
        (2, 8, 2 * (1 + 10 + 45) / 1024),
        (4, 4, 1.0),
    ],
)
def test_p_of_hand_counted_tails(gained: int, lost: int, expected: float) -> None:
    assert mcnemar(gained, lost) == expected


@given(st.integers(0, 600), st.integers(0, 600))
def test_p_is_a_probability_and_symmetric(gained: int, lost: int) -> None:
    assert 0.0 < mcnemar(gained, lost) <= 1.0
    assert mcnemar(gained, lost) == mcnemar(lost, gained)
