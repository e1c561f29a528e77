"""Answers to JSON and back: the one shape that the command line, batch files and HTTP share; and to plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rag.errors import BadInput
from rag.types import Answer, Citation, Draft


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain values; `id` and `closest` are left out where there are none."""
    fields: dict[str, Any] = {} if answer.id is None else {"id": answer.id}
    fields |= {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "answered": answer.answered,
        "answer": answer.answer,
        "short_answer": answer.short_answer,
        "confidence": round(answer.confidence, 4),
        "citations": [asdict(citation) for citation in answer.citations],
        "mode": answer.mode,
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }
    if answer.closest:
        fields["closest"] = [asdict(citation) for citation in answer.closest]
    if answer.draft:
        fields["draft"] = asdict(answer.draft)
    return fields


def answer_to_text(answer: Answer) -> str:
    """Return the answer as plain text, the quotes with their offsets below it: for programs that read text alone."""
    lines = [answer.answer]
    if answer.closest:
        lines.append("Closest passages, which are no answer:")
    for note in (*answer.citations, *answer.closest):
        source = f"{note.title} ({note.url})" if note.url else note.title
        lines.append(f"[{note.marker}] “{note.quote}” {source}, characters {note.start}-{note.end}")
    return "\n\n".join(lines)


def answer_from_json(fields: Mapping[str, Any]) -> Answer:
    """Return the answer that `answer_to_json` wrote; raises `BadInput` naming the field that does not fit."""
    try:
        return Answer(
            question=fields["question"],
            standalone_question=fields["standalone_question"],
            answered=fields["answered"],
            answer=fields["answer"],
            short_answer=fields["short_answer"],
            confidence=fields["confidence"],
            citations=tuple(Citation(**citation) for citation in fields["citations"]),
            mode=fields["mode"],
            elapsed_ms=fields["elapsed_ms"],
            closest=tuple(Citation(**citation) for citation in fields.get("closest", ())),
            id=fields.get("id"),
            draft=Draft(**fields["draft"]) if "draft" in fields else None,
        )
    except (KeyError, TypeError) as error:
        raise BadInput(f"This is not an answer as `footnote ask --json` writes it: {error}.") from None
