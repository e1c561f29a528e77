from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import BadDocument, DamagedIndex, ForeignIndex, IndexFault, NoIndex, UnknownDocument
from rag.index import CorpusIndex
from rag.types import Document
from tests.fakes import HashingEmbeddings
from tests.rag.index.samples import FINGERPRINT, HARBOUR, ORCHARD, article, chunks_of, corpus, small_corpus

QUESTIONS = ("When did the harbour open?", "ferries islands", "pears and quinces", "港口")


def found(index: CorpusIndex, question: str) -> list[object]:
    vector = index.embeddings.embed_query(question)
    return [index.nearest(vector, 5), index.lexical.search(question, 5)]


def assert_same(one: CorpusIndex, other: CorpusIndex) -> None:
    assert one.documents == other.documents
    assert one.chunks == other.chunks
    for question in QUESTIONS:
        assert found(one, question) == found(other, question)


def opened(folder: Path) -> CorpusIndex:
    return CorpusIndex.open(folder, HashingEmbeddings(), FINGERPRINT)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    small_corpus().save(folder, FINGERPRINT)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """An index of one's own to damage."""
    return Path(shutil.copytree(saved, tmp_path / "index"))


def test_documents_and_chunks_are_looked_up_by_id() -> None:
    index = small_corpus()
    assert [document.id for document in index.documents] == ["harbour", "orchard"]
    assert index.document("orchard").text.startswith("The orchard")
    assert index.chunk(index.chunks[4].id) is index.chunks[4]
    assert index.position(index.chunks[4].id) == 4
    assert index.chunk_ids("orchard") == [chunk.id for chunk in index.chunks[3:]]
    for look_up in (index.document, index.chunk, index.chunk_ids, index.position):
        with pytest.raises(UnknownDocument, match="nowhere"):
            look_up("nowhere")


def test_the_store_holds_the_chunks_as_langchain_documents() -> None:
    index = small_corpus()
    chunk = index.chunks[1]
    stored = index.store.get_by_ids([chunk.id])[0]
    assert stored.page_content == chunk.text
    assert stored.metadata == {
        "document": "harbour",
        "title": "The harbour",
        "start": chunk.start,
        "end": chunk.end,
        "heading": "",
    }
    assert len(index.store.similarity_search("ferries", k=9, filter={"document": "orchard"})) == 3
    with pytest.raises(IndexFault):
        index.store.add_texts(["more"])


def test_a_heading_helps_to_find_what_stands_below_it() -> None:
    document = article("harbour", HARBOUR)
    index = CorpusIndex.build([document], chunks_of(document, "Zeppelins"), HashingEmbeddings())
    assert index.lexical.search("zeppelin", 1)
    vector = index.embeddings.embed_query("zeppelins")
    assert index.nearest(vector, 1)[0][1] > 0
    assert "Zeppelins" not in index.store.get_by_ids([index.chunks[0].id])[0].page_content


@pytest.mark.parametrize("documents", [(), (Document("empty", "Empty", "", ()),)])
def test_an_index_without_chunks_is_an_index(tmp_path: Path, documents: tuple[Document, ...]) -> None:
    index = CorpusIndex.build(documents, [], HashingEmbeddings())
    index.save(tmp_path, FINGERPRINT)
    for each in (index, opened(tmp_path)):
        assert each.documents == documents
        assert found(each, "anything") == [[], []]
        assert each.store.similarity_search("anything") == []


def test_equal_chunks_of_two_documents_are_both_found_and_embedded_once() -> None:
    embeddings = HashingEmbeddings()
    index = corpus(article("one", HARBOUR), article("two", HARBOUR), embeddings=embeddings)
    assert embeddings.embedded == 3
    vector = embeddings.embed_query(HARBOUR[0])
    assert [score for _, score in index.nearest(vector, 2)] == [1.0, 1.0]
    assert [position for position, _ in index.lexical.search(HARBOUR[0], 2)] == [0, 3]


def test_what_has_not_changed_is_not_embedded_again() -> None:
    embeddings = HashingEmbeddings()
    before = corpus(article("harbour", HARBOUR), article("gone", ["A page that goes."]), embeddings=embeddings)
    assert embeddings.embedded == 4
    documents = [article("renamed", ("A new beginning.", *HARBOUR)), article("orchard", ORCHARD)]
    chunks = [chunk for document in documents for chunk in chunks_of(document)]
    seen: list[tuple[int, int]] = []
    after = CorpusIndex.build(
        documents, chunks, embeddings, reuse=before, progress=lambda done, total: seen.append((done, total))
    )
    assert embeddings.embedded == 4 + 4
    assert seen == [(4, 4)]
    assert_same(after, corpus(*documents))


def test_progress_counts_up_to_all_in_batches() -> None:
    seen: list[tuple[int, int]] = []
    document = article("many", [f"Paragraph number {number}." for number in range(150)])
    CorpusIndex.build(
        [document], chunks_of(document), HashingEmbeddings(), progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(64, 150), (128, 150), (150, 150)]


