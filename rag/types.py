"""The values that travel through Footnote: frozen, and the same words everywhere.

Offsets are character offsets into `Document.text`, half-open: `document.text[start:end]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

BlockKind = Literal["heading", "paragraph", "item"]
Stage = Literal["searching", "reading", "writing"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that its author set apart: a heading, a paragraph or a list item."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An article: its normalised text, which all offsets refer to, and where it came from.

    `id` is unique in a corpus and safe in a URL path. `blocks` are in order, do not overlap, and
    cover everything in `text` but white space.
    """

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    source: str = ""
    url: str | None = None
    date: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading or list item: `document.text[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole consecutive sentences of one document, the unit of retrieval.

    `document.text[start:end] == text`; `sentences` keep their offsets into the document. `heading` is the
    nearest heading above (empty if none): context for retrieval, not part of the chunk's text.
    """

    id: str
    document: str
    text: str
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved chunk. `rank` counts from 1; `score` is the retriever's own, higher is better.

    `similarity` is the cosine of question and chunk, in [-1, 1].
    """

    chunk: Chunk
    score: float
    rank: int
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A question asked before and the answer that was shown."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a document that a reader points to: `document.text[start:end]`."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in the hits.

    `evidence` are the spans to quote, best first; not answered, they are the closest ones, at most three. `short` is
    the short answer inside `evidence[0]`, if the reader can point to one. `confidence` in [0, 1] is the probability
    that the evidence answers the question; `answered` is the reader's verdict on it. `unsaid` are parts of the
    question, as they were typed, that nothing answers although others are answered.
    """

    answered: bool
    confidence: float
    evidence: tuple[Span, ...]
    short: Span | None = None
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: `document.text[start:end] == quote`.

    `prefix`, `quote` and `suffix` make a W3C Web Annotation TextQuoteSelector, `start` and `end` a
    TextPositionSelector. `marker` is the footnote's number in the answer, from 1.
    """

    marker: int
    document: str
    title: str
    url: str | None
    quote: str
    start: int
    end: int
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of a chat model's draft: how many sentences were shown and removed, its tokens, and its fault if any.

    Tokens are 0 where the provider does not count them, and so is the cost where no price is set.
    """

    kept: int
    removed: int
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown to the person who asked.

    Not answered: `short_answer` is None, `citations` is empty, and `closest` may hold nearby quotes, which are no
    answer.
    """

    question: str
    standalone_question: str
    answered: bool
    answer: str
    short_answer: str | None
    confidence: float
    citations: tuple[Citation, ...]
    mode: str
    elapsed_ms: float
    closest: tuple[Citation, ...] = ()
    id: str | None = None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What is being done for a question at this moment."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class Token:
    """The next piece of a draft, to be shown until the answer, which is checked, takes the draft's place."""

    text: str


Event = Status | Token | Answer


class Embedder(Protocol):
    """Turns texts into vectors, as LangChain's embeddings do."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        ...


class Library(Protocol):
    """Where the text of documents is looked up by id."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, in the order they were given."""
        ...

    def document(self, id: str) -> Document:
        """Return the document; raises `errors.UnknownDocument`."""
        ...


class Retriever(Protocol):
    """Finds the chunks that a question is about."""

    def retrieve(self, question: str, depth: int, *, article: str | None = None) -> tuple[Hit, ...]:
        """Return at most `depth` hits, best first, from all documents or from one."""
        ...


class Reader(Protocol):
    """Finds the words that answer a question in retrieved chunks, or says that none do."""

    name: str

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Read the hits of one question."""
        ...


class Asker(Protocol):
    """Answers questions: the chain, or anything that stands in for it."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer one question, of all documents or of the one whose id is `article`.

        Raises `errors.BadQuestion` and `errors.UnknownDocument`.
        """
        ...


@runtime_checkable
class WritingAsker(Asker, Protocol):
    """An asker whose answers a model may write, which may cost money and takes the article's words elsewhere."""

    def unwritten(self) -> Asker:
        """Return the same asker without that model."""
        ...


def unwritten(asker: Asker) -> Asker:
    """Return an asker that calls no model to write: what nobody asked is not worth one."""
    return asker.unwritten() if isinstance(asker, WritingAsker) else asker


@runtime_checkable
class StreamingAsker(Asker, Protocol):
    """An asker that tells how far it is."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Iterator[Event]:
        """Yield what happens on the way to the answer, which comes last; raises as `ask` does.

        Whoever no longer wants the answer stops iterating; nothing more is done for it.
        """
        ...
