"""Halves of characters are told from whole ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.surrogates import holds_surrogate


@pytest.mark.parametrize("text", ["\ud800", "Who \udce9 won?", "\ud83d\ude00"])
def test_half_a_character_is_found(text: str) -> None:
    assert holds_surrogate(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whole_characters_pass(text: str) -> None:
    assert not holds_surrogate(text)
