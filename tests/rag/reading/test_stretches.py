"""Hits side by side become one stretch of text, offsets and all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.chunking import chunk
from rag.documents import read
from rag.reading.stretches import stretches
from rag.types import Document, Hit

TEXT = "\n\n".join(
    f"Paragraph {number} opens here. Its second sentence is number {number}2. It ends." for number in range(20)
)
DOCUMENT = read(TEXT.encode(), name="long", suffix=".txt")


def hits(document: Document, words: int, keep: list[bool]) -> list[Hit]:
    chunks = chunk(document, words=words)
    return [Hit(one, 1.0, rank) for rank, one in enumerate(chunks, start=1) if keep[rank % len(keep)]]


@given(
    st.integers(min_value=5, max_value=60),
    st.integers(min_value=1, max_value=150),
    st.lists(st.booleans(), min_size=1, max_size=12),
)
def test_text_and_offsets_are_those_of_the_document(words: int, most: int, keep: list[bool]) -> None:
    found = hits(DOCUMENT, words, keep)
    made = stretches(found, most)
    for one in made:
        # White space between chunks may be written otherwise: every sentence stands where it stood.
        assert len(one.text) == one.end - one.start
        for sentence in one.sentences:
            assert one.text[sentence.start - one.start : sentence.end - one.start] == sentence.text
    told = [sentence for one in made for sentence in one.sentences]
    assert {(s.start, s.end) for s in told} == {(s.start, s.end) for hit in found for s in hit.chunk.sentences}
    longest = max((len(hit.chunk.text.split()) for hit in found), default=0)
    assert all(len(one.text.split()) <= max(most, longest) for one in made)


def test_neighbours_are_read_together_and_others_apart() -> None:
    chunks = chunk(DOCUMENT, words=30)
    assert len(chunks) > 4
    pair = [Hit(chunks[1], 1.0, 1), Hit(chunks[0], 0.5, 2), Hit(chunks[4], 0.1, 3)]
    made = stretches(pair, 200)
    assert [(one.start, one.end) for one in made] == [
        (chunks[0].start, chunks[1].end),
        (chunks[4].start, chunks[4].end),
    ]
    assert len(stretches(pair, 30)) == 3


def test_documents_are_never_joined() -> None:
    other = read(TEXT.encode(), name="other", suffix=".txt")
    assert DOCUMENT.id != other.id
    both = [Hit(chunk(DOCUMENT)[0], 1.0, 1), Hit(chunk(other)[0], 1.0, 2)]
    assert len(stretches(both, 5000)) == 2
