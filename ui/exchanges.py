"""What a conversation is made of: questions, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Notice:
    """A word from the program in an answer's place: too long, too busy, stopped, a fault."""

    message: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it.

    `article` is the id of the one article that was asked, None for all; `private` tells that the answer quotes an
    article that its visitor brought, which nobody else can open.
    """

    question: str
    outcome: Answer | Notice
    article: str | None = None
    private: bool = False

    @property
    def standalone(self) -> str:
        """The question as it can be asked without what was asked before."""
        return self.outcome.standalone_question if isinstance(self.outcome, Answer) else self.question


def turns(exchanges: tuple[Exchange, ...]) -> tuple[Turn, ...]:
    """Return the history that a next question is asked with."""
    return tuple(Turn(past.question, past.outcome.answer) for past in exchanges if isinstance(past.outcome, Answer))
