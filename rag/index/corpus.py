"""CorpusIndex: documents, their chunks, and everything needed to find them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.errors import BadDocument, DamagedIndex, ForeignIndex, UnknownDocument
from rag.index.database import read_chunks, read_documents, write_corpus
from rag.index.files import read_generation, write_generation
from rag.index.lexical import Lexical
from rag.index.manifest import Fingerprint, Manifest
from rag.index.vectors import Matrix, Vectors, unit_rows
from rag.surrogates import holds_surrogate
from rag.types import Chunk, Document, Embedder

if TYPE_CHECKING:
    from rag.index.store import FaissStore

Progress = Callable[[int, int], None]

BATCH = 64
_VECTORS, _CORPUS, _LEXICAL = "vectors.faiss", "corpus.sqlite", "lexical"


class CorpusIndex:
    """Documents and chunks with a vector store and a lexical index over them, in memory; it never changes.

    A chunk's position in `chunks` is its position in `lexical`; its id is its id in `store`. `embeddings` is what its
    vectors were made with.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        chunks: Sequence[Chunk],
        vectors: Vectors | None,
        lexical: Lexical,
        embeddings: Embedder,
    ) -> None:
        """Put the parts together, `vectors` being under the positions of `chunks`; use `build` or `open`."""
        self._all = tuple(documents)
        self._documents = {document.id: document for document in documents}
        self._chunks = tuple(chunks)
        self._positions = {chunk.id: position for position, chunk in enumerate(self._chunks)}
        self._by_document: dict[str, list[str]] = {document.id: [] for document in documents}
        for chunk in self._chunks:
            self._by_document[chunk.document].append(chunk.id)
        self._lexical = lexical
        self._vectors = vectors
        self.embeddings = embeddings

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        chunks: Sequence[Chunk],
        embeddings: Embedder,
        *,
        reuse: CorpusIndex | None = None,
        progress: Progress | None = None,
    ) -> CorpusIndex:
        """Embed and index chunks, in memory.

        Args:
            documents: with ids of their own.
            chunks: of these documents.
            embeddings: equal texts are embedded once.
            reuse: an index made with the same embedding model, whose vectors are taken over for equal texts.
            progress: called with how many texts are embedded and how many are to be.

        Raises:
            BadDocument: an id comes twice, a text holds half a surrogate pair, or a chunk is not of these documents.
            ForeignIndex: `reuse` has vectors of another dimension.
            ModelFault: the embeddings are not finite numbers.
        """
        _check(documents, chunks)
        matrix = _embed([embedding_text(chunk) for chunk in chunks], embeddings, _known(reuse), progress)
        vectors = None
        if matrix is not None:
            vectors = Vectors(matrix.shape[1])
            vectors.add(range(len(chunks)), matrix)
        lexical = Lexical.build([lexical_text(chunk) for chunk in chunks])
        return cls(documents, chunks, vectors, lexical, embeddings)

    def save(self, folder: Path, fingerprint: Fingerprint) -> None:
        """Write the index as the new generation of a folder; the old one is in use until all is written.

        Raises:
            ForeignIndex: the vectors are not of the fingerprint's dimension.
            IndexFault: another process is writing there, or the files cannot be written.
        """
        vectors = self._vectors if self._vectors is not None else Vectors(fingerprint.dimension)
        if vectors.dimension != fingerprint.dimension:
            raise ForeignIndex(
                f"The vectors have dimension {vectors.dimension}, the embedding model is said to give "
                f"{fingerprint.dimension}; build the index with that model."
            )

        def fill(target: Path) -> None:
            vectors.save(target / _VECTORS)
            write_corpus(target / _CORPUS, self.documents, self.chunks)
            self._lexical.save(target / _LEXICAL)

        write_generation(folder, fingerprint, documents=len(self.documents), chunks=len(self.chunks), fill=fill)

    @classmethod
    def open(cls, folder: Path, embeddings: Embedder, expected: Fingerprint) -> CorpusIndex:
        """Verify the files of an index and read them into memory.

        Raises:
            NoIndex: there is none in the folder.
            DamagedIndex: a file is missing, truncated or altered.
            ForeignIndex: the index is of another format or was not built with `expected`.
        """

        def read(generation: Path, manifest: Manifest) -> CorpusIndex:
            documents = read_documents(generation / _CORPUS)
            chunks = read_chunks(generation / _CORPUS, documents)
            _check_counts(manifest, documents, chunks)
            vectors = Vectors.load(generation / _VECTORS, dimension=expected.dimension, count=len(chunks))
            if vectors.ids() != list(range(len(chunks))):
                raise DamagedIndex(f"{_VECTORS} does not number its vectors; `footnote index` rebuilds the index.")
            lexical = Lexical.load(generation / _LEXICAL, count=len(chunks))
            return cls(documents, chunks, vectors, lexical, embeddings)

        return read_generation(folder, read, expected)

    @staticmethod
    def stored_documents(folder: Path) -> tuple[Document, ...]:
        """Verify the files of an index, whatever it was built with, and read its documents.

        Raises:
            NoIndex: there is none in the folder.
            DamagedIndex: a file is missing, truncated or altered.
            ForeignIndex: the index is of another format.
        """
        return read_generation(folder, lambda generation, _: read_documents(generation / _CORPUS))

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, in the order they were given."""
        return self._all

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All chunks, in the order they were given."""
        return self._chunks

    @cached_property
    def store(self) -> FaissStore:
        """The chunks as a LangChain vector store; metadata are document, title, start, end and heading."""
        # Here alone: LangChain's vector stores take half a second to import, and asking needs none.
        from rag.index.store import FaissStore, stored  # noqa: PLC0415

        documents = [stored(chunk, self._documents[chunk.document].title) for chunk in self._chunks]
        return FaissStore.over(self._vectors, documents, self.embeddings)

    @property
    def vectors(self) -> Vectors | None:
        """The chunks by their vectors, under their positions; None if there are no chunks."""
        return self._vectors

    @property
    def lexical(self) -> Lexical:
        """The chunks by their words."""
        return self._lexical

    def document(self, id: str) -> Document:
        """Return the document; raises `UnknownDocument`."""
        try:
            return self._documents[id]
        except KeyError:
            raise UnknownDocument(f"There is no document {id!r}; {len(self._documents)} others are indexed.") from None

    def chunk(self, id: str) -> Chunk:
        """Return the chunk; raises `UnknownDocument`."""
        return self._chunks[self.position(id)]

    def chunk_ids(self, document: str) -> list[str]:
        """Return the ids of a document's chunks in order; raises `UnknownDocument`."""
        return list(self._by_document[self.document(document).id])

    def nearest(self, vector: npt.ArrayLike, k: int, allowed: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """Return (id, cosine) of the k chunks nearest to a vector, best first, among `allowed` ids (None: all).

        Raises:
            ForeignIndex: the vector has another dimension.
            ModelFault: the vector is not finite.
        """
        if self._vectors is None:
            return []
        positions = None if allowed is None else [self.position(key) for key in allowed]
        return [(self._chunks[number].id, score) for number, score in self._vectors.search(vector, k, positions)]

    def similarities(self, vector: npt.ArrayLike, ids: Sequence[str]) -> dict[str, float]:
        """Return the cosine of a vector with each chunk; raises `UnknownDocument`."""
        if self._vectors is None or not ids:
            return {}
        scores = self._vectors.similarities(vector, [self.position(key) for key in ids])
        return dict(zip(ids, scores, strict=True))

    def position(self, chunk_id: str) -> int:
        """Return where a chunk stands in `chunks`; raises `UnknownDocument`."""
        try:
            return self._positions[chunk_id]
        except KeyError:
            raise UnknownDocument(f"There is no chunk {chunk_id!r} in the index.") from None


def embedding_text(chunk: Chunk) -> str:
    """Return what is embedded of a chunk: its text, under the heading it stands below."""
    return chunk.text if not chunk.heading or chunk.text.startswith(chunk.heading) else f"{chunk.heading}\n{chunk.text}"


def lexical_text(chunk: Chunk) -> str:
    """Return the words by which a chunk is found: its text, under the heading it stands below."""
    return embedding_text(chunk)


def _known(index: CorpusIndex | None) -> dict[str, Matrix]:
    """Return the vectors of an index by the text that was embedded."""
    vectors = index.vectors if index is not None else None
    if index is None or vectors is None:
        return {}
    rows = vectors.get(range(len(index.chunks)))
    return {embedding_text(chunk): row for chunk, row in zip(index.chunks, rows, strict=True)}


def _embed(
    texts: Sequence[str], embeddings: Embedder, known: dict[str, Matrix], progress: Progress | None
) -> Matrix | None:
    """Return one unit vector a text, len(texts) x dimension; None if there are no texts."""
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    vectors = dict(known)
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors.update(zip(batch, unit_rows(embeddings.embed_documents(batch)), strict=True))
        if progress is not None:
            progress(start + len(batch), len(missing))
    if not texts:
        return None
    rows = [vectors[text] for text in texts]
    sizes = {len(row) for row in rows}
    if len(sizes) > 1:
        raise ForeignIndex(
            f"The index whose vectors were to be taken over has another dimension ({sorted(sizes)}); "
            "build the index from scratch."
        )
    return np.stack(rows)


def _check(documents: Sequence[Document], chunks: Sequence[Chunk]) -> None:
    texts: dict[str, str] = {}
    for document in documents:
        if document.id in texts:
            raise BadDocument(f"Two documents have the id {document.id!r}; give each one its own.")
        texts[document.id] = document.text
        if any(map(holds_surrogate, (document.id, document.title, document.text, document.source))):
            raise BadDocument(f"The document {document.id!r} holds half a character; save it as UTF-8.")
    seen: set[str] = set()
    for chunk in chunks:
        text = texts.get(chunk.document)
        if chunk.id in seen or text is None or not _is_verbatim(chunk, text):
            raise BadDocument(f"The chunk {chunk.id!r} comes twice or is not part of its document; chunk it anew.")
        seen.add(chunk.id)


def _is_verbatim(chunk: Chunk, text: str) -> bool:
    return text[chunk.start : chunk.end] == chunk.text and all(
        text[sentence.start : sentence.end] == sentence.text for sentence in chunk.sentences
    )


def _check_counts(manifest: Manifest, documents: Sequence[Document], chunks: Sequence[Chunk]) -> None:
    if (len(documents), len(chunks)) != (manifest.documents, manifest.chunks):
        raise DamagedIndex(
            f"{_CORPUS} holds {len(documents)} documents and {len(chunks)} chunks, its manifest says "
            f"{manifest.documents} and {manifest.chunks}; `footnote index` rebuilds the index."
        )
