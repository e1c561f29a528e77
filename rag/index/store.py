"""FaissStore: LangChain documents found by the cosine of their embeddings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any
from uuid import uuid4

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from rag.errors import BadInput, IndexFault
from rag.index.diversity import diverse
from rag.index.filters import Filter, predicate
from rag.index.locks import ReadWriteLock
from rag.index.vectors import Vectors
from rag.types import Chunk, Embedder


class FaissStore(VectorStore):
    """A LangChain vector store in memory, on faiss: exact, filtered within the search, safe for threads.

    A score is the cosine of question and document, in [-1, 1]; equal scores go by age, the older first. `filter` is a
    dict over metadata or a function of a Document (see `rag.index.filters`); every document that it lets through can
    be found. Documents come back as copies.
    """

    def __init__(self, embedding: Embeddings) -> None:
        """Start empty; the first vector added sets the dimension."""
        self._embedding = embedding
        self._lock = ReadWriteLock()
        self._read_only = False
        self._vectors: Vectors | None = None
        self._documents: dict[int, Document] = {}
        self._numbers: dict[str, int] = {}
        self._next = 0

    @classmethod
    def over(cls, vectors: Vectors | None, documents: Sequence[Document], embedding: Embedder) -> FaissStore:
        """Make a store over what is there already: documents with ids, and their vectors under 0, 1, 2, ...

        Such a store belongs to whoever made the vectors: it can be read, not changed.
        """
        store = cls(embedding if isinstance(embedding, Embeddings) else _Wrapped(embedding))
        store._vectors = vectors
        store._documents = dict(enumerate(documents))
        store._numbers = {str(document.id): number for number, document in store._documents.items()}
        store._next = len(documents)
        store._read_only = True
        return store

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> FaissStore:
        """Make a store that holds the texts; see `add_texts`."""
        store = cls(embedding)
        store.add_texts(texts, metadatas, ids=ids, **kwargs)
        return store

    @property
    def embeddings(self) -> Embeddings:
        """What texts and questions are embedded with."""
        return self._embedding

    @property
    def vectors(self) -> Vectors | None:
        """The vectors; None before the first was added."""
        return self._vectors

    def __len__(self) -> int:
        return len(self._documents)

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Embed and add texts; one whose id is there takes the other's place.

        Args:
            texts: what to embed.
            metadatas: one dict a text.
            ids: one id a text; made up where there is none or it is None.
            kwargs: none are known.

        Returns:
            The ids, in the order of the texts.

        Raises:
            ValueError: there are more or fewer metadatas or ids than texts.
            BadInput: an option that is not known.
            IndexFault: the store can only be read, or the embeddings have another dimension than those there.
            ModelFault: the embeddings are not finite numbers.
        """
        _refuse(kwargs, "ids")
        self._check_writable()
        contents = list(texts)
        for name, given in (("metadatas", metadatas), ("ids", ids)):
            if given is not None and len(given) != len(contents):
                raise ValueError(f"There are {len(contents)} texts but {len(given)} {name}; give one each.")
        names = [given or str(uuid4()) for given in ids] if ids is not None else [str(uuid4()) for _ in contents]
        documents = {
            name: Document(id=name, page_content=text, metadata=deepcopy(metadata or {}))
            for name, text, metadata in zip(names, contents, metadatas or [{} for _ in contents], strict=True)
        }
        if documents:
            matrix = self._embedding.embed_documents([document.page_content for document in documents.values()])
            self._put(list(documents.values()), matrix)
        return names

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool:
        """Delete documents, all if `ids` is None; ids that are not there are passed over."""
        _refuse(kwargs, "ids")
        self._check_writable()
        with self._lock.writing():
            self._drop(list(self._numbers) if ids is None else ids)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Return documents in the order of `ids`; ids that are not there are passed over."""
        with self._lock.reading():
            found = [self._documents[self._numbers[key]] for key in ids if key in self._numbers]
        return [_copy(document) for document in found]

    def similarity_search(self, query: str, k: int = 4, filter: Filter | None = None, **kwargs: Any) -> list[Document]:
        """Return the k documents nearest to a question, best first.

        Raises:
            BadInput: the filter has none of the allowed forms, or an option is not known.
            ForeignIndex: the question's vector has another dimension.
            ModelFault: it is not finite.
        """
        return [document for document, _ in self.similarity_search_with_score(query, k, filter, **kwargs)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, filter: Filter | None = None, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """Return the k documents nearest to a question with their cosines, best first."""
        return self.similarity_search_with_score_by_vector(self._embedding.embed_query(query), k, filter, **kwargs)

    def similarity_search_by_vector(
        self, embedding: list[float], k: int = 4, filter: Filter | None = None, **kwargs: Any
    ) -> list[Document]:
        """Return the k documents nearest to a vector, best first."""
        return [document for document, _ in self.similarity_search_with_score_by_vector(embedding, k, filter, **kwargs)]

    def similarity_search_with_score_by_vector(
        self, embedding: list[float], k: int = 4, filter: Filter | None = None, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """Return the k documents nearest to a vector with their cosines, best first."""
        _refuse(kwargs, "k, filter")
        allowed = self._allowed(filter)
        with self._lock.reading():
            found = [(self._documents[number], score) for number, score in self._search(embedding, k, allowed)]
        return [(_copy(document), score) for document, score in found]

    def max_marginal_relevance_search(
        self,
        query: str,
        k: int = 4,
        fetch_k: int = 20,
        lambda_mult: float = 0.5,
        filter: Filter | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """Return k documents near a question and unlike each other; see `rag.index.diversity`."""
        vector = self._embedding.embed_query(query)
        return self.max_marginal_relevance_search_by_vector(vector, k, fetch_k, lambda_mult, filter, **kwargs)

    def max_marginal_relevance_search_by_vector(
        self,
        embedding: list[float],
        k: int = 4,
        fetch_k: int = 20,
        lambda_mult: float = 0.5,
        filter: Filter | None = None,
        **kwargs: Any,
    ) -> list[Document]:
        """Choose k of the `fetch_k` documents nearest to a vector, unlike each other."""
        _refuse(kwargs, "k, fetch_k, lambda_mult, filter")
        allowed = self._allowed(filter)
        with self._lock.reading():
            pool = self._search(embedding, max(k, fetch_k), allowed)
            if self._vectors is None or not pool:
                return []
            rows = self._vectors.get([number for number, _ in pool])
            chosen = diverse([score for _, score in pool], rows, k, lambda_mult)
            found = [self._documents[pool[position][0]] for position in chosen]
        return [_copy(document) for document in found]

    def matching(self, filter: Filter) -> list[str]:
        """Return the ids of all documents that a filter lets through, the oldest first.

        Raises:
            BadInput: the filter has none of the allowed forms.
        """
        passes = predicate(filter)
        with self._lock.reading():
            documents = list(self._documents.values())
        # outside the lock: a function of the caller may itself use the store
        return [str(document.id) for document in documents if passes(document)]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        """Map the cosine to [0, 1]."""
        return lambda cosine: (1 + cosine) / 2

    def _allowed(self, filter: Filter | None) -> list[int] | None:
        if filter is None:
            return None
        passes = predicate(filter)
        with self._lock.reading():
            numbers, documents = list(self._documents), list(self._documents.values())
        # numbers are never used twice: one that is deleted meanwhile is not found
        return [number for number, document in zip(numbers, documents, strict=True) if passes(document)]

    def _search(self, embedding: list[float], k: int, allowed: Sequence[int] | None) -> list[tuple[int, float]]:
        return self._vectors.search(embedding, k, allowed) if self._vectors is not None else []

    def _put(self, documents: list[Document], values: list[list[float]]) -> None:
        with self._lock.writing():
            vectors = self._vectors if self._vectors is not None else Vectors(len(values[0]))
            numbers = list(range(self._next, self._next + len(documents)))
            vectors.add(numbers, values)
            self._vectors = vectors
            self._drop([str(document.id) for document in documents])
            self._next += len(documents)
            self._documents.update(zip(numbers, documents, strict=True))
            self._numbers.update(
                (str(document.id), number) for number, document in zip(numbers, documents, strict=True)
            )

    def _drop(self, ids: Iterable[str]) -> None:
        numbers = [self._numbers.pop(key) for key in dict.fromkeys(ids) if key in self._numbers]
        for number in numbers:
            del self._documents[number]
        if self._vectors is not None and numbers:
            self._vectors.remove(numbers)

    def _check_writable(self) -> None:
        if self._read_only:
            raise IndexFault("This store belongs to a corpus index, which does not change; build a new index.")


def stored(chunk: Chunk, title: str) -> Document:
    """Return a chunk as a LangChain document."""
    metadata = {
        "document": chunk.document,
        "title": title,
        "start": chunk.start,
        "end": chunk.end,
        "heading": chunk.heading,
    }
    return Document(id=chunk.id, page_content=chunk.text, metadata=metadata)


def _copy(document: Document) -> Document:
    return Document(id=document.id, page_content=document.page_content, metadata=deepcopy(document.metadata))


def _refuse(options: dict[str, Any], known: str) -> None:
    if options:
        raise BadInput(f"FaissStore knows no option {', '.join(sorted(options))}; it knows {known}.")


class _Wrapped(Embeddings):
    """Anything that embeds, as LangChain wants it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text)
