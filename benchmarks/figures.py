"""Figures of both sides, pair by pair, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured: its key in the results, what it says to a reader, its unit, which direction is good."""

    key: str
    what: str
    unit: str
    higher_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure of both sides; the values at one position were taken one right after the other."""

    measure: Measure
    footnote: tuple[float, ...]
    plain: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """How many times better Footnote is, pair by pair: above 1 it is better, below 1 worse."""
        pairs = zip(self.footnote, self.plain, strict=True)
        if self.measure.higher_is_better:
            return tuple(footnote / plain for footnote, plain in pairs)
        return tuple(plain / footnote for footnote, plain in pairs)

    def as_json(self) -> dict[str, object]:
        """Return every value with the medians and the ratios."""
        return {
            "what": self.measure.what,
            "unit": self.measure.unit,
            "better": "higher" if self.measure.higher_is_better else "lower",
            "footnote": _values(self.footnote),
            "plain": _values(self.plain),
            "times_better": _values(self.ratios),
        }


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the depth curve: the median time of an answer, one value a run, in milliseconds."""

    depth: int
    milliseconds: tuple[float, ...]

    def as_json(self) -> dict[str, object]:
        """Return every value with the median."""
        return {"depth": self.depth, **_values(self.milliseconds)}


def _values(values: Sequence[float]) -> dict[str, object]:
    return {"median": significant(median(values)), "values": [significant(value) for value in values]}


def significant(value: float) -> float:
    """Return a value to four significant digits: no run is more precise than that."""
    return float(f"{value:.4g}")