def test_vectors_of_another_dimension_are_not_taken_over() -> None:
    before = corpus(article("harbour", HARBOUR), embeddings=HashingEmbeddings(32))
    document = article("harbour", (*HARBOUR, "One more."))
    with pytest.raises(ForeignIndex):
        CorpusIndex.build([document], chunks_of(document), HashingEmbeddings(64), reuse=before)


def test_what_does_not_hold_together_is_refused() -> None:
    harbour, orchard = article("harbour", HARBOUR), article("orchard", ORCHARD)
    chunks = chunks_of(harbour)
    for documents, pieces in (
        ([harbour, harbour], []),
        ([orchard], chunks),
        ([harbour], [*chunks, chunks[0]]),
        ([harbour], [replace(chunks[0], start=1)]),
        ([harbour], [replace(chunks[0], sentences=(replace(chunks[0].sentences[0], end=3),))]),
        ([replace(harbour, title="\ud800")], []),
    ):
        with pytest.raises(BadDocument):
            CorpusIndex.build(documents, pieces, HashingEmbeddings())


def test_what_is_saved_is_opened(folder: Path) -> None:
    assert_same(opened(folder), small_corpus())
    assert CorpusIndex.stored_documents(folder) == small_corpus().documents


def test_saving_again_what_was_opened_changes_nothing(folder: Path) -> None:
    opened(folder).save(folder, FINGERPRINT)
    assert_same(opened(folder), small_corpus())


def test_an_open_index_outlives_its_files(folder: Path) -> None:
    index = opened(folder)
    shutil.rmtree(folder)
    assert_same(index, small_corpus())


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
def test_any_text_and_id_is_saved_and_opened(tmp_path: Path, texts: list[str]) -> None:
    documents = [article(f"{number} {text}", [text, text[::-1]], text) for number, text in enumerate(texts)]
    index = corpus(*documents)
    index.save(tmp_path, FINGERPRINT)
    assert_same(opened(tmp_path), index)


def test_another_embedding_is_foreign_but_the_documents_can_be_had(folder: Path) -> None:
    with pytest.raises(ForeignIndex, match="model hashing, not e5"):
        CorpusIndex.open(folder, HashingEmbeddings(), replace(FINGERPRINT, model="e5"))
    with pytest.raises(ForeignIndex, match="dimension"):
        small_corpus().save(folder, replace(FINGERPRINT, dimension=384))
    assert CorpusIndex.stored_documents(folder) == small_corpus().documents


def test_no_index_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(NoIndex):
        opened(tmp_path)
    with pytest.raises(NoIndex):
        CorpusIndex.stored_documents(tmp_path)


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "lock")


def test_a_flipped_byte_in_any_file_is_seen(folder: Path) -> None:
    for path in files(folder):
        whole = path.read_bytes()
        for position in sorted({0, 1, 7, len(whole) // 3, len(whole) // 2, len(whole) - 1} & set(range(len(whole)))):
            path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
            with pytest.raises(DamagedIndex, match=rf"{path.name}.*`footnote index`"):
                opened(folder)
        path.write_bytes(whole)
    assert_same(opened(folder), small_corpus())


def test_a_truncated_file_is_seen(folder: Path) -> None:
    for path in files(folder):
        whole = path.read_bytes()
        for size in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:size])
            with pytest.raises(DamagedIndex, match=rf"{path.name}.*`footnote index`"):
                opened(folder)
        path.write_bytes(whole + b"\0")
        with pytest.raises(DamagedIndex):
            opened(folder)
        path.write_bytes(whole)
    assert_same(opened(folder), small_corpus())


def test_a_missing_file_is_seen(folder: Path) -> None:
    for path in files(folder):
        whole = path.read_bytes()
        path.unlink()
        with pytest.raises(NoIndex if path.name == "CURRENT" else DamagedIndex, match="`footnote index`"):
            opened(folder)
        path.write_bytes(whole)
    assert_same(opened(folder), small_corpus())


def test_the_files_are_those_that_are_documented(folder: Path) -> None:
    generation = folder / "generation-1"
    listed = json.loads((generation / "manifest.json").read_text("utf-8"))["files"]
    present = {path.relative_to(generation).as_posix() for path in files(generation)}
    assert present == {*listed, "manifest.json"}
    assert {"vectors.faiss", "corpus.sqlite", "lexical/vocab.index.json"} <= present


def test_damaged_documents_are_not_handed_out(folder: Path) -> None:
    (folder / "generation-1" / "corpus.sqlite").write_bytes(b"")
    with pytest.raises(DamagedIndex):
        CorpusIndex.stored_documents(folder)
    small_corpus().save(folder, FINGERPRINT)
    assert_same(opened(folder), small_corpus())
