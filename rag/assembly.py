"""Settings to a ready chain: which model, which index, which reader."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.chain import Chain
from rag.chunking import chunk
from rag.documents import fetch, load_corpus, with_unique_ids
from rag.embedding import OnnxEncoder, find_model, prepare
from rag.errors import DamagedIndex, ForeignIndex, NoIndex
from rag.hybrid import HybridSearch
from rag.index import CorpusIndex, Fingerprint
from rag.reading import SpanReader, reader_folder, summarise
from rag.sentences import split
from rag.settings import Settings
from rag.types import Document, Reader, Reading, Retriever

if TYPE_CHECKING:
    from rag.embedding.langchain import OnnxEmbeddings
    from rag.writing import Judge, ModelWriter

CHUNK_WORDS = 90
CHUNK_OVERLAP = 1
# For the reader that ships: a second thread takes a quarter off an answer's time. Of four questions at once on two
# cores it costs a tenth, but few readers ask in the same tenth of a second.
READER_THREADS = 2

Step = Callable[[str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Changes:
    """What indexing did to the documents of an index, as counts."""

    added: int
    changed: int
    removed: int
    kept: int

    @property
    def none(self) -> bool:
        """Whether everything was as it had been."""
        return not (self.added or self.changed or self.removed)


def open_encoder(settings: Settings, on_step: Step | None = None) -> OnnxEncoder:
    """Load the embedding model of the settings, exporting it the first time."""
    return OnnxEncoder(_embedding_folder(settings, on_step), settings.threads)


def open_embeddings(settings: Settings, on_step: Step | None = None) -> OnnxEmbeddings:
    """Load the embedding model of the settings as LangChain embeddings, exporting it the first time."""
    # Here alone: LangChain takes half a second to import, and asking needs none of it.
    from rag.embedding.langchain import OnnxEmbeddings  # noqa: PLC0415

    return OnnxEmbeddings(_embedding_folder(settings, on_step), settings.threads)


def _embedding_folder(settings: Settings, on_step: Step | None) -> Path:
    return prepare(find_model(settings.embedding), settings.cache, on_step)


def fingerprint(embeddings: OnnxEncoder) -> Fingerprint:
    """Return what an index must have been built with to be used with this model."""
    card = embeddings.card
    return Fingerprint(card.name, card.sha256, card.dimension, CHUNK_WORDS, CHUNK_OVERLAP)


def build_index(
    documents: Sequence[Document],
    embeddings: OnnxEncoder,
    reuse: CorpusIndex | None = None,
    progress: Progress | None = None,
    words: int = CHUNK_WORDS,
) -> CorpusIndex:
    """Chunk and embed documents, in memory."""
    chunks = [piece for document in documents for piece in chunk(document, words=words, overlap=CHUNK_OVERLAP)]
    return CorpusIndex.build(documents, chunks, embeddings, reuse=reuse, progress=progress)


def update_index(
    paths: Sequence[Path],
    settings: Settings,
    *,
    urls: Sequence[str] = (),
    on_step: Step | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Make the index on disk hold exactly the documents that `paths` and `urls` hold; nothing is embedded twice."""
    documents = with_unique_ids((*(load_corpus(paths) if paths else ()), *(fetch(url) for url in urls)))
    embeddings = open_encoder(settings, on_step)
    expected = fingerprint(embeddings)
    before = _present(settings.index, embeddings, expected, on_step)
    old = {document.id: document for document in before.documents} if before else {}
    new = {document.id: document for document in documents}
    changes = Changes(
        added=len(new.keys() - old.keys()),
        changed=sum(new[id] != old[id] for id in new.keys() & old.keys()),
        removed=len(old.keys() - new.keys()),
        kept=sum(new[id] == old[id] for id in new.keys() & old.keys()),
    )
    if before is None or not changes.none:
        build_index(documents, embeddings, before, progress).save(settings.index, expected)
    return changes


def _present(folder: Path, embeddings: OnnxEncoder, expected: Fingerprint, on_step: Step | None) -> CorpusIndex | None:
    """Open the index that is there, if it is sound and of this model; say why it is not."""
    try:
        return CorpusIndex.open(folder, embeddings, expected)
    except NoIndex:
        return None
    except (ForeignIndex, DamagedIndex) as fault:
        if on_step:
            on_step(f"{fault} Building it anew.")
        return None


def open_index(
    settings: Settings, embeddings: OnnxEncoder, on_step: Step | None = None, progress: Progress | None = None
) -> CorpusIndex:
    """Open the index of the settings; one of another model is built anew from the documents it holds.

    Raises `NoIndex` if there is none, and `DamagedIndex`.
    """
    expected = fingerprint(embeddings)
    try:
        return CorpusIndex.open(settings.index, embeddings, expected)
    except ForeignIndex as fault:
        if on_step:
            on_step(f"{fault} Building it anew.")
        rebuilt = build_index(CorpusIndex.stored_documents(settings.index), embeddings, progress=progress)
        rebuilt.save(settings.index, expected)
        return rebuilt


