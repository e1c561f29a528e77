from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.finding import Found
from eval.measures import BY_NAME, MEASURES, measure, recall_curve, share_interval
from eval.metrics.intervals import Interval, wilson
from eval.scoring import Score


def one(
    *,
    answerable: bool = True,
    answered: bool = True,
    contained: bool = False,
    f1: float = 0.0,
    article: str | None = None,
    valid: bool | None = None,
    overlap: float | None = None,
    confidence: float = 0.5,
    elapsed_ms: float = 10.0,
    error: str | None = None,
    cited: tuple[float, float] | None = None,
    found: Found | None = None,
) -> Score:
    exact = f1 == 1.0
    touched = None if overlap is None else overlap > 0
    precision, recall = cited or (None, None)
    return Score(
        "q", "t", article, answerable, answered, exact, f1, contained, valid, touched, overlap, overlap, confidence,
        elapsed_ms, error, precision, recall, found,
    )  # fmt: skip


FIRST = Found((0.0,) + (1.0,) * 9, 0.5, 0.75)
SECOND = Found((0.0,) * 9 + (0.5,), 0.25, 0.5)
SCORES = [
    one(contained=True, f1=1.0, valid=True, overlap=1.0, confidence=1.0, elapsed_ms=10, cited=(1, 0.5), found=FIRST),
    one(
        contained=True, f1=0.5, valid=True, overlap=0.5, confidence=1.0, elapsed_ms=20, cited=(1.0, 0.75), found=SECOND
    ),
    one(contained=False, f1=0.0, valid=False, overlap=0.0, confidence=0.0, elapsed_ms=30, cited=(0.0, 0.0)),
    one(answered=False, elapsed_ms=40),
    one(answerable=False, answered=False, f1=1.0, elapsed_ms=50),
    one(answerable=False, answered=True, valid=True, confidence=1.0, elapsed_ms=60),
    one(answerable=False, answered=False, error="BadQuestion: x"),
]


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("containment", 2 / 4, 4),
        ("exact_match", 1 / 4, 4),
        ("f1", 1.5 / 4, 4),
        ("right", 3 / 6, 6),
        ("refused_unanswerable", 1 / 2, 2),
        ("false_answer_rate", 1 / 2, 2),
        ("false_refusal_rate", 1 / 4, 4),
        ("citations_valid", 3 / 4, 4),
        ("evidence_overlap", 2 / 3, 3),
        ("evidence_precision", 1.5 / 3, 3),
        ("evidence_recall", 1.5 / 3, 3),
        ("citation_precision", 2 / 3, 3),
        ("citation_recall", 1.25 / 3, 3),
        ("recall@1", 0.0, 2),
        ("recall@4", 0.5, 2),
        ("recall@10", 0.75, 2),
        ("mrr@10", 0.75 / 2, 2),
        ("ndcg@10", 1.25 / 2, 2),
        ("ece", 1 / 4, 4),
        ("aurc", 3 / 4 * 1 / 3 + 1 / 4 * 2 / 4, 4),
        ("latency_p50_ms", 35.0, 6),
        ("latency_p95_ms", 57.5, 6),
        ("errors", 1.0, 7),
    ],
)
def test_each_measure_counts_what_it_says(name: str, value: float, count: int) -> None:
    found = measure(SCORES)[name]
    assert found.value == pytest.approx(value)
    assert found.count == count
    if found.interval:
        assert found.interval.low <= value <= found.interval.high


def test_the_recall_curve_is_the_mean_at_each_rank() -> None:
    assert recall_curve(SCORES) == (0.0, *(0.5,) * 8, 0.75)
    assert recall_curve([one()]) == ()


def test_all_measures_are_tested_and_named_once() -> None:
    assert len(BY_NAME) == len(MEASURES) == 23
    assert all(one.meaning for one in MEASURES)


def test_lower_is_better_where_it_is() -> None:
    lower = {one.name for one in MEASURES if one.lower_is_better}
    assert lower == {
        "false_answer_rate", "false_refusal_rate", "ece", "aurc", "latency_p50_ms", "latency_p95_ms", "errors",
    }  # fmt: skip


def test_without_items_there_is_no_value() -> None:
    for found in measure([]).values():
        assert found.value in {None, 0.0}
        assert found.count == 0
    assert measure([one(error="x")])["containment"].value is None


def test_shares_of_one_article_have_wilsons_interval() -> None:
    assert share_interval([True, False, True], ["a", "a", "a"]) == wilson(2, 3)
    assert share_interval([True, False, True], [None, None, None]) == wilson(2, 3)


def test_shares_over_articles_draw_articles_and_never_claim_to_be_certain() -> None:
    assert share_interval([True] * 6, list("aabbcc")) == wilson(6, 6)
    assert share_interval([True, False] * 10, ["a"] * 10 + ["b"] * 10) == wilson(10, 20)
    outcomes, articles = [True] * 20 + [False] * 20, ["a"] * 20 + ["b"] * 20
    assert share_interval(outcomes, articles) == Interval(0.0, 1.0)


def test_means_that_are_the_same_in_all_articles_have_no_interval() -> None:
    values = measure([one(f1=0.3, article=article, found=FIRST) for article in "abbccc"])
    for name in ("f1", "recall@4", "latency_p50_ms"):
        assert values[name].value is not None
        assert values[name].interval is None
    assert measure([one(f1=0.3, article="a"), one(f1=0.4, article="b")])["f1"].interval == Interval(0.3, 0.4)


@settings(max_examples=15)
@given(
    st.lists(
        st.builds(
            one,
            answerable=st.booleans(),
            answered=st.booleans(),
            contained=st.booleans(),
            f1=st.floats(0, 1),
            article=st.sampled_from([None, "a", "b"]),
            confidence=st.floats(-1, 2),
            error=st.none() | st.just("x"),
        ),
        max_size=8,
    )
)
def test_shares_lie_in_the_unit_interval(scores: Sequence[Score]) -> None:
    for name, found in measure(scores).items():
        if BY_NAME[name].unit == "share" and found.value is not None:
            assert 0.0 <= found.value <= 1.0
            assert found.interval is None or 0.0 <= found.interval.low <= found.interval.high <= 1.0 + 1e-9
