"""How sure a number is: Wilson's interval for shares, the bootstrap for everything else."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RESAMPLES = 2000
SEED = 20240229
_Z95 = 1.959963984540054
_DRAWS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval, both ends included."""

    low: float
    high: float


def wilson(successes: int, total: int) -> Interval:
    """The 95% score interval of a share of independent trials, within [0, 1].

    (p + z²/2n ± z * sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n) with p = successes / n (Wilson 1927). Of no trials,
    [0, 1].
    """
    if not total:
        return Interval(0.0, 1.0)
    share, square = successes / total, _Z95 * _Z95 / total
    middle = (share + square / 2) / (1 + square)
    reach = _Z95 * math.sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    # without the clamps rounding can push the ends past the share itself
    return Interval(min(share, max(0.0, middle - reach)), max(share, min(1.0, middle + reach)))


def bootstrap_mean(
    values: Sequence[float], clusters: Sequence[Hashable], *, resamples: int = RESAMPLES, seed: int = SEED
) -> Interval:
    """The 95% percentile interval of a mean, whole clusters drawn with replacement.

    Questions on one article succeed and fail together, so articles are drawn, not questions (Efron and Tibshirani
    1993, chapter 8; Field and Welsh 2007). Where all values share one cluster, each value is drawn for itself. With
    under some ten clusters the interval is too narrow.

    Args:
        values: at least one.
        clusters: the cluster of each value, such as its article.
        resamples: how often to draw.
        seed: the same seed gives the same interval.
    """
    sums, counts = _cluster_sums(np.asarray(values, dtype=np.float64), _groups(clusters))
    generator = np.random.default_rng(seed)
    block = max(1, _DRAWS_AT_ONCE // len(sums))
    means: list[Array] = []
    for start in range(0, resamples, block):
        drawn = generator.integers(len(sums), size=(min(block, resamples - start), len(sums)))
        means.append(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    return _middle(np.concatenate(means))


def bootstrap(
    values: Sequence[float],
    clusters: Sequence[Hashable],
    statistic: Callable[[Array], float],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """The 95% percentile interval of any statistic of values, clustered as in `bootstrap_mean`, which is faster."""
    array = np.asarray(values, dtype=np.float64)
    groups = _groups(clusters)
    generator = np.random.default_rng(seed)
    found = np.empty(resamples)
    for index in range(resamples):
        drawn = generator.integers(len(groups), size=len(groups))
        found[index] = statistic(array[np.concatenate([groups[number] for number in drawn])])
    return _middle(found)


def known(interval: Interval) -> Interval | None:
    """The interval, or None where it has no width.

    Where all clusters have the same value, drawing them again gives that value for ever: how far others would be from
    it, the bootstrap cannot tell.
    """
    return None if math.isclose(interval.low, interval.high, rel_tol=1e-9, abs_tol=1e-12) else interval


def _groups(clusters: Sequence[Hashable]) -> list[NDArray[np.intp]]:
    places: dict[Hashable, list[int]] = {}
    for index, cluster in enumerate(clusters):
        places.setdefault(cluster, []).append(index)
    if len(places) < 2:
        return [np.array([index]) for index in range(len(clusters))]
    return [np.array(group) for group in places.values()]


def _cluster_sums(array: Array, groups: list[NDArray[np.intp]]) -> tuple[Array, Array]:
    sums = np.array([array[group].sum() for group in groups])
    return sums, np.array([float(len(group)) for group in groups])


def _middle(found: Array) -> Interval:
    low, high = np.quantile(found, (0.025, 0.975))
    return Interval(float(low), float(high))
