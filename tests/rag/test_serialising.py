"""Answers survive the way to JSON and back, in the shape that other people's scripts read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.serialising import answer_from_json, answer_to_json
from rag.types import Answer, Citation

KEYS = [
    "question",
    "standalone_question",
    "answered",
    "answer",
    "short_answer",
    "confidence",
    "citations",
    "mode",
    "elapsed_ms",
]
texts = st.text(max_size=40)
offsets = st.integers(0, 10_000)
citations = st.builds(
    Citation, marker=st.integers(1, 9), document=texts, title=texts, url=st.none() | texts, quote=texts, start=offsets,
    end=offsets, prefix=texts, suffix=texts,
)  # fmt: skip
answers = st.builds(
    Answer,
    question=texts,
    standalone_question=texts,
    answered=st.booleans(),
    answer=texts,
    short_answer=st.none() | texts,
    confidence=st.integers(0, 10_000).map(lambda part: part / 10_000),
    citations=st.lists(citations, max_size=3).map(tuple),
    mode=texts,
    elapsed_ms=st.integers(0, 10_000).map(lambda tenths: tenths / 10),
    closest=st.lists(citations, max_size=3).map(tuple),
    id=st.none() | texts,
)


@given(answers)
def test_round_trip(answer: Answer) -> None:
    assert answer_from_json(json.loads(json.dumps(answer_to_json(answer), ensure_ascii=False))) == answer


@given(answers)
def test_keys_stand_in_the_order_of_the_contract(answer: Answer) -> None:
    keys = [key for key in answer_to_json(answer) if key not in {"id", "closest"}]
    assert keys == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_field_is_named(key: str) -> None:
    fields = answer_to_json(
        Answer(
            "q",
            "q",
            answered=False,
            answer="a",
            short_answer=None,
            confidence=0.1,
            citations=(),
            mode="m",
            elapsed_ms=1,
        )
    )
    del fields[key]
    with pytest.raises(BadInput, match=key):
        answer_from_json(fields)
