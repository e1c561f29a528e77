"""A scripted engine and a small library, in place of the chain and a corpus."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.citing import citation
from rag.errors import BadQuestion, UnknownDocument
from rag.types import Answer, Block, BlockKind, Citation, Document, Event, Status, Turn

NOT_SAID = "The article does not say."


def document(id: str, title: str, *parts: tuple[BlockKind, str], source: str = "", url: str | None = None) -> Document:
    """Put a document together from its blocks; items of one list are a line apart, others a blank line."""
    text, before = "", ""
    blocks: list[Block] = []
    for kind, words in parts:
        if blocks:
            text += "\n" if kind == before == "item" else "\n\n"
        blocks.append(Block(kind, len(text), len(text) + len(words)))
        text, before = text + words, kind
    return Document(id=id, title=title, text=text, blocks=tuple(blocks), source=source, url=url, date="2024-03-14")


BRIDGE = document(
    "bridge",
    "Harbour bridge to close for nine weeks",
    (
        "paragraph",
        "PORT ELLEN, March 14 - The harbour bridge will close on April 2 for nine weeks, the harbour board said.",
    ),
    ("heading", "Why it closes"),
    # Letters beyond the basic plane are two units of a browser's strings, one character here.
    (
        "paragraph",
        "Salt has eaten into 31 of its 48 hangers \U0001f309. “We cannot wait another winter,” said Ines Okafor, who "
        "chairs the board. The repair will cost 4.2 million pounds.",
    ),
    (
        "paragraph",
        "Two ferries will carry people across instead, and a third is being sought for the morning hours. Lorries must "
        "take the inland road, which adds 23 kilometres to the way to the terminal.",
    ),
    ("heading", "What was promised"),
    ("item", "free parking at both piers"),
    ("item", "a bus every ten minutes"),
    ("item", "no work at night near the school"),
    (
        "paragraph",
        "The board rejected a plan to build a second bridge beside the old one. Shop owners on the quay had asked for "
        "it in a letter with 212 signatures, but the ground there is too soft, engineers found last year.",
    ),
    (
        "paragraph",
        "Work is to begin in the first week. If the weather holds, one lane will open after six weeks; if it does not, "
        "Okafor said, people should expect to wait until the middle of June before the first car drives over again.",
    ),
    ("paragraph", "The bridge opened in 1931 and was last closed in 1987, when a ship struck its northern pier."),
    source="Invented for Footnote's tests",
    url="https://example.org/bridge",
)
FERRY = document(
    "ferry",
    "Third ferry found for the morning hours",
    (
        "paragraph",
        "PORT ELLEN, March 20 - The ferry Marigold will come from Oban, with room for 180 people & <b>40</b> bicycles.",
    ),
    source="Invented for Footnote's tests",
)


def cite(document: Document, quote: str, marker: int = 1) -> Citation:
    """Cite the first occurrence of a quote."""
    start = document.text.index(quote)
    return citation(document, start, start + len(quote), marker)


def found(question: str, text: str, *citations: Citation, short: str | None = None, confidence: float = 0.93) -> Answer:
    """An answer with its citations."""
    return Answer(question, question, True, text, short, confidence, citations, "reader", 31.2)


def absent(question: str, *closest: Citation) -> Answer:
    """An answer that says that the article does not say."""
    return Answer(question, question, False, NOT_SAID, None, 0.12, (), "reader", 18.0, closest)


_CLOSED = "The harbour bridge will close on April 2 for nine weeks, the harbour board said."
_WAIT = "“We cannot wait another winter,” said Ines Okafor, who chairs the board."
_LATE = (
    "If the weather holds, one lane will open after six weeks; if it does not, Okafor said, people should expect to "
    "wait until the middle of June before the first car drives over again."
)
_MARIGOLD = "The ferry Marigold will come from Oban, with room for 180 people & <b>40</b> bicycles."
_COST = "The repair will cost 4.2 million pounds."
_WHEN = "When will the harbour bridge close for nine weeks?"
ANSWERS = {
    answer.question: answer
    for answer in (
        found("When does the bridge close?", f"{_CLOSED} [1]", cite(BRIDGE, _CLOSED), short="April 2"),
        found(
            "Who is quoted?",
            f"{_WAIT} [1] {_LATE} [2]",
            cite(BRIDGE, _WAIT),
            cite(BRIDGE, _LATE, 2),
            short="Ines Okafor",
        ),
        replace(
            found("And when?", f"{_CLOSED} [1]", cite(BRIDGE, _CLOSED), short="April 2"), standalone_question=_WHEN
        ),
        found(_WHEN, f"{_CLOSED} [1]", cite(BRIDGE, _CLOSED), short="April 2"),
        found("How much will the repair cost?", f"{_COST} [1]", cite(BRIDGE, _COST), short="4.2 million pounds"),
        found("Which ferry comes?", f"{_MARIGOLD} [1]", cite(FERRY, _MARIGOLD), short="Marigold", confidence=0.6),
        absent(
            "Who designed the bridge?", cite(BRIDGE, "The bridge opened in 1931"), cite(BRIDGE, "31 of its 48 hangers")
        ),
    )
}


@dataclass(slots=True)
class ScriptedAsker:
    """Answers by a table and remembers what it was asked."""

    answers: dict[str, Answer] = field(default_factory=lambda: dict(ANSWERS))
    asked: list[tuple[str, tuple[Turn, ...], str | None]] = field(default_factory=list)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer from the table; what is not in it, the article does not say."""
        self.asked.append((question, tuple(history), article))
        if not question.strip():
            raise BadQuestion("The question is empty; ask something.")
        if article is not None and article not in {BRIDGE.id, FERRY.id}:
            raise UnknownDocument(f"There is no article {article!r}.")
        if question == "Break":
            raise ZeroDivisionError("secret internals")
        return replace(self.answers.get(question, absent(question)), id=id)


@dataclass(slots=True)
class TellingAsker(ScriptedAsker):
    """Tells how far it is; "Take long" is read until `go` is set, for `hold` seconds at most."""

    hold: float = 60
    go: threading.Event = field(default_factory=threading.Event)

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Iterator[Event]:
        """Answer and tell how far it is."""
        yield Status("searching")
        yield Status("reading")
        if question == "Take long":
            self.go.wait(self.hold)
        yield self.ask(question, history, id=id, article=article)


@dataclass(slots=True)
class NearestAsker:
    """Answers with the sentence of its documents that shares most words with the question, or not at all."""

    documents: tuple[Document, ...]

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer if two words are shared; the history is not looked at."""
        del history
        best, count = None, 1
        for document in self.documents:
            for sentence in re.findall(r"[^.\n]+\.", document.text):
                shared = len(_words(question) & _words(sentence))
                if shared > count and article in {None, document.id}:
                    best, count = cite(document, sentence.strip()), shared
        if best is None:
            return replace(absent(question), id=id)
        return replace(found(question, f"{best.quote} [1]", best, confidence=0.8), id=id)


def bind(documents: Sequence[Document], progress: Callable[[int, int], None]) -> NearestAsker:
    """Make documents answerable, telling how far it is."""
    progress(0, 2)
    progress(2, 2)
    return NearestAsker(tuple(documents))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - {"the", "a", "will", "is", "of", "in", "who", "when"}


@dataclass(frozen=True, slots=True)
class FakeLibrary:
    """Two articles, or those given."""

    documents: tuple[Document, ...] = (BRIDGE, FERRY)

    def document(self, id: str) -> Document:
        """Return the document; raises `UnknownDocument`."""
        for document in self.documents:
            if document.id == id:
                return document
        raise UnknownDocument(f"There is no article {id!r}.")
