"""Groups the sentences of a document into chunks, the unit of retrieval."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.errors import BadSetting
from rag.sentences import split
from rag.types import Chunk, Document, Sentence

# Scripts written without spaces; two of their characters count as a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
# A chunk shorter than this share of the limit is not cut at a paragraph's end for tidiness' sake.
_LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Section:
    """The sentences from one heading to the next; `lead` of them are the heading's own.

    `words` holds each sentence's length, `closing` tells which of them end a paragraph, heading or list.
    """

    sentences: tuple[Sentence, ...]
    words: tuple[int, ...]
    closing: tuple[bool, ...]
    lead: int

    @property
    def heading(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences[: self.lead])


def chunk(document: Document, *, words: int = 90, overlap: int = 1) -> tuple[Chunk, ...]:
    """Cut a document into chunks of whole consecutive sentences.

    A chunk never reaches beyond the next heading, which starts a chunk of its own and is the `heading` of all chunks of
    its section. Within a section a chunk takes what fits, and rather ends with a paragraph if it is half full by then.

    Args:
        document: what to cut.
        words: the most a chunk may hold, not counting a heading it starts with; a longer sentence stands alone.
        overlap: how many sentences a chunk repeats from the one before it in its section, as far as they fit.

    Returns:
        Chunks in order, every sentence of the document in at least one of them.

    Raises:
        BadSetting: `words` is below 1 or `overlap` below 0.
    """
    if words < 1:
        raise BadSetting(f"Chunks of {words} words are not possible; give 1 or more.")
    if overlap < 0:
        raise BadSetting(f"An overlap of {overlap} sentences is not possible; give 0 or more.")
    return tuple(
        _chunk(document, section.sentences[first:last], section.heading)
        for section in _sections(document)
        for first, last in _ranges(section, words, overlap)
    )


def _chunk(document: Document, sentences: tuple[Sentence, ...], heading: str) -> Chunk:
    start, end = sentences[0].start, sentences[-1].end
    return Chunk(
        id=f"{document.id}:{start}-{end}",
        document=document.id,
        text=document.text[start:end],
        start=start,
        end=end,
        sentences=sentences,
        heading=heading,
    )


def _sections(document: Document) -> Iterator[_Section]:
    """Yield sections in order; empty blocks and documents yield nothing."""
    gathered: list[tuple[Sentence, bool]] = []
    lead = 0
    for position, block in enumerate(document.blocks):
        sentences = split(document.text, (block,))
        if block.kind == "heading" and sentences:
            if gathered:
                yield _section(gathered, lead)
            gathered, lead = [], len(sentences)
        following = document.blocks[position + 1].kind if position + 1 < len(document.blocks) else None
        closes = not (block.kind == following == "item")
        gathered.extend((sentence, closes and sentence is sentences[-1]) for sentence in sentences)
    if gathered:
        yield _section(gathered, lead)


def _section(gathered: Sequence[tuple[Sentence, bool]], lead: int) -> _Section:
    sentences = tuple(sentence for sentence, _ in gathered)
    return _Section(
        sentences=sentences,
        words=tuple(_count(sentence.text) for sentence in sentences),
        closing=tuple(closing for _, closing in gathered),
        lead=lead,
    )


def _count(text: str) -> int:
    spaced = len(text.split())
    return spaced if text.isascii() else max(spaced, len(_UNSPACED.findall(text)) // 2)


def _ranges(section: _Section, limit: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Yield the half-open sentence ranges of a section's chunks."""
    first, fresh, total = 0, section.lead, len(section.sentences)
    while True:
        last = _last(section, first, fresh, limit)
        yield first, last
        if last >= total:
            return
        first, fresh = _repeat_from(section, last, limit, overlap), last


def _last(section: _Section, first: int, fresh: int, limit: int) -> int:
    """Return where a chunk ends that starts at `first` and holds at least the sentence `fresh`."""
    total = len(section.sentences)
    used = sum(section.words[max(first, section.lead) : fresh + 1])
    last = min(fresh + 1, total)
    tidy = last if section.closing[last - 1] and used >= limit * _LEAST_SHARE else 0
    while last < total and used + section.words[last] <= limit:
        used += section.words[last]
        last += 1
        if section.closing[last - 1] and used >= limit * _LEAST_SHARE:
            tidy = last
    return last if last == total else tidy or last


def _repeat_from(section: _Section, last: int, limit: int, overlap: int) -> int:
    """Return the first sentence that the chunk after `last` repeats: none of the heading, none that would not fit."""
    room = limit - section.words[last]
    first = last
    while first > max(section.lead, last - overlap) and section.words[first - 1] <= room:
        first -= 1
        room -= section.words[first]
    return first
