from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag.errors import BadInput, BadSetting, UnknownDocument
from rag.hybrid import fuse
from rag.index import CorpusIndex
from rag.retrieval import HybridRetriever
from rag.types import Retriever
from tests.fakes import HashingEmbeddings
from tests.rag.index.samples import HARBOUR, ORCHARD, article, corpus, small_corpus

RANKINGS = st.lists(st.lists(st.integers(0, 12)), max_size=4)


class TestHybridRetriever(RetrieversIntegrationTests):
    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return HybridRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"corpus": small_corpus()}

    @property
    def retriever_query_example(self) -> str:
        return "Where do the ferries stop?"


def test_fused_scores_are_worked_out_by_hand() -> None:
    assert fuse([["a", "b"], ["b", "c"]]) == [("b", 1 / 62 + 1 / 61), ("a", 1 / 61), ("c", 1 / 62)]
    assert fuse([["a"], ["b"]], 0) == [("a", 1.0), ("b", 1.0)]
    assert fuse([]) == fuse([[], []]) == []


def test_ties_go_to_the_better_best_rank_then_to_the_earlier_ranking() -> None:
    assert [item for item, _ in fuse([["a", "b"], ["c", "d"]])] == ["a", "c", "b", "d"]
    assert [item for item, _ in fuse([["x", "y"], ["y", "x"]])] == ["x", "y"]


@given(RANKINGS)
def test_every_item_is_fused_once_by_the_formula(rankings: list[list[int]]) -> None:
    fused = fuse(rankings)
    assert {item for item, _ in fused} == {item for ranking in rankings for item in ranking}
    assert len(dict(fused)) == len(fused)
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
    for item, score in fused:
        unique = [list(dict.fromkeys(ranking)) for ranking in rankings]
        assert score == pytest.approx(sum(1 / (61 + ranking.index(item)) for ranking in unique if item in ranking))


@given(st.lists(st.integers(0, 12), unique=True))
def test_one_ranking_fused_is_itself(ranking: list[int]) -> None:
    assert [item for item, _ in fuse([ranking])] == ranking
    assert [item for item, _ in fuse([ranking, ranking])] == ranking


def retriever(**options: Any) -> HybridRetriever:
    return HybridRetriever(**{"corpus": small_corpus(), **options})


def test_it_is_a_retriever_in_our_sense() -> None:
    ours: Retriever = retriever()
    hits = ours.retrieve("Who built the lighthouse?", 2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].chunk.text == HARBOUR[2]
    assert hits[0].score > hits[1].score
    assert hits == ours.retrieve("Who built the lighthouse?", 2)


@pytest.mark.parametrize("switches", [{}, {"dense": False}, {"lexical": False}])
def test_similarity_is_the_cosine_whichever_ranking_found_the_hit(switches: dict[str, bool]) -> None:
    question = "ferries for the islands"
    mine = retriever(**switches)
    cosines = dict(mine.corpus.nearest(HashingEmbeddings().embed_query(question), 100))
    hits = mine.retrieve(question, 6)
    assert hits
    assert {hit.chunk.id: hit.similarity for hit in hits} == {hit.chunk.id: cosines[hit.chunk.id] for hit in hits}


def test_each_ranking_can_be_had_alone() -> None:
    question = "ferries pears"
    index = small_corpus()
    dense = [key for key, _ in index.nearest(HashingEmbeddings().embed_query(question), 6)]
    lexical = [index.chunks[position].id for position, _ in index.lexical.search(question, 6)]

    def ids(**switches: bool) -> list[str]:
        return [hit.chunk.id for hit in retriever(**switches).retrieve(question, 6)]

    assert ids(lexical=False) == dense
    assert ids(dense=False) == lexical
    assert len(lexical) < len(dense)
    assert ids() == [key for key, _ in fuse([dense, lexical])]
    with pytest.raises(BadSetting, match="dense, lexical or both"):
        retriever(dense=False, lexical=False)


def test_a_hit_beyond_the_dense_pool_has_its_cosine() -> None:
    # the rare word stands in a chunk that is far from the question for the embeddings
    crowd = [f"Ferries ferries ferries {number % 7}." for number in range(60)]
    mine = HybridRetriever(corpus=corpus(article("a", [*crowd, "Quokka " + " ".join(f"w{n}" for n in range(300))])))
    hits = mine.retrieve("ferries quokka", 60)
    quokka = next(hit for hit in hits if "Quokka" in hit.chunk.text)
    vector = mine.corpus.embeddings.embed_query("ferries quokka")
    assert quokka.similarity == mine.corpus.similarities(vector, [quokka.chunk.id])[quokka.chunk.id]


def test_depth_may_be_more_than_there_is_and_less_than_one() -> None:
    assert len(retriever().retrieve("ferries", 100)) == 6
    assert retriever().retrieve("ferries", 0) == ()
    assert retriever().retrieve("  ", 3) == ()
    deep = corpus(article("a", [f"Ferries number {number}." for number in range(80)]))
    assert len(HybridRetriever(corpus=deep).retrieve("ferries", 80)) == 80


def test_an_empty_corpus_has_no_hits() -> None:
    empty = HybridRetriever(corpus=CorpusIndex.build([], [], HashingEmbeddings()))
    assert empty.retrieve("anything", 4) == ()
    assert empty.invoke("anything") == []


def test_one_article_is_searched_alone() -> None:
    hits = retriever().retrieve("ferries", 10, article="orchard")
    assert {hit.chunk.document for hit in hits} == {"orchard"}
    assert hits[0].chunk.text == ORCHARD[2]
    assert len(hits) == 3
    with pytest.raises(UnknownDocument):
        retriever().retrieve("ferries", 10, article="nowhere")


def test_a_filter_holds_for_both_rankings_and_together_with_an_article() -> None:
    filtered = retriever(filter={"start": {"$gt": 0}})
    assert len(filtered.retrieve("orchard harbour", 10)) == 4
    hits = filtered.retrieve("orchard harbour", 10, article="orchard")
    assert [hit.chunk.document for hit in hits] == ["orchard"] * 2
    assert retriever(filter={"document": "none"}).retrieve("ferries", 4) == ()
    with pytest.raises(BadInput, match=r"\$in"):
        retriever(filter=["harbour"]).retrieve("ferries", 4)


def test_equal_chunks_come_in_the_order_of_the_corpus() -> None:
    same = corpus(*(article(name, [HARBOUR[0]]) for name in ("c", "a", "b")))
    hits = HybridRetriever(corpus=same).retrieve("harbour", 3)
    assert [hit.chunk.document for hit in hits] == ["c", "a", "b"]


def test_langchain_documents_say_how_they_were_found() -> None:
    document = retriever(k=1).invoke("Who built the lighthouse?")[0]
    hit = retriever().retrieve("Who built the lighthouse?", 1)[0]
    assert (document.id, document.page_content) == (hit.chunk.id, hit.chunk.text)
    assert document.metadata == {
        "document": "harbour",
        "title": "The harbour",
        "start": hit.chunk.start,
        "end": hit.chunk.end,
        "heading": "",
        "score": hit.score,
        "rank": 1,
        "similarity": hit.similarity,
    }
    assert "score" not in retriever().corpus.store.get_by_ids([hit.chunk.id])[0].metadata


async def test_asynchronous_calls_take_k_too() -> None:
    mine = retriever()
    assert await mine.ainvoke("ferries", k=2) == mine.invoke("ferries", k=2)
