"""Documents and chunks in one SQLite file.

Chunks and sentences are kept as offsets: their words are cut from the document's text when they are read.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.errors import DamagedIndex, IndexFault
from rag.types import Block, Chunk, Document, Sentence

_SCHEMA = """
CREATE TABLE documents (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL, -- JSON: [[kind, start, end], ...]
    source TEXT NOT NULL,
    url TEXT,
    date TEXT,
    language TEXT NOT NULL,
    sha256 TEXT NOT NULL -- of the text as UTF-8
);
CREATE TABLE chunks (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL REFERENCES documents (id),
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading TEXT NOT NULL,
    sentences TEXT NOT NULL -- JSON: [[start, end], ...]
);
"""


def write_corpus(path: Path, documents: Iterable[Document], chunks: Iterable[Chunk]) -> None:
    """Write a new file.

    Raises:
        IndexFault: it cannot be written, or an id comes twice.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
            # whoever swaps the file in writes it down to the disk
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(_SCHEMA)
            database.executemany(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((position, *_document_row(document)) for position, document in enumerate(documents)),
            )
            database.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((position, *_chunk_row(chunk)) for position, chunk in enumerate(chunks)),
            )
    except sqlite3.Error as error:
        raise IndexFault(
            f"{path.name} cannot be written ({error}); make room or choose another index folder."
        ) from None


def read_documents(path: Path) -> tuple[Document, ...]:
    """Read the documents in their order; raises `DamagedIndex`."""
    rows = _rows(path, "SELECT id, title, text, blocks, source, url, date, language FROM documents ORDER BY position")
    try:
        return tuple(
            Document(
                id=key,
                title=title,
                text=text,
                blocks=tuple(Block(kind, start, end) for kind, start, end in json.loads(blocks)),
                source=source,
                url=url,
                date=date,
                language=language,
            )
            for key, title, text, blocks, source, url, date, language in rows
        )
    except (TypeError, ValueError):
        raise _damaged(path) from None


def read_chunks(path: Path, documents: Sequence[Document]) -> tuple[Chunk, ...]:
    """Read the chunks in their order; raises `DamagedIndex`."""
    texts = {document.id: document.text for document in documents}
    rows = _rows(path, 'SELECT id, document, "start", "end", heading, sentences FROM chunks ORDER BY position')
    try:
        return tuple(
            Chunk(
                id=key,
                document=document,
                text=texts[document][start:end],
                start=start,
                end=end,
                sentences=tuple(Sentence(texts[document][s:e], s, e) for s, e in json.loads(sentences)),
                heading=heading,
            )
            for key, document, start, end, heading, sentences in rows
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged(path) from None


def _document_row(document: Document) -> tuple[str | None, ...]:
    return (
        document.id,
        document.title,
        document.text,
        json.dumps([[block.kind, block.start, block.end] for block in document.blocks]),
        document.source,
        document.url,
        document.date,
        document.language,
        hashlib.sha256(document.text.encode()).hexdigest(),
    )


def _chunk_row(chunk: Chunk) -> tuple[str | int, ...]:
    sentences = json.dumps([[sentence.start, sentence.end] for sentence in chunk.sentences])
    return (chunk.id, chunk.document, chunk.start, chunk.end, chunk.heading, sentences)


def _rows(path: Path, query: str) -> list[Any]:
    # immutable: nothing is locked or written beside the file, which may lie on a read-only disk
    location = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(location, uri=True)) as database:
            return database.execute(query).fetchall()
    except sqlite3.Error:
        raise _damaged(path) from None


def _damaged(path: Path) -> DamagedIndex:
    return DamagedIndex(f"{path.name} is not a corpus that can be read; `footnote index` rebuilds the index.")
