"""Percentiles of the time an answer takes."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which the given share in [0, 1] lies, between neighbours in proportion; None without values.

    For n sorted values x, with h = (n - 1) * share: x[floor h] + (h - floor h) * (x[floor h + 1] - x[floor h])
    (definition 7 of Hyndman and Fan 1996, numpy's default).
    """
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
