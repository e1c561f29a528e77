"""Answers to take along: as text with footnotes, a conversation as Markdown, the link to one question. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from rag.types import Answer, Citation
from ui.exchanges import Exchange, Notice

_MARKER = re.compile(r"\[(\d{1,4})\]")
# What Markdown would take for markup; a number at the start of a line would begin a list.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_LIST = re.compile(r"^(\d+)([.)])")


def as_text(answer: Answer) -> str:
    """Return an answer and its footnotes as plain text."""
    notes = [f"[{note.marker}] “{note.quote}”\n    {_source(note)}" for note in answer.citations]
    return "\n\n".join([answer.answer, *notes])


def as_markdown(exchanges: Sequence[Exchange]) -> str:
    """Return a conversation as Markdown: each question a heading, each quote a footnote."""
    parts = ["# A conversation with Footnote"]
    for number, exchange in enumerate(exchanges, start=1):
        parts += [f"## {_escaped(exchange.question)}", *_outcome(exchange.outcome, number)]
    return "\n\n".join(parts) + "\n"


def link(exchange: Exchange) -> str | None:
    """Return the address, from the page on, that asks the question anew; None if nobody else could."""
    if exchange.private:
        return None
    query = {"q": exchange.standalone} | ({"article": exchange.article} if exchange.article else {})
    return f"?{urlencode(query)}"


def _outcome(outcome: Answer | Notice, number: int) -> list[str]:
    if isinstance(outcome, Notice):
        return [f"*{_escaped(outcome.message)}*"]
    parts: list[str] = []
    if outcome.standalone_question.strip() != outcome.question.strip():
        parts.append(f"*Understood as: {_escaped(outcome.standalone_question)}*")
    markers = {str(note.marker) for note in outcome.citations}
    pieces = _MARKER.split(outcome.answer)
    text = _escaped(pieces[0])
    for marker, after in zip(pieces[1::2], pieces[2::2], strict=True):
        text += f"[^{number}-{marker}]" if marker in markers else _escaped(f"[{marker}]")
        text += _escaped(after)
    # A footnote stands at the word it belongs to.
    parts.append(text.replace(" [^", "[^"))
    parts += [
        f"[^{number}-{note.marker}]: “{_escaped(note.quote)}” {_escaped(_source(note))}" for note in outcome.citations
    ]
    if outcome.closest:
        passages = "\n".join(f"- “{_escaped(note.quote)}”" for note in outcome.closest)
        parts += ["Closest passages (not an answer):", passages]
    return parts


def _source(note: Citation) -> str:
    address = f", {note.url}" if note.url else ""
    return f"{note.title}{address}, characters {note.start}-{note.end}"


def _escaped(text: str) -> str:
    """The text as Markdown that reads as the same words, on one line."""
    return _LIST.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", text)))
