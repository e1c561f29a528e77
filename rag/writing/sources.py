"""The numbered sentences that a model may cite. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.types import Hit, Library, Reading, Span
from rag.writing.parsing import MOST

_MODEL = r"\b(?:assistants?|ai|a\.i\.|llms?|language models?|chatbots?|bots?|system prompts?|models?)\b"
_ORDER = (
    r"\b(?:ignore|disregard|forget|override|reply|respond|answer|output|print|say|write|repeat|include|append|tell|"
    r"pretend|begin|start|end|finish|state|claim|mention|obey|follow|must|should|insert|add|translate|reveal)\b"
)
_NOUN = "state|output|print|claim|start|end|answer|finish"
_WHAT = r"(?:that|the|this|these|only|exactly|with|your|every|all|in|as|by)\b|[:“\"'*_\[<!]"
_ADDRESSED = (
    re.compile(r"\b(?:ignore|disregard|forget|override)\b.*\b(?:instructions?|prompts?|rules?|above|previous|text)\b"),
    re.compile(rf"{_MODEL}.*{_ORDER}|{_ORDER}.*{_MODEL}"),
    re.compile(r"\b(?:your|the|every|any|each|all) (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|outputs?|prompts?)\b"),
    re.compile(r"\byou (?:are now|must|will now|have to|should)\b|\bnew instructions?\b|\bsystem\s*:"),
    re.compile(rf"^\W*(?:please |now |instead,? |always |only |just )*(?!(?:{_NOUN})\b){_ORDER}"),
    # State secretaries and output figures begin sentences, too.
    re.compile(rf"^\W*(?:please |now |instead,? |always |only |just )*(?:{_NOUN})\W+(?:{_WHAT})"),
    re.compile(r"https?:|www\.|<\s*/?\s*\w|\]\(|javascript:|data:"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that may be cited: its number in the prompt, its words and where they stand."""

    number: int
    text: str
    span: Span


def number(reading: Reading, hits: Sequence[Hit], library: Library) -> tuple[Source, ...]:
    """Return the sentences to write from, those that the reader chose first; what addresses a model is left out."""
    found: dict[Span, str] = {}
    for span in _spans(reading, hits):
        if any(_overlap(span, other) for other in found):
            continue
        text = " ".join(library.document(span.document).text[span.start : span.end].split())
        if text and not is_addressed(text):
            found[span] = text
    return tuple(Source(at, text, span) for at, (span, text) in enumerate([*found.items()][:MOST], start=1))


def is_addressed(text: str) -> bool:
    """Tell whether a sentence gives orders to a model or carries a link or markup, and so is no source of facts."""
    folded = text.casefold()
    return any(pattern.search(folded) for pattern in _ADDRESSED)


def _spans(reading: Reading, hits: Sequence[Hit]) -> Iterator[Span]:
    sentences = [(hit.chunk.document, sentence) for hit in hits for sentence in hit.chunk.sentences]
    for evidence in reading.evidence:
        whole = [Span(id, s.start, s.end) for id, s in sentences if _overlap(Span(id, s.start, s.end), evidence)]
        yield from whole or (evidence,)
    yield from (Span(id, sentence.start, sentence.end) for id, sentence in sentences)


def _overlap(left: Span, right: Span) -> bool:
    return left.document == right.document and left.start < right.end and right.start < left.end


def listing(sources: Iterable[Source]) -> str:
    """Return the sources as the prompt shows them, one a line."""
    return "\n".join(f"[{source.number}] {source.text}" for source in sources)
