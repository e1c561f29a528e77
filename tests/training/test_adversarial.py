"""Footnote's own questions find their paragraphs, answers and temptations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.adversarial import QUESTIONS, digest, own_questions

CONTEXT = "The bridge closed in 2019. Ines Okafor opened it again in May."


def made(tmp_path: Path, *items: dict[str, str]) -> Path:
    data = {"data": [{"title": "a", "paragraphs": [{"context": CONTEXT, "qas": []}]}]}
    (tmp_path / "set.json").write_text(json.dumps(data), encoding="utf-8")
    lines = [json.dumps({"id": "1", "source": "set", "context": digest(CONTEXT), **item}) for item in items]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "questions.jsonl"


def test_questions_are_asked_of_their_paragraphs(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        {"question": "Who opened it?", "answer": "Ines Okafor"},
        {"question": "Who closed it?", "near": "Ines"},
    )
    answerable, spoilt = own_questions(tmp_path, path)
    (start, end) = answerable.spans[0]
    assert answerable.context[start:end] == "Ines Okafor"
    assert (spoilt.spans, spoilt.near) == ((), (27, 31))
    assert answerable.article == spoilt.article


def test_a_paragraph_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = made(tmp_path, {"question": "Who?", "context": "0" * 16})
    with pytest.raises(KeyError):
        list(own_questions(tmp_path, path))


def test_an_answer_that_is_not_in_its_paragraph_is_an_error(tmp_path: Path) -> None:
    path = made(tmp_path, {"question": "Who opened it?", "answer": "Ines Oka"})
    with pytest.raises(ValueError, match=r"'Ines Oka' to 'Who opened it\?' is not in its paragraph"):
        list(own_questions(tmp_path, path))


def test_the_set_is_whole() -> None:
    items = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len({item["id"] for item in items}) == len(items) >= 5000
    asked = {(item["context"], item["question"].casefold()) for item in items}
    assert len(asked) > 0.99 * len(items)
    for item in items:
        assert set(item) <= {"id", "source", "context", "question", "answer", "near"}
        assert item["question"].strip() == item["question"] != ""
    spoilt = sum("answer" not in item for item in items)
    assert 0.6 < spoilt / len(items) < 0.7
