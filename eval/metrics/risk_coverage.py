"""What confidence is worth for refusing: the risk-coverage curve and the area under it.

Source: El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017, "Selective Classification for Deep Neural Networks".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Point:
    """If only answers of at least `confidence` are shown: the share of all questions answered, and of those wrong."""

    confidence: float
    coverage: float
    risk: float


def risk_coverage(pairs: Sequence[tuple[float, bool]], total: int | None = None) -> tuple[Point, ...]:
    """The curve of pairs (confidence, right), from the most confident on.

    Pairs of equal confidence cannot be told apart by a threshold and make one point.

    Args:
        pairs: one for each answered question.
        total: questions asked, answered or not; the number of pairs if not given.
    """
    asked = len(pairs) if total is None else total
    points: list[Point] = []
    shown = wrong = 0
    for confidence, group in groupby(sorted(pairs, key=lambda pair: -pair[0]), key=lambda pair: pair[0]):
        rights = [right for _, right in group]
        shown += len(rights)
        wrong += rights.count(False)
        points.append(Point(confidence, shown / asked, wrong / shown))
    return tuple(points)


def area_under_risk_coverage(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """AURC = (1/n) * sum over the n answers, most confident first, of the risk of showing that many, in [0, 1].

    Answers of equal confidence all count the risk of showing the whole group. None without pairs. Lower is better;
    the value for a confidence that says nothing is about the share of wrong answers.
    """
    if not pairs:
        return None
    covered, area = 0.0, 0.0
    for point in risk_coverage(pairs):
        area += (point.coverage - covered) * point.risk
        covered = point.coverage
    return min(1.0, area)
