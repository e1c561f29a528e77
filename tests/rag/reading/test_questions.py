"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.questions import analyse, holds_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who chairs the harbour board?", "person"),
        ("When does the bridge close?", "time"),
        ("On what day does it open?", "day"),
        ("Where was the bell found?", "place"),
        ("How many ships came?", "count"),
        ("How much did the tower cost?", "money"),
        ("Why was the match stopped?", "reason"),
        ("How did they get in?", "manner"),
        ("Did the council agree?", "yesno"),
        ("What was found in the well?", "thing"),
    ],
)
def test_kind(question: str, kind: str) -> None:
    assert analyse(question).kind == kind


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("When does it close?", "It closes on 4 May.", "It closes for good."),
        ("How many ships came?", "Seven ships came.", "The ships came back."),
        ("How much did it cost?", "It cost 4 million euros.", "It cost them dearly."),
        ("Who opened it?", "It was opened by Ines Okafor.", "It was opened with a song."),
        ("Which day is it?", "It is on 14 March.", "It is in the spring."),
    ],
)
def test_a_sentence_holds_the_kind_asked_for(question: str, right: str, wrong: str) -> None:
    asked = analyse(question)
    assert holds_kind(asked.kind, right, asked) == 1
    assert holds_kind(asked.kind, wrong, asked) == 0


@given(st.text(max_size=100))
def test_any_text_is_taken_apart(text: str) -> None:
    assert analyse(text).text == text
