from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_core.documents import Document

from rag.errors import BadInput, ForeignIndex, IndexFault, ModelFault
from rag.index import FaissStore
from rag.index.vectors import Vectors
from tests.fakes import HashingEmbeddings


def store_of(*texts: str, **fields: list[Any]) -> FaissStore:
    metadatas = [{name: values[i] for name, values in fields.items()} for i in range(len(texts))]
    return FaissStore.from_texts(
        list(texts), HashingEmbeddings(), metadatas, ids=[str(number) for number in range(len(texts))]
    )


def test_a_filter_that_ten_of_five_hundred_pass_finds_those_ten() -> None:
    rare = set(range(0, 500, 50))
    store = store_of(
        *(f"text number {n} about {'weather' if n not in rare else 'stone'}" for n in range(500)),
        kind=["rare" if n in rare else "common" for n in range(500)],
    )
    found = store.similarity_search("weather", k=10, filter={"kind": "rare"})
    assert {int(document.id or "") for document in found} == rare
    assert len(store.similarity_search("weather", k=40, filter={"kind": "rare"})) == 10
    assert len(store.max_marginal_relevance_search("weather", k=10, fetch_k=10, filter={"kind": "rare"})) == 10


def test_the_retriever_passes_its_filter_on() -> None:
    store = store_of("red apple", "red brick", fruit=[True, False])
    retriever = store.as_retriever(search_kwargs={"k": 2, "filter": {"fruit": False}})
    assert [document.page_content for document in retriever.invoke("apple")] == ["red brick"]


def test_scores_are_cosines_and_relevance_lies_between_nought_and_one() -> None:
    store = store_of("red apple", "green pear")
    best, other = store.similarity_search_with_score("red apple", k=5)
    assert best[0].page_content == "red apple"
    assert best[1] == 1.0
    assert -1 <= other[1] < 1
    relevances = [relevance for _, relevance in store.similarity_search_with_relevance_scores("red apple", k=2)]
    assert relevances == [1.0, pytest.approx((1 + other[1]) / 2)]


def test_searching_by_vector_is_searching_by_its_text() -> None:
    store = store_of("red apple", "green pear", "blue plum")
    vector = store.embeddings.embed_query("green plum")
    assert store.similarity_search_by_vector(vector, k=3) == store.similarity_search("green plum", k=3)


def test_equal_scores_go_by_age() -> None:
    store = store_of("same words", "same words", "same words")
    assert [document.id for document in store.similarity_search("same", k=2)] == ["0", "1"]
    store.add_texts(["same words"], ids=["0"])
    assert [document.id for document in store.similarity_search("same", k=3)] == ["1", "2", "0"]


def test_documents_come_back_in_the_order_asked_for() -> None:
    store = store_of("a", "b", "c")
    assert [document.id for document in store.get_by_ids(["2", "x", "0", "2"])] == ["2", "0", "2"]


def test_what_comes_back_is_a_copy() -> None:
    metadata = {"tags": ["x"]}
    store = FaissStore.from_texts(["apple"], HashingEmbeddings(), [metadata], ids=["1"])
    metadata["tags"].append("given")
    store.get_by_ids(["1"])[0].metadata["tags"].append("got")
    store.similarity_search("apple")[0].metadata.clear()
    assert store.get_by_ids(["1"]) == [Document(id="1", page_content="apple", metadata={"tags": ["x"]})]


def test_ids_may_be_any_text_and_the_last_of_equal_ids_stays() -> None:
    store = FaissStore(HashingEmbeddings())
    ids = ["港口", "with space / slash", "港口"]
    assert store.add_texts(["one", "two", "three"], ids=ids) == ids
    assert len(store) == 2
    assert store.get_by_ids(["港口"])[0].page_content == "three"


def test_made_up_ids_differ() -> None:
    store = FaissStore(HashingEmbeddings())
    assert len({*store.add_texts(["same", "same"]), *store.add_texts(["same"])}) == 3


def test_deleting_nothing_named_deletes_all() -> None:
    store = store_of("a", "b")
    assert store.delete([])
    assert len(store) == 2
    assert store.delete()
    assert len(store) == 0
    assert store.similarity_search("a") == []
    assert store.max_marginal_relevance_search("a") == []
    store.add_texts(["a"])
    assert len(store.similarity_search("a")) == 1


