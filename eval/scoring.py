"""One answer held against its gold item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.evidence import locate_evidence
from eval.finding import Found
from eval.items import GoldItem
from eval.metrics.alce import Cited, Supports, cited, keyless, statements
from eval.metrics.citation import all_verbatim, support
from eval.metrics.containment import contains
from eval.metrics.exact_match import exact_match
from eval.metrics.token_f1 import token_f1
from rag.errors import FootnoteError, ModelFault
from rag.types import Answer, Document, Span

_MARKER = re.compile(r"\s*\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer did.

    Attributes:
        id: the gold item's id.
        type: the gold item's type.
        article: the article asked about, where known; intervals draw whole articles.
        answerable: whether the article answers the question.
        answered: whether an answer was given.
        exact: exact match; of an unanswerable question, whether it was refused.
        f1: F1 over words in [0, 1]; of an unanswerable question, 1 for a refusal.
        contained: whether the answer says a gold answer; False for a refusal and for an unanswerable question.
        citations_valid: whether the answer has citations and all are verbatim; None for a refusal.
        evidence_overlap: whether a citation touches the gold evidence; None for a refusal or without evidence.
        evidence_precision: the share of cited characters that is evidence, in [0, 1]; None as above.
        evidence_recall: the share of the evidence's characters that is cited, in [0, 1]; None as above.
        confidence: the answer's own, in [0, 1].
        elapsed_ms: the answer's own, in milliseconds.
        citation_precision: the share of its citations that a statement needs, in [0, 1] (see `eval.metrics.alce`); None
            for a refusal, and for an answer that cites nothing or has no evidence, or no judge's verdict, to be held
            against.
        citation_recall: the share of its statements that their citations support, in [0, 1]; None as above.
        found: what retrieval did, where it is measured and the item has evidence.
        error: why the item could not be scored, which is apart from being wrong; the other outcomes then mean nothing.
    """

    id: str
    type: str
    article: str | None
    answerable: bool
    answered: bool
    exact: bool
    f1: float
    contained: bool
    citations_valid: bool | None
    evidence_overlap: bool | None
    evidence_precision: float | None
    evidence_recall: float | None
    confidence: float
    elapsed_ms: float
    error: str | None = None
    citation_precision: float | None = None
    citation_recall: float | None = None
    found: Found | None = None

    @property
    def right(self) -> bool:
        """Whether a gold answer was said, or an unanswerable question refused."""
        return self.contained if self.answerable else not self.answered

    @property
    def probability(self) -> float:
        """The confidence kept within [0, 1]."""
        return min(1.0, max(0.0, self.confidence))


def score(
    item: GoldItem,
    answer: Answer,
    documents: Sequence[Document],
    evidence: Sequence[Span] | None = None,
    found: Found | None = None,
    judge: Supports | None = None,
) -> Score:
    """Score an answer.

    Args:
        item: the gold item asked.
        answer: what was answered.
        documents: the articles that citations and evidence refer to.
        evidence: the item's evidence, where it is located already.
        found: what retrieval did for the question, where it was measured.
        judge: whether citations support a statement, if not to be told by words and evidence.

    Raises:
        BadGold: the evidence is not given and does not stand in the documents.
    """
    spans = locate_evidence([item], documents)[item.id] if evidence is None else evidence
    said = prediction(answer)
    by_id = {document.id: document for document in documents}
    held = support(answer.citations, spans, by_id) if answer.answered else None
    borne_out = _borne_out(answer, judge or keyless(spans, by_id)) if held or (judge and answer.answered) else None
    return Score(
        id=item.id,
        type=item.type,
        article=item.article,
        answerable=item.answerable,
        answered=answer.answered,
        exact=exact_match(said, item.answers),
        f1=token_f1(said, item.answers),
        contained=says(answer, item),
        citations_valid=all_verbatim(answer.citations, by_id) if answer.answered else None,
        evidence_overlap=held.overlaps if held else None,
        evidence_precision=held.precision if held else None,
        evidence_recall=held.recall if held else None,
        confidence=answer.confidence,
        elapsed_ms=answer.elapsed_ms,
        citation_precision=borne_out.precision if borne_out else None,
        citation_recall=borne_out.recall if borne_out else None,
        found=found,
    )


def _borne_out(answer: Answer, supports: Supports) -> Cited | None:
    """How well the answer is cited; None where the judge gives no verdict, which is apart from a bad one."""
    try:
        return cited(statements(answer.answer, answer.citations), supports)
    except ModelFault:
        return None


def not_scored(item: GoldItem, error: FootnoteError) -> Score:
    """The score of an item that no answer came back for."""
    return Score(
        id=item.id,
        type=item.type,
        article=item.article,
        answerable=item.answerable,
        answered=False,
        exact=False,
        f1=0.0,
        contained=False,
        citations_valid=None,
        evidence_overlap=None,
        evidence_precision=None,
        evidence_recall=None,
        confidence=0.0,
        elapsed_ms=0.0,
        error=f"{type(error).__name__}: {error}",
    )


def scored(scores: Iterable[Score]) -> tuple[Score, ...]:
    """The scores of items that could be scored."""
    return tuple(one for one in scores if one.error is None)


def prediction(answer: Answer) -> str:
    """What exact match and F1 look at: the short answer, else the text without footnote markers; "" for a refusal."""
    if not answer.answered:
        return ""
    return answer.short_answer or unmarked(answer)


def unmarked(answer: Answer) -> str:
    """The answer's text without the footnote markers of its citations; other bracketed numbers stay."""
    markers = {str(citation.marker) for citation in answer.citations}
    return _MARKER.sub(lambda found: "" if found[1] in markers else found[0], answer.answer).strip()


def says(answer: Answer, item: GoldItem) -> bool:
    """Whether an answer was given and says a gold answer (see `eval.metrics.containment`)."""
    return answer.answered and contains(_texts(answer), item.answers)


def _texts(answer: Answer) -> tuple[str, ...]:
    return (unmarked(answer), answer.short_answer) if answer.short_answer else (unmarked(answer),)
