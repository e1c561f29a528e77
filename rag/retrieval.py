"""HybridRetriever: `rag.hybrid` as a LangChain retriever, with filters."""

from __future__ import annotations

from typing import Any, Self

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables.config import run_in_executor
from pydantic import Field, model_validator
from typing_extensions import override

from rag.errors import BadSetting
from rag.hybrid import CONSTANT, HybridSearch
from rag.index import CorpusIndex
from rag.types import Hit


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
        search = HybridSearch(self.corpus, self.dense, self.lexical, self.constant)
        return search.search(question, depth, self._allowed(article))

    def _allowed(self, article: str | None) -> list[str] | None:
        if self.filter is None:
            return None if article is None else self.corpus.chunk_ids(article)
        passed = self.corpus.store.matching(self.filter)
        if article is None:
            return passed
        within = set(self.corpus.chunk_ids(article))
        return [key for key in passed if key in within]

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
