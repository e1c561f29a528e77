from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from eval.checking import check_gold
from eval.drafting import draft, proposed, wider
from rag.citing import citation
from rag.errors import BadInput
from rag.sentences import split
from rag.types import Answer, Document, Turn
from tests.eval.scripted import document, refused, written
from tests.strategies import documents

TEXT = (
    "The bridge opened in 1931. Justice Minister Gansukh Batjargal came with its director, Torstein Dahl. "
    "The work cost 58 drivers their job, and 690 million pounds."
)


class Finder:
    """Answers with the words it was told, from the sentence they stand in."""

    def __init__(self, source: Document, answers: dict[str, str]) -> None:
        self.source = source
        self.answers = answers
        self.asked: list[str] = []

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        assert (article, id, history) == (self.source.id, None, ())
        self.asked.append(question)
        short = self.answers.get(question)
        if short is None:
            return refused()
        place = self.source.text.index(short)
        sentences = split(self.source.text, self.source.blocks)
        (around,) = [one for one in sentences if one.start <= place < one.end]
        note = citation(self.source, around.start, around.end, 1)
        return Answer(question, question, True, f"{around.text} [1]", short, 0.9, (note,), "reader", 1.0)


def test_what_is_asked_of_names_and_numbers() -> None:
    assert {one.question for one in wider(document(TEXT))} == {
        "Who is the justice minister?",
        "Who is the director?",
        "How many drivers?",
    }


def test_answers_are_proposed_with_their_quotes_and_half_as_many_without(tmp_path: Path) -> None:
    source = document(TEXT)
    asker = Finder(
        source,
        {"When did the bridge open?": "1931", "Who is the director?": "Torstein Dahl", "How many drivers?": "58"},
    )
    ticks: list[tuple[int, int]] = []
    lines = proposed(draft(source, asker, on_progress=lambda done, total: ticks.append((done, total))))
    assert [(line["question"], line["type"], line["answers"]) for line in lines[:3]] == [
        ("When did the bridge open?", "factoid", ["1931"]),
        ("How many drivers?", "terse", ["58"]),
        ("Who is the director?", "factoid", ["Torstein Dahl"]),
    ]
    assert [line["type"] for line in lines[3:]] == ["same_role", "wrong_premise"]
    assert [line["id"] for line in lines] == [f"bridge-{number:02d}" for number in range(1, 6)]
    assert all(line["status"] == "proposed" for line in lines)
    assert all(str(line["near"]) in TEXT for line in lines[3:])
    assert ticks == [(number, len(ticks)) for number in range(1, len(ticks) + 1)]
    path = written(tmp_path / "draft.jsonl", "\n".join(map(json.dumps, lines)))
    found = check_gold(path, lambda _path, _id: source, [source])
    assert (found.faults, found.proposed, found.answerable) == ((), 5, 3)


def test_items_name_their_article_where_there_are_several() -> None:
    source = document(TEXT)
    asker = Finder(source, {"How many drivers?": "58"})
    assert {line["article"] for line in proposed(draft(source, asker, named=True))} == {"bridge"}


def test_an_answer_from_elsewhere_or_without_the_number_is_not_proposed() -> None:
    source = document(TEXT)
    with pytest.raises(BadInput, match="No question could be made of"):
        draft(source, Finder(source, {"How many drivers?": "1931", "Who is the director?": "1931"}))


def test_an_article_in_another_language_is_named() -> None:
    korean = Document("d", "다리", "다리는 1931년에 열렸다.", (), language="ko")
    with pytest.raises(BadInput, match=r"not in English\. Write items by hand"):
        draft(korean, Finder(korean, {}))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_candidates_of_any_document_stand_in_it(source: Document) -> None:
    for one in wider(source):
        assert one.target in source.text[one.start : one.end]
