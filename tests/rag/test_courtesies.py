"""Questions are asked without the courtesies around them, and lose nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.courtesies import plainly


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Hi! Who signed the memorandum? Thanks", "Who signed the memorandum?"),
        ("Could you please tell me who signed it?", "Who signed it?"),
        ("hello there, can you tell me when it opens", "when it opens?"),
        ("I'd like to know how much the tickets cost.", "How much the tickets cost?"),
        ("i was wondering where the meeting will take place", "where the meeting will take place?"),
        ("Do you know in which year it closed?", "In which year it closed?"),
        ("According to the article, who won?", "Who won?"),
        ("Does the article say why he left?", "Why he left?"),
        ("Okay so who won, please???", "Who won?"),
        ("“Who won?”", "Who won?"),
        ("Hey, is it true that he left? thank you so much!", "Is it true that he left?"),
    ],
)
def test_what_is_said_around_a_question_is_taken_off(said: str, asked: str) -> None:
    assert plainly(said) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Who said thank you",
        "Could you tell me if the mayor resigned?",
        "Tell me about the mayor",
        "Well-known people who came?",
        "Right-wing parties won how many seats?",
        "Hi-Fi sales rose by how much?",
        "Hey Jude was written by whom?",
        "Thank you note was signed by whom?",
        "Why did they say 'please'?",
        "Did the Hello Kitty show close?",
        "Who is “Who”?",
        "Thanks!",
        "Hi",
        "?",
    ],
)
def test_what_is_asked_stays(question: str) -> None:
    assert plainly(question) == question


@given(st.text(max_size=60), st.sampled_from(["Hi! ", "Please tell me, ", "so, ", "thanks. ", '"', ""]))
def test_what_is_left_was_there_before(text: str, before: str) -> None:
    left = plainly(f"{before}{text}")
    if left != f"{before}{text}":
        assert left.rstrip("?").casefold() in f"{before}{text}".casefold()
        assert any(map(str.isalnum, left))


@given(st.text(max_size=60))
def test_twice_is_no_more_than_once(text: str) -> None:
    assert plainly(plainly(text)) == plainly(text)
