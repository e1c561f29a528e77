"""Follow-ups are made to stand alone; fresh questions stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation import standalone
from rag.types import Turn

SIGNING = [Turn("When will the treaty be signed?", "In April.")]
MAYOR = [Turn("Who opened the bridge?", "Mayor Ines Okafor opened it.")]


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (SIGNING, "And where?", "Where will the treaty be signed?"),
        (SIGNING, "Where exactly?", "Where will the treaty be signed?"),
        (SIGNING, "why?", "Why will the treaty be signed?"),
        (SIGNING, "Who will sign it?", "Who will sign the treaty?"),
        (MAYOR, "What did she say?", "What did Mayor Ines Okafor say?"),
        (MAYOR, "How old is she?", "How old is Mayor Ines Okafor?"),
        (
            [Turn("How many firms came from Malaysia?", "Twenty.")],
            "What about Korea?",
            "How many firms came from Korea?",
        ),
    ],
)
def test_follow_ups(history: list[Turn], question: str, expected: str) -> None:
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How much did the harbour extension cost last year?",
        "What is this article about?",
        "Is there any risk to shipping near Port Ellen?",
        "Did Ines Okafor resign after the vote?",
    ],
)
def test_a_fresh_question_takes_nothing_over(question: str) -> None:
    assert standalone(question, SIGNING) == question


@given(st.text(min_size=1, max_size=80))
def test_without_history_nothing_changes(question: str) -> None:
    assert standalone(question, []) == question


@given(
    st.text(min_size=1, max_size=80), st.lists(st.builds(Turn, st.text(max_size=60), st.text(max_size=60)), max_size=4)
)
def test_any_words_give_some_question(question: str, history: list[Turn]) -> None:
    assert isinstance(standalone(question, history), str)