def open_reader(embeddings: OnnxEncoder, settings: Settings, on_step: Step | None = None) -> Reader:
    """Load the reader of the settings."""
    folder = reader_folder(settings.reader, settings.cache, on_step)
    threads = settings.threads or (0 if settings.reader else min(READER_THREADS, os.cpu_count() or 1))
    return SpanReader(embeddings, settings.caution, folder, threads)


def open_writer(settings: Settings) -> ModelWriter | None:
    """Return the writer of the settings, if they name a model; raises `BadSetting` and `ModelFault`."""
    if not settings.model:
        return None
    # Its imports are spared to all who ask without a model.
    from rag.writing import Caller, Limits, ModelWriter, open_model  # noqa: PLC0415

    model = open_model(settings.model, settings.model_url, settings.model_seconds)
    caller = Caller(model, Limits(seconds=settings.model_seconds))
    judge = open_judge(settings) if settings.model_entailment == "on" else None
    return ModelWriter(settings.model, caller, settings.model_price, judge)


def open_judge(settings: Settings) -> Judge:
    """Return the model of the settings as a judge of statements; raises `BadSetting` and `ModelFault`."""
    from rag.writing import Caller, ChatModel, Judge, Limits, open_model  # noqa: PLC0415

    model = open_model(settings.model, settings.model_url, settings.model_seconds)
    # Without the form of a draft: a verdict is one word.
    return Judge(Caller(ChatModel(model.client), Limits(seconds=settings.model_seconds)))


def build_chain(
    index: CorpusIndex,
    embeddings: OnnxEncoder,
    settings: Settings,
    reader: Reader,
    writer: ModelWriter | None = None,
    retriever: Retriever | None = None,
) -> Chain:
    """Put a chain together over an index; without a retriever it is searched by meaning and words both."""

    def summariser(document: Document, count: int) -> Reading:
        return summarise(document, split(document.text, document.blocks), embeddings, count)

    return Chain(
        library=index,
        writer=writer,
        retriever=retriever or HybridSearch(index),
        reader=reader,
        summariser=summariser,
        depth=settings.depth,
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """What an index is like that is built in memory, and how it is searched: what evaluations vary.

    `words` is the most that a chunk holds; `dense` and `lexical` say whether chunks are ranked by embeddings and words.
    """

    words: int = CHUNK_WORDS
    dense: bool = True
    lexical: bool = True


@dataclass(frozen=True, slots=True)
class Engine:
    """The models, loaded once, for any number of chains."""

    settings: Settings
    embeddings: OnnxEncoder
    reader: Reader
    writer: ModelWriter | None = None
    shape: Shape = Shape()

    def over(self, documents: Sequence[Document], progress: Progress | None = None) -> Chain:
        """Return a chain over documents, indexed in memory."""
        return self.chain(self.index(documents, progress))

    def open(self, corpus: Sequence[Path] = (), on_step: Step | None = None, progress: Progress | None = None) -> Chain:
        """Return a chain over the files and folders of `corpus`, in memory, or else over the index on disk."""
        return self.chain(self.corpus(corpus, on_step, progress))

    def corpus(
        self, corpus: Sequence[Path] = (), on_step: Step | None = None, progress: Progress | None = None
    ) -> CorpusIndex:
        """Return the index of the files and folders of `corpus`, in memory, or else the one on disk."""
        if corpus:
            return self.index(load_corpus(corpus), progress)
        return open_index(self.settings, self.embeddings, on_step, progress)

    def index(self, documents: Sequence[Document], progress: Progress | None = None) -> CorpusIndex:
        """Index documents in memory."""
        return build_index(documents, self.embeddings, progress=progress, words=self.shape.words)

    def search(self, index: CorpusIndex) -> HybridSearch:
        """Return the retrieval of this engine's chains over an index."""
        return HybridSearch(index, dense=self.shape.dense, lexical=self.shape.lexical)

    def chain(self, index: CorpusIndex) -> Chain:
        """Return a chain over an index."""
        return build_chain(index, self.embeddings, self.settings, self.reader, self.writer, self.search(index))


def open_engine(
    settings: Settings, on_step: Step | None = None, embeddings: OnnxEncoder | None = None, shape: Shape = Shape()
) -> Engine:
    """Load the models of the settings; an embedding model that is loaded already can be given."""
    encoder = embeddings or open_encoder(settings, on_step)
    return Engine(settings, encoder, open_reader(encoder, settings, on_step), open_writer(settings), shape)


def open_chain(
    settings: Settings,
    corpus: Sequence[Path] = (),
    on_step: Step | None = None,
    progress: Progress | None = None,
) -> Chain:
    """Return a ready chain: over the files and folders of `corpus`, in memory, or else over the index on disk."""
    return open_engine(settings, on_step).open(corpus, on_step, progress)
