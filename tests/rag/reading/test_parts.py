"""A question that asks several things is taken apart, and answered as far as the article does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.parts import LONG, MOST, Part, joined, parts, shortened
from rag.types import Reading, Span


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who chairs the board and how old is she?", ["Who chairs the board?", "How old is she?"]),
        ("Where was the bell found, and by whom?", ["Where was the bell found?", "By whom was the bell found?"]),
        ("Who signs the treaty and when?", ["Who signs the treaty?", "When signs the treaty?"]),
        (
            "When and where will the pact be signed?",
            ["When will the pact be signed?", "Where will the pact be signed?"],
        ),
        ("Who is the envoy? When will it be signed?", ["Who is the envoy?", "When will it be signed?"]),
        ("Who is the envoy? And when will it be signed?", ["Who is the envoy?", "When will it be signed?"]),
        ("How many came and will Japan take part?", ["How many came?", "Will Japan take part?"]),
        ("What did it cost and was it insured?", ["What did it cost?", "Was it insured?"]),
        (
            "Who is the mayor, who is the engineer, and who owns a shop?",
            ["Who is the mayor?", "Who is the engineer?", "Who owns a shop?"],
        ),
    ],
)
def test_several_things(question: str, expected: list[str]) -> None:
    assert [part.question for part in parts(question)] == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who chairs the board?",
        "Which ships and boats came?",
        "Who was born in Oslo and is the mayor of Bergen?",
        "Which minister, who had signed the pact, resigned?",
        "Which cities were hit and are still without power?",
        "It opened in May, right?",
        "Who won? Thanks.",
        "A dairy first sold it in tubs. Why did it stop?",
        "Who? What? When? Where? Why did it stop?",
        "",
    ],
)
def test_one_thing_is_left_as_it_is(question: str) -> None:
    assert parts(question) == (Part(question, question),)


def test_a_part_is_told_as_it_was_typed() -> None:
    assert [part.typed for part in parts("Who signs the treaty and when?")] == ["Who signs the treaty?", "When?"]


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(text: str) -> None:
    assert 1 <= len(parts(text)) <= MOST
    assert shortened(text) in text


def reading(confidence: float, *, answered: bool = True, at: int = 0) -> Reading:
    span = Span("a", at, at + 5)
    return Reading(answered, confidence, (span,), span if answered else None)


ASKED = (Part("Who is she?", "Who is she?"), Part("How old is she?", "How old is she?"))


def test_what_is_answered_of_all_parts_is_joined() -> None:
    found = joined(ASKED, [reading(0.9), reading(0.6, at=9)])
    assert found == Reading(True, 0.6, (Span("a", 0, 5), Span("a", 9, 14)), Span("a", 0, 5))


def test_what_is_not_answered_is_named_and_weighs_on_the_probability() -> None:
    found = joined(ASKED, [reading(0.9), reading(0.25, answered=False, at=9)])
    assert (found.answered, found.confidence, found.evidence) == (True, 0.75, (Span("a", 0, 5),))
    assert found.unsaid == ("How old is she?",)


def test_nothing_is_answered_when_no_part_is() -> None:
    found = joined(ASKED, [reading(0.1, answered=False), reading(0.3, answered=False, at=9)])
    assert found == reading(0.3, answered=False, at=9)


def test_a_long_text_is_read_as_its_last_question() -> None:
    preamble = "I read the whole report twice and then again. " * 10
    assert len(preamble.split()) > LONG
    assert shortened(f"{preamble}How many people came? Thanks a lot!") == "How many people came?"
    assert shortened(preamble) == preamble
    assert shortened("I read it. How many people came?") == "I read it. How many people came?"