def test_diverse_search_passes_over_near_copies() -> None:
    store = store_of("ferry to the islands", "ferry to the islands now", "ferry timetable in winter")
    plain = [document.id for document in store.similarity_search("ferry islands", k=2)]
    diverse = [document.id for document in store.max_marginal_relevance_search("ferry islands", k=2, lambda_mult=0.2)]
    assert plain == ["0", "1"]
    assert diverse == ["0", "2"]


def test_more_or_fewer_ids_than_texts_are_refused() -> None:
    store = FaissStore(HashingEmbeddings())
    with pytest.raises(ValueError, match="2 texts but 1 ids"):
        store.add_texts(["a", "b"], ids=["1"])
    with pytest.raises(ValueError, match="1 texts but 0 metadatas"):
        store.add_texts(["a"], metadatas=[])
    assert len(store) == 0


def test_unknown_options_are_refused_by_name() -> None:
    store = store_of("a")
    with pytest.raises(BadInput, match=r"no option fliter.*k, filter"):
        store.similarity_search("a", fliter={"x": 1})
    with pytest.raises(BadInput, match="namespace"):
        store.add_texts(["a"], namespace="x")


def test_a_wrong_filter_is_refused_by_an_empty_store_too() -> None:
    with pytest.raises(BadInput, match=r"\$in"):
        FaissStore(HashingEmbeddings()).similarity_search("a", filter={"x": ["a"]})


class ChangingEmbeddings(HashingEmbeddings):
    """Gives vectors of a dimension that can be changed, or broken ones."""

    broken = False

    def embed_query(self, text: str) -> list[float]:
        return [float("nan")] if self.broken else super().embed_query(text)


def test_a_failed_write_changes_nothing() -> None:
    embeddings = ChangingEmbeddings()
    store = FaissStore.from_texts(["red apple"], embeddings, ids=["1"])
    before = store.similarity_search("apple", k=5)
    embeddings.dimension = 32
    with pytest.raises(ForeignIndex):
        store.add_texts(["green pear"], ids=["1"])
    embeddings.broken = True
    with pytest.raises(ModelFault):
        store.add_texts(["green pear"], ids=["1"])
    embeddings.broken, embeddings.dimension = False, 64
    assert store.similarity_search("apple", k=5) == before


def test_a_failed_first_write_leaves_the_dimension_open() -> None:
    embeddings = ChangingEmbeddings()
    embeddings.broken = True
    store = FaissStore(embeddings)
    with pytest.raises(ModelFault):
        store.add_texts(["green pear"])
    embeddings.broken = False
    store.add_texts(["green pear"])
    assert len(store.similarity_search("pear")) == 1


def test_a_store_over_given_vectors_is_not_changed() -> None:
    embeddings = HashingEmbeddings()
    vectors = Vectors(64)
    vectors.add([0], embeddings.embed_documents(["apple"]))
    store = FaissStore.over(vectors, [Document(id="x", page_content="apple")], embeddings)
    assert [document.id for document in store.similarity_search("apple")] == ["x"]
    with pytest.raises(IndexFault, match="build a new index"):
        store.add_texts(["pear"])
    with pytest.raises(IndexFault):
        store.delete(["x"])


def test_ids_are_found_by_a_function() -> None:
    store = store_of("red apple", "green pear", "red brick")
    assert store.matching(lambda document: "red" in document.page_content) == ["0", "2"]


def test_a_function_as_filter_may_use_the_store_while_a_writer_waits() -> None:
    store = store_of("apple", "pear")
    writer = threading.Thread(target=lambda: store.add_texts(["plum"]))

    def passes(document: Document) -> bool:
        if not writer.ident:
            writer.start()
        return bool(store.get_by_ids([document.id or ""]))

    assert len(store.similarity_search("apple", filter=passes)) == 2
    writer.join(timeout=10)
    assert len(store) == 3


def test_readers_see_whole_writes_only() -> None:
    store = store_of(*(f"kept {number}" for number in range(20)))
    stop = threading.Event()

    def write() -> None:
        for number in range(60):
            store.add_texts([f"passing {number}", f"passing {number} too"], ids=["p", "q"])
            store.delete(["p", "q"])
        stop.set()

    def read() -> int:
        rounds = 0
        while not stop.is_set() or rounds == 0:
            found = store.similarity_search("kept passing", k=50)
            ids = {document.id for document in found}
            assert len(ids) == len(found) in {20, 22}
            assert ("p" in ids) == ("q" in ids)
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        pool.submit(write).result(timeout=60)
        assert all(reader.result(timeout=60) for reader in readers)
