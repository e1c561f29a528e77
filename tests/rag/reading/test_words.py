"""Words are compared by stems and by spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.words import content_stems, likeness, stem


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("signed", "signing"),
        ("defence", "defense"),
        ("minister's", "ministers"),
        ("seven", "7"),
        ("favour", "favor"),
        ("lorries", "lorrys"),
        ("delay", "delays"),
    ],
)
def test_forms_of_a_word_share_a_stem(left: str, right: str) -> None:
    assert stem(left) == stem(right)


@pytest.mark.parametrize(("left", "right"), [("minister", "ministry"), ("north", "south"), ("signed", "sold")])
def test_other_words_do_not(left: str, right: str) -> None:
    assert stem(left) != stem(right)


def test_stop_words_are_left_out_and_order_is_kept() -> None:
    assert content_stems("When will the bridge to the harbour open?") == (stem("bridge"), stem("harbour"), stem("open"))


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_likeness_is_a_symmetric_share(left: str, right: str) -> None:
    assert 0 <= likeness(left, right) <= 1
    assert likeness(left, right) == likeness(right, left)
    assert likeness(left, left) == 1


def test_a_misspelt_word_is_like_the_right_one() -> None:
    assert likeness("memorandm", "memorandum") > 0.6
    assert likeness("memorandum", "momentum") < 0.6
