"""Chunks found by meaning and by words, the two rankings fused."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

from rag.index import CorpusIndex
from rag.types import Hit

K = TypeVar("K", bound=Hashable)

CONSTANT = 60
POOL = 50


def fuse(rankings: Sequence[Sequence[K]], constant: float = CONSTANT) -> list[tuple[K, float]]:
    """Fuse rankings by reciprocal rank: an item scores the sum of `1 / (constant + rank)` over the rankings it is in.

    Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods",
    SIGIR 2009.

    Args:
        rankings: each best first; only an item's first place in a ranking counts.
        constant: how little the first places stand out.

    Returns:
        (item, score), highest first; ties go to the item with the better best rank, then to the earlier ranking.
    """
    places: dict[K, list[tuple[int, int]]] = {}
    for number, ranking in enumerate(rankings):
        for rank, item in enumerate(dict.fromkeys(ranking), start=1):
            places.setdefault(item, []).append((rank, number))
    # fsum: the same ranks give the same score in whatever order they are added
    scores = {item: fsum(1 / (constant + rank) for rank, _ in found) for item, found in places.items()}
    return sorted(scores.items(), key=lambda pair: (-pair[1], min(places[pair[0]])))


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """Finds chunks of a corpus by the cosine of embeddings and by BM25; a `rag.types.Retriever`.

    Attributes:
        corpus: what is searched.
        dense: whether to rank by embeddings.
        lexical: whether to rank by BM25.
        constant: see `fuse`.
    """

    corpus: CorpusIndex
    dense: bool = True
    lexical: bool = True
    constant: float = CONSTANT

    def retrieve(self, question: str, depth: int, *, article: str | None = None) -> tuple[Hit, ...]:
        """Find at most `depth` chunks, best first, in all documents or in the one whose id is `article`.

        Raises `UnknownDocument` if there is no such article.
        """
        return self.search(question, depth, None if article is None else self.corpus.chunk_ids(article))

    def search(self, question: str, depth: int, allowed: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """Find at most `depth` chunks, best first, among those whose ids are `allowed` (None: all)."""
        if depth < 1 or not question.strip():
            return ()
        pool = max(depth, POOL)
        vector = self.corpus.embeddings.embed_query(question)
        rankings = []
        if self.dense:
            rankings.append([key for key, _ in self.corpus.nearest(vector, pool, allowed)])
        if self.lexical:
            rankings.append(self._by_words(question, pool, allowed))
        best = fuse(rankings, self.constant)[:depth]
        similarities = self.corpus.similarities(vector, [key for key, _ in best])
        return tuple(
            Hit(self.corpus.chunk(key), score, rank, similarities[key])
            for rank, (key, score) in enumerate(best, start=1)
        )

    def _by_words(self, question: str, pool: int, allowed: Sequence[str] | None) -> list[str]:
        positions = None if allowed is None else [self.corpus.position(key) for key in allowed]
        found = self.corpus.lexical.search(question, pool, positions)
        return [self.corpus.chunks[position].id for position, _ in found]
