"""What a reader found, as the text that is shown: sentences with footnotes, or that the article does not say. Pure."""

from __future__ import annotations

import re

from rag.citing import cite
from rag.types import Citation, Library, Reading

NOT_SAID = "The article does not say."
NOT_SAID_MANY = "None of the articles says."
# An article's own reference marks look like footnotes of the answer: they are left out of its text, not of the quotes.
_REFERENCE = re.compile(r"\s?\[\d{1,3}\]")


def compose(reading: Reading, library: Library, *, articles: int = 1) -> tuple[str, str | None, tuple[Citation, ...]]:
    """Return the answer's text, its short answer if any, and its citations (not answered: the closest quotes)."""
    citations = cite(reading.evidence, library)
    said = NOT_SAID if articles == 1 else NOT_SAID_MANY
    if not reading.answered:
        return said, None, citations
    unsaid = "".join(f" {said.rstrip('.')}: “{_one_line(part)}”" for part in reading.unsaid)
    text = " ".join(f"{_one_line(citation.quote)} [{citation.marker}]" for citation in citations)
    short = reading.short
    words = _one_line(library.document(short.document).text[short.start : short.end]) if short else None
    return text + unsaid, words or None, citations


def _one_line(quote: str) -> str:
    return " ".join(_REFERENCE.sub("", quote).split())
