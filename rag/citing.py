"""Spans to citations: every quote is taken from the document itself and checked before it is shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import Citation, Document, Library, Span

# As much text around a quote as tells it from its repetitions; the length that annotation tools commonly use.
CONTEXT = 32


def cite(spans: Iterable[Span], library: Library) -> tuple[Citation, ...]:
    """Return one checked citation a span, numbered from 1 in the order given; a span given twice is cited once."""
    unique = dict.fromkeys(spans)
    return tuple(
        citation(library.document(span.document), span.start, span.end, marker)
        for marker, span in enumerate(unique, start=1)
    )


def citation(document: Document, start: int, end: int, marker: int) -> Citation:
    """Quote `document.text[start:end]` with the words around it.

    Raises `ValueError` if the offsets do not lie in the document or hold no words: a fault of the caller, never of the
    user, and never shown as a citation.
    """
    quote = document.text[start:end]
    if not 0 <= start < end <= len(document.text) or not quote.strip():
        raise ValueError(f"No quote at {start}:{end} of {document.id}, which has {len(document.text)} characters.")
    return Citation(
        marker=marker,
        document=document.id,
        title=document.title,
        url=document.url,
        quote=quote,
        start=start,
        end=end,
        prefix=document.text[max(0, start - CONTEXT) : start],
        suffix=document.text[end : end + CONTEXT],
    )


def is_verbatim(citation: Citation, document: Document) -> bool:
    """Tell whether a citation's quote, offsets and context are exactly those of the document."""
    text, start, end = document.text, citation.start, citation.end
    return (
        citation.document == document.id
        and 0 <= start < end <= len(text)
        and text[start:end] == citation.quote
        and text[:start].endswith(citation.prefix)
        and text[end:].startswith(citation.suffix)
    )
