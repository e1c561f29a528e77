from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.intervals import Array, bootstrap, bootstrap_mean, wilson


def test_wilson_of_published_values() -> None:
    # 81 of 263: Newcombe 1998, table I, method 3
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    found = wilson(0, 20)
    assert (found.low, round(found.high, 4)) == (0.0, 0.1611)
    found = wilson(1, 29)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0061, 0.1718)


def test_wilson_of_nothing_knows_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@given(st.integers(0, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_lies_in_the_unit_interval_around_the_share(counts: tuple[int, int]) -> None:
    successes, total = counts
    found = wilson(successes, total)
    assert 0.0 <= found.low <= found.high <= 1.0
    if total:
        assert found.low <= successes / total <= found.high
        mirrored = wilson(total - successes, total)
        assert mirrored.low == pytest.approx(1 - found.high, abs=1e-12)


def test_bootstrap_is_seeded() -> None:
    values, articles = [0.31, 0.47, 0.11, 0.93, 0.28], list("abcde")
    assert bootstrap_mean(values, articles) == bootstrap_mean(values, articles)
    assert bootstrap_mean(values, articles) != bootstrap_mean(values, articles, seed=1)


def test_bootstrap_of_independent_values_agrees_with_the_normal_theory() -> None:
    values = [float(number % 2) for number in range(400)]
    found = bootstrap_mean(values, list(range(400)))
    assert found.low == pytest.approx(0.5 - 1.96 * 0.5 / 20, abs=0.012)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.5 / 20, abs=0.012)


def test_whole_clusters_are_drawn() -> None:
    # ten articles of forty equal values: only ten independent facts
    values = [float(article % 2) for article in range(10) for _ in range(40)]
    articles = [article for article in range(10) for _ in range(40)]
    clustered = bootstrap_mean(values, articles)
    alone = bootstrap_mean(values, list(range(400)))
    assert clustered.high - clustered.low > 4 * (alone.high - alone.low)


def test_one_cluster_draws_values_for_themselves() -> None:
    values = [0.0, 1.0] * 20
    assert bootstrap_mean(values, [None] * 40) == bootstrap_mean(values, list(range(40)))


def test_clusters_weigh_by_their_size() -> None:
    found = bootstrap_mean([1.0] * 99 + [0.0], ["big"] * 99 + ["small"])
    assert (found.low, found.high) == (0.0, 1.0)


def test_bootstrap_of_a_statistic_agrees_with_that_of_the_mean() -> None:
    def mean(values: Array) -> float:
        return float(values.mean())

    values = [float(number) for number in range(30)]
    articles = [number // 3 for number in range(30)]
    slow, fast = bootstrap(values, articles, mean), bootstrap_mean(values, articles)
    assert slow.low == pytest.approx(fast.low, abs=1.0)
    assert slow.high == pytest.approx(fast.high, abs=1.0)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3)), min_size=1, max_size=20))
def test_bootstrap_stays_within_the_values(pairs: list[tuple[float, int]]) -> None:
    values = [value for value, _ in pairs]
    found = bootstrap_mean(values, [article for _, article in pairs], resamples=50)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert np.isfinite([found.low, found.high]).all()
