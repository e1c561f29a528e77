"""Whether retrieval finds the gold evidence: recall@k, reciprocal rank, nDCG@k.

Sources: Voorhees 1999 (reciprocal rank); Järvelin and Kekäläinen 2002 (nDCG).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rag.types import Span

# A chunk border may cut a quote: the chunk that holds half of it or more is the one to find
_SHARE = 0.5


def recall_at(ranking: Sequence[Span], evidence: Sequence[Span], k: int) -> float | None:
    """The share of gold quotes found in the first k spans, in [0, 1]; None without evidence.

    A quote is found when at least half of its characters lie in those spans together.
    """
    if not evidence:
        return None
    first = ranking[:k]
    return sum(_covered(quote, first) >= _SHARE for quote in evidence) / len(evidence)


def relevances(spans: Iterable[Span], evidence: Sequence[Span]) -> tuple[bool, ...]:
    """For each span of a corpus, whether it is to be found: whether it alone holds at least half of some gold quote.

    Where none does, as with short chunks and a long quote, those are that hold the largest share of one: the question
    is not left out, for it is one of the hardest.
    """
    shares = [max((_covered(quote, (span,)) for quote in evidence), default=0.0) for span in spans]
    least = min(_SHARE, max(shares, default=0.0))
    return tuple(share >= least > 0 for share in shares)


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / the rank of the first relevant span, counted from 1; 0 where none is. Its mean over questions is MRR."""
    return next((1 / rank for rank, is_relevant in enumerate(relevant, 1) if is_relevant), 0.0)


def ndcg_at(relevant: Sequence[bool], total: int, k: int) -> float | None:
    """nDCG@k with gains of 0 and 1, in [0, 1]; None where nothing is relevant.

    DCG@k = sum over ranks i <= k of gain / log2(i + 1), divided by that of an ideal ranking, which has all relevant
    spans first.

    Args:
        relevant: for each retrieved span, best first, whether it is relevant.
        total: how many relevant spans the corpus holds, retrieved or not.
        k: how many ranks count.
    """
    if not total:
        return None
    gained = math.fsum(1 / math.log2(rank + 1) for rank, is_relevant in enumerate(relevant[:k], 1) if is_relevant)
    ideal = math.fsum(1 / math.log2(rank + 1) for rank in range(1, min(total, k) + 1))
    return gained / ideal


def _covered(quote: Span, spans: Iterable[Span]) -> float:
    same = (span for span in spans if span.document == quote.document)
    held = {offset for span in same for offset in range(max(span.start, quote.start), min(span.end, quote.end))}
    return len(held) / (quote.end - quote.start)
