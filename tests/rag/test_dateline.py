"""A dateline is taken off, and nothing that says something is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dateline import without_dateline


@pytest.mark.parametrize(
    "dateline",
    [
        "SEOUL - ",
        "TUNIS — ",
        "DILI, Oct 20 — ",
        "SKERRAVAIG, Scotland, 22 January – ",
        "PUERTO SAN JULIÁN, Argentina, Feb. 7 (Thursday) — ",
        "MAKASSAR, Indonesia, May 5 (Archipelago Wire) -- ",
    ],
)
def test_a_dateline_is_taken_off(dateline: str) -> None:
    assert without_dateline(f"{dateline}The council met.") == "The council met."
    assert without_dateline(f'{dateline}"We met," it said.') == '"We met," it said.'
    assert without_dateline(f"{dateline}388 pilgrims came.") == "388 pilgrims came."


@pytest.mark.parametrize(
    "text",
    [
        "NATO - which has 32 members - met in Oslo.",
        "EQ-417 b is a planet.",
        "ESS-Tef, a cube the size of a beehive, was launched.",
        "Seoul - The talks went on.",
        "The USA - Canada border is long.",
        "UNICEF money paid for the walk - The porters got some.",
        "OSLO",
        "",
    ],
)
def test_what_says_something_stays(text: str) -> None:
    assert without_dateline(text) == text


@given(st.text())
def test_only_a_beginning_is_ever_taken_off(text: str) -> None:
    assert text.endswith(without_dateline(text))
