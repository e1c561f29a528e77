"""HybridRetriever: chunks by meaning and by words, their rankings fused."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import fsum
from typing import Any, Self, TypeVar

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables.config import run_in_executor
from pydantic import Field, model_validator
from typing_extensions import override

from rag.errors import BadSetting
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


class HybridRetriever(BaseRetriever):
    """Finds chunks of a corpus by the cosine of embeddings and by BM25, fused by reciprocal rank.

    A `rag.types.Retriever`, and a LangChain retriever whose documents carry `score`, `rank` and `similarity` among
    their metadata.

    Attributes:
        corpus: what is searched.
        k: hits a question, for LangChain's `invoke`.
        dense: whether to rank by embeddings.
        lexical: whether to rank by BM25.
        constant: see `fuse`.
        filter: only chunks whose metadata it lets through (see `rag.index.filters`).
    """

    corpus: CorpusIndex
    k: int = Field(default=4, ge=1)
    dense: bool = True
    lexical: bool = True
    constant: float = Field(default=CONSTANT, ge=0)
    filter: Any = None

    @model_validator(mode="after")
    def _check_rankings(self) -> Self:
        if not (self.dense or self.lexical):
            raise BadSetting("A retriever needs a ranking; turn on dense, lexical or both.")
        return self

    def retrieve(self, question: str, depth: int, *, article: str | None = None) -> tuple[Hit, ...]:
        """Find at most `depth` chunks, best first, in all documents or in the one whose id is `article`.

        Raises:
            UnknownDocument: there is no such article.
            BadInput: `filter` has none of the allowed forms.
        """
        allowed = self._allowed(article)
        if depth < 1 or not question.strip():
            return ()
        store, pool = self.corpus.store, max(depth, POOL)
        vector = store.embeddings.embed_query(question)
        rankings = []
        if self.dense:
            rankings.append([key for key, _ in store.nearest(vector, pool, allowed)])
        if self.lexical:
            rankings.append(self._by_words(question, pool, allowed))
        best = fuse(rankings, self.constant)[:depth]
        similarities = store.similarities(vector, [key for key, _ in best])
        return tuple(
            Hit(self.corpus.chunk(key), score, rank, similarities[key])
            for rank, (key, score) in enumerate(best, start=1)
        )

    def _allowed(self, article: str | None) -> list[str] | None:
        if self.filter is None:
            return None if article is None else self.corpus.chunk_ids(article)
        passed = self.corpus.store.matching(self.filter)
        if article is None:
            return passed
        within = set(self.corpus.chunk_ids(article))
        return [key for key in passed if key in within]

    def _by_words(self, question: str, pool: int, allowed: Sequence[str] | None) -> list[str]:
        positions = None if allowed is None else [self.corpus.position(key) for key in allowed]
        found = self.corpus.lexical.search(question, pool, positions)
        return [self.corpus.chunks[position].id for position, _ in found]

    @override
    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return self._find(query, k)

    @override
    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return await run_in_executor(None, self._find, query, k)

    def _find(self, question: str, k: int | None) -> list[Document]:
        hits = self.retrieve(question, self.k if k is None else k)
        documents = self.corpus.store.get_by_ids([hit.chunk.id for hit in hits])
        for document, hit in zip(documents, hits, strict=True):
            document.metadata |= {"score": hit.score, "rank": hit.rank, "similarity": hit.similarity}
        return documents
