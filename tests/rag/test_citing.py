"""Citations are verbatim, with right offsets and context, or they are not made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citing import CONTEXT, citation, cite, is_verbatim
from rag.types import Block, Document, Span

TEXT = "The bridge closed on Monday. It opens again in May, the mayor said."


def document(text: str = TEXT, id: str = "bridge") -> Document:
    return Document(id=id, title="Bridge", text=text, blocks=(Block("paragraph", 0, len(text)),))


class Shelf:
    def __init__(self, *documents: Document) -> None:
        self.documents = documents

    def document(self, id: str) -> Document:
        return next(document for document in self.documents if document.id == id)


def test_quotes_the_words_at_the_offsets() -> None:
    made = citation(document(), 29, 50, marker=1)
    assert made.quote == "It opens again in May"
    assert (made.prefix, made.suffix) == (TEXT[:29], ", the mayor said.")
    assert (made.marker, made.document, made.title) == (1, "bridge", "Bridge")


@given(st.text(min_size=1), st.data())
def test_every_citation_is_verbatim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    whole = document(text)
    if not text[start:end].strip():
        with pytest.raises(ValueError, match="No quote"):
            citation(whole, start, end, 1)
        return
    made = citation(whole, start, end, 1)
    assert text[made.start : made.end] == made.quote
    assert (made.prefix + made.quote + made.suffix) in text
    assert len(made.prefix) <= CONTEXT
    assert len(made.suffix) <= CONTEXT
    assert is_verbatim(made, whole)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (5, 5), (9, 3), (0, 999)])
def test_refuses_offsets_outside_the_document(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="No quote"):
        citation(document(), start, end, 1)


def test_numbers_from_one_and_cites_a_span_once() -> None:
    spans = [Span("bridge", 29, 50), Span("bridge", 0, 28), Span("bridge", 29, 50)]
    made = cite(spans, Shelf(document()))
    assert [(note.marker, note.start) for note in made] == [(1, 29), (2, 0)]


def test_tells_a_tampered_citation() -> None:
    made = citation(document(), 29, 50, 1)
    for changed in (
        replace(made, quote="It opens again in June"),
        replace(made, start=28),
        replace(made, prefix="never said"),
        replace(made, suffix="never said"),
        replace(made, document="another"),
        replace(made, end=10_000),
    ):
        assert not is_verbatim(changed, document())
