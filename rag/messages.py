"""Answers as LangChain messages with standard citations, and conversations of LangChain messages as turns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, convert_to_messages
from langchain_core.messages.content import Annotation
from langchain_core.messages.content import Citation as CitationBlock

from rag.errors import BadQuestion
from rag.types import Answer, Turn


def as_message(answer: Answer) -> AIMessage:
    """Return the answer as a message; what LangChain's citations have no field for is in their `extras`."""
    annotations: list[Annotation] = [*_annotations(answer)]
    return AIMessage(
        content_blocks=[{"type": "text", "text": answer.answer, "annotations": annotations}],
        response_metadata=_metadata(answer),
    )


def as_chunk(text: str) -> AIMessageChunk:
    """Return the next piece of an answer; pieces added up are the message."""
    return AIMessageChunk(content=[{"type": "text", "text": text, "index": 0}])


def as_last_chunk(answer: Answer, text: str) -> AIMessageChunk:
    """Return the last piece of an answer: the rest of its text, its citations, and what is told about it."""
    block = {"type": "text", "text": text, "index": 0, "annotations": [*_annotations(answer)]}
    return AIMessageChunk(content=[block], response_metadata=_metadata(answer), chunk_position="last")


def turns(history: Iterable[Any]) -> tuple[Turn, ...]:
    """Return what was asked and answered before, oldest first.

    It may be given as `Turn`s, as mappings with `question` and `answer`, or as LangChain messages in any of their forms
    (objects, `("user", "...")`, mappings with `role` and `content`), of which a question and the last text before the
    next question are a turn. Raises `BadQuestion` if it is none of these.
    """
    found: list[Turn] = []
    asked = ""
    for one in history:
        if isinstance(one, Turn):
            found.append(one)
        elif isinstance(one, Mapping) and "question" in one:
            found.append(Turn(str(one["question"]), str(one.get("answer", ""))))
        else:
            message = message_of(one)
            if isinstance(message, HumanMessage):
                asked = message.text
                found.append(Turn(asked, ""))
            elif isinstance(message, AIMessage) and asked and str(message.text).strip():
                found[-1] = Turn(asked, message.text)
    return tuple(turn for turn in found if turn.answer)


def message_of(value: Any) -> BaseMessage:
    """Return a message given in any of LangChain's forms; raises `BadQuestion` if it is none."""
    try:
        return convert_to_messages([value])[0]
    except (ValueError, TypeError, NotImplementedError):
        raise BadQuestion(
            f"The history holds a {type(value).__name__} that is no turn and no message; give turns with question and "
            "answer, or LangChain messages."
        ) from None


def asked_last(messages: Sequence[Any]) -> tuple[str, tuple[Turn, ...]]:
    """Return the question that a conversation ends with and the turns before it; raises `BadQuestion` if none."""
    given = [message_of(one) for one in messages]
    place = next((at for at in reversed(range(len(given))) if isinstance(given[at], HumanMessage)), None)
    if place is None:
        raise BadQuestion("The messages hold no question; let the last of them be a HumanMessage.")
    return given[place].text, turns(given[:place])


def _metadata(answer: Answer) -> dict[str, Any]:
    return {"answered": answer.answered, "confidence": answer.confidence, "mode": answer.mode}


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
