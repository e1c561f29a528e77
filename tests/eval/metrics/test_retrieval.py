from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank, relevances
from rag.types import Span

EVIDENCE = (Span("a", 100, 120), Span("a", 300, 310))
RANKING = (Span("b", 100, 120), Span("a", 290, 400), Span("a", 0, 109), Span("a", 109, 200))


def test_recall_counts_quotes_that_the_first_spans_hold() -> None:
    assert [recall_at(RANKING, EVIDENCE, k) for k in (1, 2, 3, 4)] == [0.0, 0.5, 0.5, 1.0]
    assert recall_at(RANKING, (), 4) is None


def test_spans_hold_a_quote_together() -> None:
    pieces = (Span("a", 100, 106), Span("a", 106, 111))
    assert recall_at(pieces, EVIDENCE[:1], 1) == 0.0
    assert recall_at(pieces, EVIDENCE[:1], 2) == 1.0


def test_relevance_is_half_a_quote_or_more_in_one_span() -> None:
    assert relevances(RANKING, EVIDENCE) == (False, True, False, True)
    assert relevances([Span("a", 0, 110)], EVIDENCE) == (True,)


def test_where_no_span_holds_half_of_a_quote_those_with_the_largest_share_are_relevant() -> None:
    quote = (Span("a", 100, 200),)
    spans = (Span("a", 60, 110), Span("a", 110, 150), Span("b", 100, 200), Span("a", 160, 240))
    assert relevances((*spans[:1], *spans[2:]), quote) == (False, False, True)
    assert relevances(spans, quote) == (False, True, False, True)
    assert relevances(spans[2:3], quote) == (False,)


def test_reciprocal_rank() -> None:
    assert reciprocal_rank((False, False, True, True)) == 1 / 3
    assert reciprocal_rank((False,)) == 0.0


def test_ndcg_of_hand_made_rankings() -> None:
    assert ndcg_at((True, False, True), 2, 3) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))
    assert ndcg_at((True, True), 2, 2) == 1.0
    assert ndcg_at((True,), 5, 1) == 1.0
    assert ndcg_at((False, True), 1, 1) == 0.0
    assert ndcg_at((False,), 0, 1) is None


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 5), st.integers(1, 12))
def test_ndcg_is_a_share(relevant: list[bool], missed: int, k: int) -> None:
    value = ndcg_at(relevant, sum(relevant) + missed, k)
    assert value is None or 0.0 <= value <= 1.0 + 1e-9


# What ir-measures 0.4.3 gives for these rankings as nDCG@10, RR@10, R@1, R@4 and R@10, each letter being a document;
# only capitals are relevant, and `missed` more are not found.
@pytest.mark.parametrize(
    ("ranking", "missed", "values"),
    [
        ("Abcd", 0, (1.0, 1.0, 1.0, 1.0, 1.0)),
        ("bcAd", 0, (0.5, 0.3333333333333333, 0.0, 1.0, 1.0)),
        ("AbcD", 0, (0.8772153153380493, 1.0, 0.5, 1.0, 1.0)),
        ("bcd", 1, (0.0, 0.0, 0.0, 0.0, 0.0)),
        ("xAxxBxxxxCD", 0, (0.5101671483174705, 0.5, 0.0, 0.25, 0.75)),
    ],
)
def test_the_numbers_of_ir_measures(ranking: str, missed: int, values: tuple[float, ...]) -> None:
    spans = [Span("a", 100 * place, 100 * place + 100) for place in range(len(ranking))]
    gold = [span for span, letter in zip(spans, ranking, strict=True) if letter.isupper()]
    gold += [Span("elsewhere", 100 * place, 100 * place + 100) for place in range(missed)]
    relevant = relevances(spans[:10], gold)
    found = (
        ndcg_at(relevant, len(gold), 10),
        reciprocal_rank(relevant),
        *(recall_at(spans, gold, k) for k in (1, 4, 10)),
    )
    assert found == pytest.approx(values, abs=1e-15)
