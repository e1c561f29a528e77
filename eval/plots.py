"""Plots as inline SVG: pure functions from points to text, drawn in the page's own colours."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.calibration import Bin
from eval.metrics.risk_coverage import Point

_WIDTH, _HEIGHT, _EDGE = 360, 220, 40
# What the page's own style gives a plot, for one that stands in a file of its own
_STYLE = (
    "svg{background:#fff}text{font:11px sans-serif;fill:#66645f}.axis,.guide,.line{fill:none;stroke:#66645f}"
    ".guide{stroke-dasharray:4}.line{stroke:#2456a6;stroke-width:2}.dot,.bar{fill:#2456a6}"
)


def standing_alone(plot: str) -> str:
    """A plot as an SVG file: with its name space and its own colours, on white."""
    head, tail = plot.split(">", 1)
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{_STYLE}</style>{tail}\n'


def risk_coverage_plot(curve: Sequence[Point]) -> str:
    """Draw the share of wrong answers over the share of questions answered."""
    line = " ".join(f"{_x(point.coverage):.1f},{_y(point.risk):.1f}" for point in curve)
    return _frame("Risk and coverage", "questions answered", "wrong", f'<polyline class="line" points="{line}"/>')


def reliability_plot(bins: Sequence[Bin]) -> str:
    """Draw the share of right answers over confidence; the diagonal is where the two agree."""
    filled = [one for one in bins if one.count and one.confidence is not None and one.right is not None]
    most = max((one.count for one in filled), default=1)
    dots = "".join(
        f'<circle class="dot" cx="{_x(one.confidence):.1f}" cy="{_y(one.right):.1f}" '
        f'r="{3 + 5 * (one.count / most) ** 0.5:.1f}"><title>{one.count} answers</title></circle>'
        for one in filled
        if one.confidence is not None and one.right is not None
    )
    diagonal = f'<line class="guide" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    return _frame("Reliability", "confidence", "right", diagonal + dots)


def recall_plot(curve: Sequence[float]) -> str:
    """Draw the share of gold quotes among the first k chunks found over k, counted from 1."""
    places = [(_x(rank / len(curve)), _y(recall)) for rank, recall in enumerate(curve, 1)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>recall@{rank} {recall:.1%}</title></circle>'
        for (rank, recall), (x, y) in zip(enumerate(curve, 1), places, strict=True)
    )
    drawn = f'<polyline class="line" points="{line}"/>{dots}'
    return _frame("Recall", "chunks found", "evidence among them", drawn, right=str(len(curve)))


def latency_plot(times: Sequence[float], *, bars: int = 20) -> str:
    """Draw how many answers took how long; the last bar holds all that are slower than its left end."""
    ordered = sorted(times)
    longest = ordered[int(0.99 * (len(ordered) - 1))] if ordered else 0.0
    width = longest / bars or 1.0
    counts = [0] * bars
    for time in ordered:
        counts[min(bars - 1, int(time / width))] += 1
    most = max(counts) or 1
    drawn = "".join(
        f'<rect class="bar" x="{_x(place / bars) + 1:.1f}" y="{_y(count / most):.1f}" '
        f'width="{(_x(1) - _x(0)) / bars - 2:.1f}" height="{_y(0) - _y(count / most):.1f}"/>'
        for place, count in enumerate(counts)
    )
    return _frame("Latency", "milliseconds", "answers", drawn, right=f"{longest:.0f}", top=str(most))


def _frame(title: str, across: str, up: str, inside: str, *, right: str = "100%", top: str = "100%") -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}: {up} over {across}">'
        f'<path class="axis" d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}"/>{inside}'
        f'<text x="{_x(0) - 4}" y="{_y(1) + 4}" text-anchor="end">{top}</text>'
        f'<text x="{_x(0) - 4}" y="{_y(0) + 4}" text-anchor="end">0</text>'
        f'<text x="{_x(1)}" y="{_y(0) + 14}" text-anchor="end">{right}</text>'
        f'<text x="{_x(0.5)}" y="{_y(0) + 28}" text-anchor="middle">{across}</text>'
        f'<text x="{_x(0) + 4}" y="{_y(1) - 8}">{up}</text></svg>'
    )


def _x(share: float) -> float:
    return _EDGE + share * (_WIDTH - _EDGE - 12)


def _y(share: float) -> float:
    return _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE + 12)
