"""How well retrieval found the gold evidence of one question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.metrics.alce import Supports
from eval.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank, relevances
from rag.chain import search
from rag.index import CorpusIndex
from rag.types import Asker, Document, Retriever, Span

# As many ranks as are looked at; twice and more what a reader is given
RANKS = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval did for a question.

    Attributes:
        recall: the share of gold quotes in the first k chunks, for k from 1 to `RANKS`.
        reciprocal_rank: 1 / the rank of the first relevant chunk; 0 where none is among the first `RANKS`.
        ndcg: nDCG at `RANKS`.
    """

    recall: tuple[float, ...]
    reciprocal_rank: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The chunks that retrieval found for a question, best first, and what it was to find.

    Attributes:
        question: as it was understood.
        chunks: at most `RANKS`.
        relevant: all chunks of the corpus that are to be found (see `eval.metrics.retrieval.relevances`).
        evidence: the gold quotes.
    """

    question: str
    chunks: tuple[Span, ...]
    relevant: tuple[Span, ...]
    evidence: tuple[Span, ...]

    def found(self) -> Found:
        """What that comes to."""
        hits = tuple(chunk in self.relevant for chunk in self.chunks)
        return Found(
            recall=tuple(recall_at(self.chunks, self.evidence, k) or 0.0 for k in range(1, RANKS + 1)),
            reciprocal_rank=reciprocal_rank(hits),
            ndcg=ndcg_at(hits, len(self.relevant), RANKS) or 0.0,
        )


@dataclass(frozen=True, slots=True)
class Finder:
    """Retrieval apart from reading.

    Attributes:
        find: a question that stands alone and a depth -> that many chunks at most, best first.
        chunks: all chunks of the corpus, for how many of them are relevant.
    """

    find: Callable[[str, int], Sequence[Span]]
    chunks: Sequence[Span]

    def ranking(self, question: str, evidence: Sequence[Span]) -> Ranking | None:
        """Look for the evidence; None where there is none, or no chunk holds any of it."""
        held = zip(self.chunks, relevances(self.chunks, evidence), strict=True)
        relevant = tuple(chunk for chunk, is_relevant in held if is_relevant)
        if not relevant:
            return None
        return Ranking(question, tuple(self.find(question, RANKS)), relevant, tuple(evidence))


@dataclass(frozen=True, slots=True)
class Subject:
    """What questions are asked of: an asker, the documents it answers from, and its retrieval if that is measured.

    `judge` says whether citations support a statement, in the place of `eval.metrics.alce.keyless`.
    """

    asker: Asker
    documents: Sequence[Document]
    finder: Finder | None = None
    judge: Supports | None = None


def finder(corpus: CorpusIndex, retriever: Retriever) -> Finder:
    """The retrieval of a chain over a corpus, the spelling of questions set right as there."""

    def find(question: str, depth: int) -> list[Span]:
        _, hits = search(retriever, question, depth)
        return [Span(hit.chunk.document, hit.chunk.start, hit.chunk.end) for hit in hits]

    return Finder(find, [Span(chunk.document, chunk.start, chunk.end) for chunk in corpus.chunks])
