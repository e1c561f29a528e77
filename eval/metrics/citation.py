"""Citations: are they verbatim, and do they stand on the gold evidence?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.types import Citation, Document, Span

_Characters = set[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Support:
    """How the cited characters cover the gold evidence: precision and recall, both in [0, 1]."""

    precision: float
    recall: float

    @property
    def overlaps(self) -> bool:
        """Whether any cited character belongs to the evidence."""
        return self.recall > 0


def verbatim(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether `document.text[start:end] == quote` for a citation with words in it."""
    document = documents.get(citation.document)
    if document is None or not 0 <= citation.start < citation.end <= len(document.text):
        return False
    return bool(citation.quote.strip()) and document.text[citation.start : citation.end] == citation.quote


def all_verbatim(citations: Sequence[Citation], documents: Mapping[str, Document]) -> bool:
    """Whether there are citations and each is verbatim: an answer without a citation stands on nothing."""
    return bool(citations) and all(verbatim(citation, documents) for citation in citations)


def support(
    citations: Iterable[Citation], evidence: Iterable[Span], documents: Mapping[str, Document]
) -> Support | None:
    """Hold cited characters C against those of the gold evidence E, white space left out.

    precision = |C and E| / |C|, recall = |C and E| / |E|. Characters cited twice count once; a citation that is not
    verbatim counts for nothing.

    Returns:
        None where there is no evidence to hold them against; zeros where nothing is cited.
    """
    gold = _characters(evidence, documents)
    if not gold:
        return None
    sound = (citation for citation in citations if verbatim(citation, documents))
    cited = _characters((Span(citation.document, citation.start, citation.end) for citation in sound), documents)
    common = len(cited & gold)
    return Support(common / len(cited) if cited else 0.0, common / len(gold))


def _characters(spans: Iterable[Span], documents: Mapping[str, Document]) -> _Characters:
    return {
        (span.document, offset)
        for span in spans
        if span.document in documents
        for offset, character in enumerate(documents[span.document].text[span.start : span.end], span.start)
        if not character.isspace()
    }
