"""Tables: plain text for a terminal, and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.measures import Unit
from eval.metrics.intervals import Interval

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and the side its cells keep to."""

    heading: str
    right: bool = False


def aligned(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Lay out rows of cells under their headings, two spaces apart."""
    lines = [[column.heading for column in columns], *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    return "\n".join(_line(columns, widths, line) for line in lines)


def markdown(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """Lay out rows of cells under their headings as a Markdown table, without a line break at its end."""
    lines = [[column.heading for column in columns], ["---:" if column.right else "---" for column in columns], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None, unit: Unit, *, signed: bool = False) -> str:
    """A value as a reader expects it: shares in per cent, times in milliseconds, counts whole; "-" for none."""
    if value is None:
        return NOTHING
    sign = "+" if signed else ""
    if unit == "share":
        return f"{100 * value:{sign}.1f}%"
    return f"{value:{sign}.1f} ms" if unit == "milliseconds" else f"{value:{sign}.0f}"


def interval(bounds: Interval | None, unit: Unit, *, signed: bool = False) -> str:
    """The two ends of an interval, in the unit of their value; "" for none."""
    if bounds is None:
        return ""
    sign = "+" if signed else ""
    scale = 100 if unit == "share" else 1
    return f"{scale * bounds.low:{sign}.1f} to {scale * bounds.high:{sign}.1f}"


def _line(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str]) -> str:
    placed = (
        cell.rjust(width) if column.right else cell.ljust(width)
        for column, width, cell in zip(columns, widths, cells, strict=True)
    )
    return "  ".join(placed).rstrip()
