from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents.text import draft_text
from tests.strategies import texts

LONG = (
    "The ambassador said that both leaders were firm in their commitment to relations between the two countries, and "
    "he recalled that the president had sent an envoy in July, which he called an effort without an earlier parallel."
)


def parts(text: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in draft_text(text).parts]


@pytest.mark.parametrize("width", [45, 60, 72, 80, 100])
def test_wrapped_lines_are_joined(width: int) -> None:
    assert parts(textwrap.fill(LONG, width)) == [("paragraph", LONG)]


def test_blank_lines_set_paragraphs_apart() -> None:
    assert parts("It is new.\n\n\nIt is old.") == [("paragraph", "It is new."), ("paragraph", "It is old.")]


def test_one_paragraph_a_line() -> None:
    assert parts(f"{LONG}\n{LONG}\nThe end.") == [("paragraph", LONG), ("paragraph", LONG), ("paragraph", "The end.")]


def test_verse_and_addresses_keep_their_lines() -> None:
    draft = draft_text("Roses are red,\nViolets are blue,\nSugar is sweet")
    assert [(part.kind, part.text, part.joined) for part in draft.parts] == [
        ("item", "Roses are red,", False),
        ("item", "Violets are blue,", True),
        ("item", "Sugar is sweet", True),
    ]


def test_lists() -> None:
    assert parts("They agreed on:\n- ships,\n  new ones\n- planes\n\n1. First\n2. Second") == [
        ("paragraph", "They agreed on:"),
        ("item", "ships, new ones"),
        ("item", "planes"),
        ("item", "1. First"),
        ("item", "2. Second"),
    ]


def test_a_dash_at_a_line_start_is_no_list() -> None:
    text = "The minister of defence of the country, who was there that day\n- nobody had told him - spoke to the envoy."
    assert [kind for kind, _ in parts(text)] == ["paragraph"]


def test_lines_of_uneven_length_are_joined_where_they_go_on_inside_a_sentence() -> None:
    text = "It found the virus in the third wave of the epi-\ndemic in these provinces, and\nno earlier one there."
    assert [kind for kind, _ in parts(text)] == ["paragraph"]


def test_an_initial_starts_no_list() -> None:
    assert parts("J. Brent Walker spoke.") == [("paragraph", "J. Brent Walker spoke.")]


def test_headings() -> None:
    assert parts("Pact signed\n\nIt is new.\n\nCosts\n=====\nIt cost 3.\n\n* * *\n\nThe end") == [
        ("heading", "Pact signed"),
        ("paragraph", "It is new."),
        ("heading", "Costs"),
        ("paragraph", "It cost 3."),
        ("paragraph", "The end"),
    ]


@pytest.mark.parametrize("line", ["He left.", "and so on", "“Quoted”", "Well,", "12 345", "x" * 100])
def test_what_is_no_heading(line: str) -> None:
    assert parts(f"{line}\n\nMore text.")[0][0] == "paragraph"


def test_compounds_broken_at_their_hyphen_keep_it() -> None:
    text = (
        "Malaysia has had a vision of a defence sector that is self-\nreliant, and Korea helps to realise it - gladly."
    )
    assert "self-reliant, and" in parts(text)[0][1]


def test_scripts_without_spaces_are_joined_without_one() -> None:
    assert parts("我们赢得了这场比赛并且非常高兴\n因为这是第一次所以大家都来庆祝\n了。") == [
        ("paragraph", "我们赢得了这场比赛并且非常高兴因为这是第一次所以大家都来庆祝了。")
    ]


@given(texts(max_size=120))
def test_no_letter_is_lost(text: str) -> None:
    from rag.documents.normalising import normalise

    kept = [character for part in draft_text(text).parts for character in part.text if character.isalnum()]
    assert kept == [character for character in normalise(text) if character.isalnum()]


@given(st.lists(st.sampled_from(["one", "two three", "", "- a", "1. b", "====", "x" * 50, "Ends."]), max_size=12))
def test_parts_are_single_lines(lines: list[str]) -> None:
    assert all("\n" not in part.text and part.text for part in draft_text("\n".join(lines)).parts)
