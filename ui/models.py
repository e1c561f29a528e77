"""The JSON of the API, in and out, as pydantic models; an answer's JSON is `rag.serialising`'s."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from rag.types import Document, Turn


class TurnIn(BaseModel):
    """A question asked before and the answer that was shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answer: str

    def turn(self) -> Turn:
        """Return it as the engine takes it."""
        return Turn(question=self.question, answer=self.answer)


class QuestionIn(BaseModel):
    """A question, what was asked before it, and the one article to ask if not all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    history: tuple[TurnIn, ...] = Field(default=(), max_length=100)
    article: str | None = None
    id: str | None = None


class CitationOut(BaseModel):
    """A verbatim quote: the article's `text[start:end]`, in Unicode code points."""

    marker: int
    document: str
    title: str
    url: str | None
    quote: str
    start: int
    end: int
    prefix: str
    suffix: str


class AnswerOut(BaseModel):
    """An answer; `closest` are nearby quotes of one that was not found, and no answer."""

    id: str | None = None
    question: str
    standalone_question: str
    answered: bool
    answer: str
    short_answer: str | None
    confidence: float
    citations: list[CitationOut]
    mode: str
    elapsed_ms: float
    closest: list[CitationOut] | None = None


class BlockOut(BaseModel):
    """A heading, paragraph or list item of an article."""

    kind: str
    start: int
    end: int


class ArticleOut(BaseModel):
    """An article as it is listed."""

    id: str
    title: str
    source: str
    url: str | None
    date: str | None
    language: str

    @classmethod
    def of(cls, document: Document) -> ArticleOut:
        """Return the article's entry."""
        return cls(**_entry(document))


class ArticleTextOut(ArticleOut):
    """An article with its text, which citations' offsets refer to."""

    text: str
    blocks: list[BlockOut]

    @classmethod
    def of(cls, document: Document) -> ArticleTextOut:
        """Return the whole article."""
        blocks = [BlockOut(kind=block.kind, start=block.start, end=block.end) for block in document.blocks]
        return cls(**_entry(document), text=document.text, blocks=blocks)


class ProblemOut(BaseModel):
    """An error as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str


def _entry(document: Document) -> dict[str, str | None]:
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "url": document.url,
        "date": document.date,
        "language": document.language,
    }
