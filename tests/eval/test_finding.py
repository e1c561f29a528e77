from __future__ import annotations

import pytest

from eval.finding import RANKS, Finder, Found
from eval.running import run
from rag.types import Span
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item

CHUNKS = [Span("bridge", 0, 50), Span("bridge", 51, 88), Span("bridge", 90, 125)]
EVIDENCE = [Span("bridge", 51, 88)]


def finder(*order: int) -> Finder:
    return Finder(lambda _question, depth: [CHUNKS[place] for place in order][:depth], CHUNKS)


def found(order: tuple[int, ...], evidence: list[Span]) -> Found | None:
    ranking = finder(*order).ranking("Who?", evidence)
    return ranking.found() if ranking else None


def test_the_evidence_is_looked_for_in_the_ranking() -> None:
    assert found((1, 0), EVIDENCE) == Found((1.0,) * RANKS, 1.0, 1.0)
    second = found((0, 1), EVIDENCE)
    assert second is not None
    assert (second.recall[:3], second.reciprocal_rank) == ((0.0, 1.0, 1.0), 0.5)
    assert second.ndcg == pytest.approx(0.6309297535714575)
    assert found((0, 2), EVIDENCE) == Found((0.0,) * RANKS, 0.0, 0.0)


def test_without_evidence_in_a_chunk_there_is_nothing_to_find() -> None:
    assert found((0,), []) is None
    assert found((0,), [Span("other", 0, 9)]) is None


def test_a_quote_longer_than_any_chunk_is_looked_for_all_the_same() -> None:
    # 37 of its 125 characters are in the second chunk, 50 in the first
    second = found((1, 0), [Span("bridge", 0, 125)])
    assert second is not None
    assert (second.recall[:2], second.reciprocal_rank) == ((0.0, 1.0), 0.5)
    assert second.ndcg == pytest.approx(0.6309297535714575)


def test_a_run_measures_retrieval_with_the_question_as_it_was_understood() -> None:
    asked: list[str] = []

    def find(question: str, depth: int) -> list[Span]:
        asked.append(question)
        return CHUNKS[:depth]

    items = (item("q1", "Who?", "Okafor", evidence=("Ines Okafor chairs the harbour board.",)), item("q2", "Why?"))
    asker = ScriptedAsker({"Who?": answered("Okafor"), "Why?": answered("x")})
    done = run(gold(*items), asker, [document()], finder=Finder(find, CHUNKS))
    assert asked == ["Who?"]
    assert [one.found and one.found.reciprocal_rank for one in done.scores] == [0.5, None]
