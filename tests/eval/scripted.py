"""A scripted asker and short makers of the values that the evaluation works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.items import GoldItem, GoldSet
from rag.errors import BadQuestion
from rag.types import Answer, Block, Citation, Document, Turn

TEXT = (
    "The bridge will close for nine weeks from March 3. Ines Okafor chairs the harbour board.\n\n"
    "Repairs cost “four million” pounds."
)


class ScriptedAsker:
    """Gives the answer written for a question; a question without one is a bad question."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, tuple[Turn, ...], str | None]] = []

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        assert article is None
        self.asked.append((question, tuple(history), id))
        if question not in self.answers:
            raise BadQuestion("The question is too long; ask a shorter one.")
        return replace(self.answers[question], question=question, standalone_question=question)


def document(text: str = TEXT, id: str = "bridge") -> Document:
    return Document(id=id, title="Bridge", text=text, blocks=(Block("paragraph", 0, len(text)),))


def cited(quote: str, source: Document | None = None, marker: int = 1) -> Citation:
    source = source or document()
    start = source.text.index(quote)
    return Citation(marker, source.id, source.title, None, quote, start, start + len(quote), "", "")


def answered(
    text: str, short: str | None = None, *, quote: str | None = None, confidence: float = 0.9, elapsed_ms: float = 10.0
) -> Answer:
    citations = (cited(quote),) if quote else ()
    return Answer("?", "?", True, text, short, confidence, citations, "reader", elapsed_ms)


def refused(confidence: float = 0.1, elapsed_ms: float = 5.0) -> Answer:
    return Answer("?", "?", False, "The article does not say.", None, confidence, (), "reader", elapsed_ms)


def item(id: str, question: str, *answers: str, type: str = "factoid", **more: object) -> GoldItem:
    evidence = more.get("evidence", ())
    history = more.get("history", ())
    article = more.get("article")
    assert isinstance(evidence, tuple)
    assert isinstance(history, tuple)
    assert article is None or isinstance(article, str)
    return GoldItem(id, type, question, answers, evidence, history, article)


def gold(*items: GoldItem) -> GoldSet:
    return GoldSet("bridge.jsonl", items, "0" * 64)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
