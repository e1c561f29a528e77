"""The JSON of the API, in and out: pydantic models whose fields are those of `rag.types`.

Answers are written by `rag.serialising`; here stands what they look like.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from types import GenericAlias
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, create_model

from rag import types
from rag.chain import LONGEST_HISTORY, LONGEST_QUESTION
from rag.surrogates import holds_surrogate

# What a schema cannot read off the types; offsets count Unicode code points, as everywhere.
_MEANING = {
    "marker": "the footnote's number in the answer's text",
    "start": "offset into the article's text, in Unicode code points",
    "end": "offset into the article's text, in Unicode code points; not included",
    "prefix": "what stands before the quote",
    "suffix": "what stands after the quote",
    "confidence": "probability that the answer is right, 0 to 1",
    "standalone_question": "the question as it was understood, with what it takes from the history",
    "closest": "nearby quotes of a question that was not answered; no answer",
    "document": "the article's id",
}


def model(name: str, origin: type, *, without: frozenset[str] = frozenset()) -> type[BaseModel]:
    """Return a pydantic model with the fields of a dataclass, but those in `without`."""
    hints = get_type_hints(origin)
    parts: dict[str, Any] = {
        field.name: (_translated(hints[field.name]), _field(field))
        for field in fields(origin)
        if field.name not in without
    }
    config = ConfigDict(frozen=True, extra="forbid")
    made: type[BaseModel] = create_model(name, __doc__=origin.__doc__, __config__=config, __module__=__name__, **parts)
    _MADE.setdefault(origin, made)
    return made


def _translated(hint: Any) -> Any:
    """Return the type with models in place of the dataclasses that have one."""
    if get_origin(hint) is tuple:
        return GenericAlias(tuple, tuple(_translated(part) for part in get_args(hint)))
    return _MADE.get(hint, hint)


def _field(field: Field[Any]) -> Any:
    default = ... if field.default is MISSING else field.default
    return pydantic.Field(default, description=_MEANING.get(field.name))


_MADE: dict[Any, type[BaseModel]] = {}
CitationOut = model("Citation", types.Citation)
AnswerOut = model("Answer", types.Answer)
BlockOut = model("Block", types.Block)
ArticleTextOut = model("ArticleText", types.Document)
ArticleOut = model("Article", types.Document, without=frozenset({"text", "blocks"}))
ArticlesOut = GenericAlias(list, ArticleOut)


def _whole(text: str) -> str:
    # JSON can spell half of a character, which no text that is sent can hold.
    if holds_surrogate(text):
        raise ValueError("holds half of a character (a lone surrogate); send whole ones")
    return text


Text = Annotated[str, AfterValidator(_whole)]


class TurnIn(BaseModel):
    """A question asked before and the answer that was shown."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Turn")

    question: Text
    answer: Text

    def turn(self) -> types.Turn:
        """Return it as the engine takes it."""
        return types.Turn(question=self.question, answer=self.answer)


class QuestionIn(BaseModel):
    """A question, what was asked before it, and the one article to ask if not all."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Question")

    question: Text = pydantic.Field(
        description="at least one letter or digit",
        examples=["When will it be signed?"],
        max_length=LONGEST_QUESTION,
        # Checked by the engine, which says it in words; letters have no pattern that every validator knows.
        json_schema_extra={"pattern": r"\S"},
    )
    history: tuple[TurnIn, ...] = pydantic.Field(default=(), description="oldest first", max_length=LONGEST_HISTORY)
    article: Text | None = pydantic.Field(default=None, description="the article's id; all articles if null")
    id: Text | None = pydantic.Field(default=None, description="comes back with the answer")


class StateOut(BaseModel):
    """How the server is."""

    status: Literal["alive", "ready"]


class AccessOut(BaseModel):
    """Whether the page that asks this may ask questions."""

    allowed: bool
    detail: str


class ProblemOut(BaseModel):
    """An error as RFC 9457 has it."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str
    status: int
    detail: str
