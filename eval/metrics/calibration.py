"""Whether confidence means what it says: reliability and expected calibration error.

Source: Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017, "On Calibration of Modern Neural Networks".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in (low, high]; the first bin holds 0 too.

    `confidence` is their mean confidence and `right` the share of them that is right; both None in an empty bin.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


def reliability(pairs: Iterable[tuple[float, bool]], bins: int = BINS) -> tuple[Bin, ...]:
    """Sort pairs of (confidence in [0, 1], right) into bins of equal width."""
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in pairs:
        groups[_bin(confidence, bins)].append((confidence, right))
    return tuple(_summed(group, number / bins, (number + 1) / bins) for number, group in enumerate(groups))


def expected_calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = BINS) -> float | None:
    """ECE = sum over the bins of (count / n) * |right - confidence|, in [0, 1]; None without pairs."""
    if not pairs:
        return None
    table = reliability(pairs, bins)
    gaps = (
        row.count * abs(row.right - row.confidence)
        for row in table
        if row.right is not None and row.confidence is not None
    )
    return min(1.0, math.fsum(gaps) / len(pairs))


def _bin(confidence: float, bins: int) -> int:
    return min(max(math.ceil(confidence * bins) - 1, 0), bins - 1)


def _summed(group: Sequence[tuple[float, bool]], low: float, high: float) -> Bin:
    if not group:
        return Bin(low, high, 0, None, None)
    count = len(group)
    return Bin(low, high, count, math.fsum(c for c, _ in group) / count, sum(right for _, right in group) / count)
