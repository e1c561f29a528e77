"""Asking as a part of LangChain: a tool for an agent, and a Runnable for a chain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.messages.content import Annotation
from langchain_core.messages.content import Citation as CitationBlock
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import BaseTool, StructuredTool

from rag.errors import FootnoteError
from rag.serialising import answer_to_text
from rag.types import Answer, Asker, Turn

Question = str | Mapping[str, Any]


def as_tool(asker: Asker, *, name: str = "ask_article", description: str = "") -> BaseTool:
    """Return a tool that answers a question: the model reads text with the quotes, the artifact is the `Answer`.

    What is wrong with a question is told to the model, so that it can ask another.
    """

    def ask(question: str) -> tuple[str, Answer | None]:
        """Answer a question about the article with the exact words it stands on, or say that it does not say."""
        try:
            answer = asker.ask(question)
        except FootnoteError as error:
            return str(error), None
        return answer_to_text(answer), answer

    return StructuredTool.from_function(
        ask, name=name, description=description or ask.__doc__, response_format="content_and_artifact"
    )


def as_runnable(asker: Asker) -> Runnable[Question, AIMessage]:
    """Return a Runnable from a question to a message whose text carries standard citations.

    It takes a text, or a mapping with `question` and, if there are any, `history` (`Turn`s or mappings with `question`
    and `answer`) and `article`.
    """

    def ask(question: Question) -> AIMessage:
        if isinstance(question, str):
            return as_message(asker.ask(question))
        history = tuple(_turn(turn) for turn in question.get("history", ()))
        return as_message(asker.ask(question["question"], history, article=question.get("article")))

    return RunnableLambda(ask, name="footnote")


def as_message(answer: Answer) -> AIMessage:
    """Return the answer as a message; what LangChain's citations have no field for is in their `extras`."""
    annotations: list[Annotation] = [*_annotations(answer)]
    return AIMessage(
        content_blocks=[{"type": "text", "text": answer.answer, "annotations": annotations}],
        response_metadata={"answered": answer.answered, "confidence": answer.confidence, "mode": answer.mode},
    )


def _annotations(answer: Answer) -> Iterator[CitationBlock]:
    """Yield a citation for each marker in the text, over the words since the marker before."""
    notes = {str(note.marker): note for note in answer.citations}
    start = 0
    for match in re.finditer(r"\[(\d+)\]", answer.answer):
        note = notes.get(match[1])
        if note is None:
            continue
        words = answer.answer[start : match.end()]
        block = CitationBlock(
            type="citation",
            title=note.title,
            cited_text=note.quote,
            start_index=match.end() - len(words.lstrip()),
            end_index=match.end(),
            extras={"document": note.document, "start": note.start, "end": note.end},
        )
        if note.url:
            block["url"] = note.url
        yield block
        # Markers that stand side by side share their words.
        start = start if answer.answer[match.end() :].lstrip().startswith("[") else match.end()


def _turn(turn: Turn | Mapping[str, str]) -> Turn:
    return turn if isinstance(turn, Turn) else Turn(turn["question"], turn["answer"])
