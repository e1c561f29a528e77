"""Hits side by side in their document, read in one go: a pronoun finds its name, and a sentence its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Hit, Sentence

# The most words read in one go; a chunk longer than this stands alone.
MOST_WORDS = 200
# Chunks this many characters apart have only white space between them.
NEXT = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive sentences of one document; `text` starts at character `start` of it."""

    document: str
    start: int
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return self.start + len(self.text)


def stretches(hits: Sequence[Hit], words: int = MOST_WORDS) -> tuple[Stretch, ...]:
    """Join the chunks of the hits that overlap or touch, as long as a stretch holds at most `words` words."""
    found: list[Stretch] = []
    for chunk in sorted((hit.chunk for hit in hits), key=lambda chunk: (chunk.document, chunk.start, chunk.end)):
        piece = Stretch(chunk.document, chunk.start, chunk.text, chunk.sentences)
        joined = _joined(found[-1], piece) if found else None
        if joined and len(joined.text.split()) <= words:
            found[-1] = joined
        else:
            found.append(piece)
    return tuple(found)


def _joined(left: Stretch, right: Stretch) -> Stretch | None:
    if left.document != right.document or right.start > left.end + NEXT:
        return None
    rest = right.text[max(0, left.end - right.start) :]
    gap = " " * max(0, right.start - left.end)
    known = {sentence.start for sentence in left.sentences}
    added = tuple(sentence for sentence in right.sentences if sentence.start not in known)
    return Stretch(left.document, left.start, left.text + gap + rest, left.sentences + added)
