"""The sentences of one question's hits, each once, with what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Hit, Sentence, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer; `before` is the sentence before it in its chunk, `rank` its best hit's."""

    span: Span
    text: str
    before: str
    rank: int
    similarity: float


def candidates(hits: Sequence[Hit]) -> tuple[Candidate, ...]:
    """Return the sentences of the hits, best-ranked chunk first.

    Headings and questions, which state nothing, are left out unless there is nothing else.
    """
    found: dict[tuple[str, int], Candidate] = {}
    others: dict[tuple[str, int], Candidate] = {}
    for hit in hits:
        before = ""
        for sentence in hit.chunk.sentences:
            key = (hit.chunk.document, sentence.start)
            states = not (_is_heading(sentence, hit) or _asks(sentence))
            known = found.get(key)
            if known is None or (before and not known.before):
                candidate = Candidate(
                    Span(hit.chunk.document, sentence.start, sentence.end),
                    sentence.text,
                    before,
                    known.rank if known else hit.rank,
                    max(hit.similarity, known.similarity if known else -1.0),
                )
                (found if states else others)[key] = candidate
            before = sentence.text
    return tuple(found.values()) or tuple(others.values())


def _is_heading(sentence: Sentence, hit: Hit) -> bool:
    return bool(hit.chunk.heading) and sentence.text == hit.chunk.heading


def _asks(sentence: Sentence) -> bool:
    return sentence.text.rstrip("\"'”’»)] ").endswith(("?", "？", "؟"))
