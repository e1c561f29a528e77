"""What a reader found, as the text that is shown: sentences with footnotes, or that the article does not say. Pure."""

from __future__ import annotations

from rag.citing import cite
from rag.types import Citation, Library, Reading

NOT_SAID = "The article does not say."
NOT_SAID_MANY = "None of the articles says."


def compose(reading: Reading, library: Library, *, articles: int = 1) -> tuple[str, str | None, tuple[Citation, ...]]:
    """Return the answer's text, its short answer if any, and its citations (not answered: the closest quotes)."""
    if not reading.answered:
        return (NOT_SAID if articles == 1 else NOT_SAID_MANY), None, cite(reading.evidence, library)
    citations = cite(reading.evidence, library)
    text = " ".join(f"{_one_line(citation.quote)} [{citation.marker}]" for citation in citations)
    short = reading.short
    return text, _one_line(library.document(short.document).text[short.start : short.end]) if short else None, citations


def _one_line(quote: str) -> str:
    return " ".join(quote.split())
