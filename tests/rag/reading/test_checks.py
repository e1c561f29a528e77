"""What can be checked of an answer without a network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.checks import checks
from rag.reading.questions import analyse
from rag.reading.sentences import Candidate
from rag.types import Span


def checked(question: str, sentence: str, short: str = "", before: str = "") -> dict[str, float]:
    return checks(analyse(question), Candidate(Span("d", 0, len(sentence)), sentence, before, 1, 0.5), short)


@pytest.mark.parametrize(
    ("name", "question", "holds", "fails"),
    [
        ("rank_missing", "Which was the first country?", "Oman is the second.", "Oman is the first."),
        ("names_around_missing", "What did Kenya's Okafor say?", "Reyes said no.", "In Kenya's hall, Okafor said no."),
        ("numbers_around_missing", "Who won in 2019?", "Reyes won in 2021.", "Reyes won in 2019."),
        ("time_missing", "How many came last year?", "This year 40 came.", "Last year 40 came."),
        ("denies", "Was the bridge closed?", "The bridge was not closed.", "The bridge was closed."),
    ],
)
def test_tells_what_is_amiss(name: str, question: str, holds: str, fails: str) -> None:
    assert checked(question, holds)[name] == 1
    assert checked(question, fails)[name] == 0


def test_the_sentence_before_counts_too() -> None:
    assert checked("Who won in 2019?", "Reyes won.", before="It was 2019.")["numbers_around_missing"] == 0


def test_the_short_answer_is_of_the_kind_asked_for() -> None:
    sentence = "Tom Reyes left in October."
    assert checked("When did Reyes leave?", sentence, "October")["short_kind"] == 1
    assert checked("When did Reyes leave?", sentence, "Tom Reyes")["short_kind"] == 0
    assert checked("When did Reyes leave?", sentence, "Reyes")["short_asked"] == 1


@given(st.text(max_size=60), st.text(max_size=80), st.text(max_size=40))
def test_every_feature_lies_between_0_and_1(question: str, sentence: str, short: str) -> None:
    assert all(0 <= value <= 1 for value in checked(question, sentence, short).values())
