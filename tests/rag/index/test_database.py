from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from rag.errors import DamagedIndex, IndexFault
from rag.index.database import read_chunks, read_documents, write_corpus
from rag.types import Chunk, Document, Sentence
from tests.rag.index.samples import HARBOUR, article, chunks_of
from tests.strategies import documents


def whole(document: Document) -> Chunk:
    sentences = tuple(Sentence(document.text[b.start : b.end], b.start, b.end) for b in document.blocks)
    return Chunk(f"{document.id}:0", document.id, document.text, 0, len(document.text), sentences, heading="Ü\x00 head")


@given(documents())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "corpus.sqlite"
    path.unlink(missing_ok=True)
    try:
        document.text.encode()
    except UnicodeEncodeError:
        return
    write_corpus(path, [document], [whole(document)])
    read = read_documents(path)
    assert read == (document,)
    assert read_chunks(path, read) == (whole(document),)


def test_order_and_empty_fields_are_kept(tmp_path: Path) -> None:
    given = (
        article("z", HARBOUR),
        Document("a", "", "", ()),
        Document("m", "T", "x", (), "s", None, "2024-10-03", "ms"),
    )
    chunks = tuple(reversed(chunks_of(given[0])))
    write_corpus(tmp_path / "c#1?.sqlite", given, chunks)
    assert read_documents(tmp_path / "c#1?.sqlite") == given
    assert read_chunks(tmp_path / "c#1?.sqlite", given) == chunks


def test_other_programs_can_read_it(tmp_path: Path) -> None:
    document = article("harbour", HARBOUR)
    write_corpus(tmp_path / "c", [document], chunks_of(document))
    with closing(sqlite3.connect(tmp_path / "c")) as database:
        assert database.execute("SELECT title, sha256 FROM documents").fetchone() == (
            "harbour",
            hashlib.sha256(document.text.encode()).hexdigest(),
        )
        assert database.execute("SELECT count(*) FROM chunks").fetchone() == (3,)


def test_reading_writes_nothing_beside_the_file(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c", [article("harbour", HARBOUR)], [])
    before = (tmp_path.stat().st_mtime_ns, (tmp_path / "c").stat().st_mtime_ns)
    read_documents(tmp_path / "c")
    assert (tmp_path.stat().st_mtime_ns, (tmp_path / "c").stat().st_mtime_ns) == before


def test_an_id_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match="cannot be written"):
        write_corpus(tmp_path / "c", [article("harbour", HARBOUR)] * 2, [])


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE chunks",
        "UPDATE chunks SET document = 'other'",
        "UPDATE chunks SET sentences = '[[1]]'",
        "UPDATE chunks SET sentences = 'x'",
        "UPDATE chunks SET \"start\" = 'x'",
    ],
)
def test_chunks_that_do_not_hold_together_are_refused(tmp_path: Path, change: str) -> None:
    document = article("harbour", HARBOUR)
    write_corpus(tmp_path / "c", [document], chunks_of(document))
    with closing(sqlite3.connect(tmp_path / "c")) as database, database:
        database.execute(change)
    with pytest.raises(DamagedIndex, match="footnote index"):
        read_chunks(tmp_path / "c", [document])


def test_documents_that_do_not_hold_together_are_refused(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c", [article("harbour", HARBOUR)], [])
    with closing(sqlite3.connect(tmp_path / "c")) as database, database:
        database.execute("UPDATE documents SET blocks = '[7]'")
    with pytest.raises(DamagedIndex):
        read_documents(tmp_path / "c")
    (tmp_path / "c").write_bytes(b"no database")
    with pytest.raises(DamagedIndex):
        read_documents(tmp_path / "c")
    with pytest.raises(DamagedIndex):
        read_documents(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()
