"""Twins find their texts; their words are found where the question points, whole."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from training.adversarial import digest
from training.examples import Example, place
from training.twins import DEVELOPMENT, OFTENER, SLACK, TWINS, balanced, twins

CONTEXT = "The bridge closed in 2019. Ines Okafor opened it again in May."
REPORT = "Line reopens\n\nOSLO, May 3 - The line to Vesla opened again in May."
MANUAL = "Locks\n\nPress the red key twice. A lost key costs 30 dollars."
BRIEF = "Ferry fined\n\nNorlund Lines must pay 40,000 pounds. Its rival, Vesla, paid 9,000 pounds in 2024."


def made(tmp_path: Path, *questions: list[str], text: str = BRIEF) -> Path:
    data = {"data": [{"title": "a", "paragraphs": [{"context": CONTEXT, "qas": []}]}]}
    (tmp_path / "set.json").write_text(json.dumps(data), encoding="utf-8")
    brief = {"text": text, "questions": questions}
    (tmp_path / "news.jsonl").write_text(json.dumps(brief) + "\n", encoding="utf-8")
    report = {"text": REPORT, "questions": [["-", "When did it sail?", "May"]]}
    (tmp_path / "reports.jsonl").write_text(json.dumps(report) + "\n", encoding="utf-8")
    manual = {"text": MANUAL, "questions": [["+", "what does a lost key cost", "30 dollars"]]}
    (tmp_path / "articles.jsonl").write_text(json.dumps(manual) + "\n", encoding="utf-8")
    asked = [["+", "Who opened it?", "Ines Okafor"], ["-", "Who closed it?", "Ines Okafor"]]
    paragraph = {"source": "set", "context": digest(CONTEXT), "questions": asked}
    (tmp_path / "paragraphs.jsonl").write_text(json.dumps(paragraph) + "\n", encoding="utf-8")
    shapes = [
        {"source": source, "context": context, "questions": [["+", "Tell me who, please.", answer]]}
        for source, context, answer in (("news", digest(text), "Ferry"), ("set", digest(CONTEXT), "Ines Okafor"))
    ]
    (tmp_path / "shapes.jsonl").write_text("\n".join(map(json.dumps, shapes)) + "\n", encoding="utf-8")
    return tmp_path


def test_one_of_two_twins_is_answered(tmp_path: Path) -> None:
    folder = made(tmp_path, ["+", "Who pays?", "Norlund Lines"], ["-", "Who appealed?", "Norlund Lines"])
    pays, appealed, sailed, lost, opened, closed, *shapes = twins(tmp_path, folder=folder)
    assert pays.context[slice(*pays.spans[0])] == "Norlund Lines"
    assert (appealed.spans, appealed.near) == ((), pays.spans[0])
    assert opened.context[slice(*opened.spans[0])] == "Ines Okafor"
    assert closed.near == opened.spans[0]
    assert (sailed.spans, sailed.context) == ((), REPORT)
    assert lost.context[slice(*lost.spans[0])] == "30 dollars"
    assert [one.source for one in (pays, sailed, lost, opened)] == ["twin-news", "twin-report", "twin-article", "twin"]
    assert [one.context[slice(*one.spans[0])] for one in shapes] == ["Ferry", "Ines Okafor"]
    assert [one.context for one in shapes] == [BRIEF, CONTEXT]


def test_a_text_is_trained_on_or_kept_for_development(tmp_path: Path) -> None:
    texts = [f"Ferry Brief {number}" for number in range(64)]
    kept = next(text for text in texts if digest(text).startswith(DEVELOPMENT))
    folder = made(tmp_path, ["+", "Which?", "Brief"], text=kept)
    assert {one.context for one in twins(tmp_path, development=True, folder=folder)} == {kept}
    assert kept not in [one.context for one in twins(tmp_path, folder=folder)]


def test_a_paragraph_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = made(tmp_path)
    (folder / "paragraphs.jsonl").write_text('{"source": "set", "context": "f", "questions": []}\n', encoding="utf-8")
    with pytest.raises(KeyError):
        list(twins(tmp_path, folder=folder))


def test_an_answer_that_is_not_in_its_text_is_an_error(tmp_path: Path) -> None:
    folder = made(tmp_path, ["+", "Who pays?", "Vesla Lines"])
    with pytest.raises(ValueError, match=r"'Vesla Lines' to 'Who pays\?' is not in its text"):
        list(twins(tmp_path, folder=folder))


def test_no_word_tells_answered_questions_from_the_others() -> None:
    span = (0, 3)
    asked = [Example(f"Who was last {n}?", CONTEXT, (), "s", "a") for n in range(90)]
    asked += [Example(f"Who was last {n}?", CONTEXT, (span,), "s", "a") for n in range(40)]
    asked += [Example(f"Who came {n}?", CONTEXT, (span,), "s", "a") for n in range(50)]
    kept = balanced(asked, random.Random(1))
    answered = [one for one in kept if one.spans]
    for word in ("last", "came"):
        there = sum(word in one.question for one in answered)
        missing = sum(word in one.question for one in kept if not one.spans)
        assert missing <= OFTENER * there + SLACK
        assert there <= OFTENER * missing + SLACK
    assert sum("last" in one.question for one in answered) == 40
    assert kept == balanced(asked, random.Random(1))


def test_questions_that_are_alike_are_all_kept() -> None:
    asked = [
        Example(f"Who opened bridge {n}?", CONTEXT, spans, "s", "a") for n in range(100) for spans in ((), ((0, 3),))
    ]
    assert len(balanced(asked, random.Random(1))) == 200


def test_the_set_is_whole() -> None:
    signs, asked = Counter[str](), Counter[tuple[str, str]]()
    for name in ("news", "reports", "articles", "paragraphs", "shapes"):
        own = name in ("news", "reports", "articles")
        for line in (TWINS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            assert set(item) == ({"text", "questions"} if own else {"source", "context", "questions"})
            for sign, question, words in item["questions"]:
                signs[sign] += 1
                asked[item.get("context") or item["text"], question.casefold()] += 1
                assert question.strip() == question != ""
                assert not own or place(question, words, item["text"])
    assert set(signs) == {"+", "-"}
    assert abs(signs["+"] - signs["-"]) < 0.01 * signs.total()
    assert len(asked) > 0.99 * asked.total()
