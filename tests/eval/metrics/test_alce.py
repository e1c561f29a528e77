from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.alce import Cited, Statement, cited, keyless, statements
from rag.types import Span
from tests.eval.scripted import cited as cite
from tests.eval.scripted import document

BRIDGE = "The bridge will close for nine weeks from March 3."
CHAIR = "Ines Okafor chairs the harbour board."
COST = "Repairs cost “four million” pounds."
ONE, TWO, THREE = cite(BRIDGE, marker=1), cite(CHAIR, marker=2), cite(COST, marker=3)
DOCUMENTS = {"bridge": document()}


def span(quote: str) -> Span:
    start = document().text.index(quote)
    return Span("bridge", start, start + len(quote))


def test_an_answer_is_cut_after_its_markers() -> None:
    assert statements(f"{BRIDGE} [1] {CHAIR} [2][3]", (ONE, TWO, THREE)) == (
        Statement(BRIDGE, (ONE,)),
        Statement(CHAIR, (TWO, THREE)),
    )
    assert statements("It closes [7] soon. [1] Who knows.", (ONE,)) == (
        Statement("It closes [7] soon.", (ONE,)),
        Statement("Who knows.", ()),
    )
    assert statements(" [1].", (ONE,)) == ()


# The cases of section 3 of the paper: what is held by which citations alone and together
@pytest.mark.parametrize(
    ("held_by", "precision", "recall"),
    [
        ([{1}, {1, 2}], 0.5, 1.0),
        ([{1}, {2}, {1, 2}], 1.0, 1.0),
        ([{1, 2}], 1.0, 1.0),
        ([], 0.0, 0.0),
        ([{1}], 0.0, 0.0),
    ],
    ids=["the second is not needed", "each holds it", "both together", "neither", "together they do not"],
)
def test_precision_and_recall_of_one_statement(held_by: list[set[int]], precision: float, recall: float) -> None:
    found = cited([Statement("x", (ONE, TWO))], lambda given, _: {one.marker for one in given} in held_by)
    assert found == Cited(precision, recall)


def test_statements_without_citations_lower_recall_alone() -> None:
    answer = [Statement("x", (ONE,)), Statement("y", ())]
    assert cited(answer, lambda _given, _text: True) == Cited(1.0, 0.5)
    assert cited(answer[1:], lambda _given, _text: True) == Cited(None, 0.0)
    assert cited([], lambda _given, _text: True) is None


def test_citations_support_what_they_say_where_the_evidence_is() -> None:
    supports = keyless([span(BRIDGE)], DOCUMENTS)
    assert supports((ONE,), "The bridge will close.")
    assert not supports((ONE,), "The bridge will open.")
    assert not supports((TWO,), CHAIR)
    assert supports((ONE, TWO), f"{BRIDGE} {CHAIR}")
    assert keyless([], DOCUMENTS)((TWO,), CHAIR)


def test_a_citation_beside_the_evidence_is_not_precise() -> None:
    answer = statements(f"{BRIDGE} [1] {CHAIR} [2]", (ONE, TWO))
    assert cited(answer, keyless([span(BRIDGE)], DOCUMENTS)) == Cited(0.5, 0.5)
    assert cited(answer, keyless([span(BRIDGE), span(CHAIR)], DOCUMENTS)) == Cited(1.0, 1.0)


@given(st.lists(st.sets(st.sampled_from([1, 2, 3])), max_size=5))
def test_both_are_shares(held_by: list[set[int]]) -> None:
    found = cited(
        [Statement("x", (ONE, TWO, THREE)), Statement("y", (TWO,))],
        lambda given, _: {one.marker for one in given} in held_by,
    )
    assert found is not None
    assert found.precision is not None
    assert 0 <= found.precision <= 1
    assert 0 <= found.recall <= 1
