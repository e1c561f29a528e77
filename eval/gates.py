"""Bounds that a run must keep, for `footnote eval --fail-under METRIC=VALUE`.

The metrics are those of `eval.measures.MEASURES`, shares written as 0.9, not 90. One where lower is better
fails when it is above its bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from eval.measures import BY_NAME, MEASURES, Measure
from eval.report import Report
from rag.errors import BadInput


@dataclass(frozen=True, slots=True)
class Gate:
    """A measure and the bound it must keep: a floor, or a ceiling where lower is better."""

    measure: Measure
    bound: float


def parse_gate(text: str) -> Gate:
    """Read "METRIC=VALUE".

    Raises:
        BadInput: it is not of that shape, the metric is unknown (the message lists all), the value is no number or,
            for a share, not within 0 to 1.
    """
    name, equals, raw = text.partition("=")
    name = name.strip()
    if not equals:
        raise BadInput(f'"{text}" is no bound; write METRIC=VALUE, such as containment=0.9.')
    if name not in BY_NAME:
        names = ", ".join(one.name for one in MEASURES)
        raise BadInput(f'there is no metric "{name}"; the metrics are {names}.')
    found = BY_NAME[name]
    try:
        bound = float(raw)
    except ValueError:
        bound = math.nan
    if not math.isfinite(bound):
        raise BadInput(f'"{raw.strip()}" in "{text}" is no number; write METRIC=VALUE, such as {name}=0.9.')
    if found.unit == "share" and not 0 <= bound <= 1:
        raise BadInput(f'"{text}" is out of range: {name} is a share; give a value from 0 to 1.')
    return Gate(found, bound)


def check(report: Report, gates: Iterable[Gate]) -> list[str]:
    """One line for each gate that the report does not pass; a metric without a value passes none."""
    return [line for gate in gates if (line := _failure(report, gate))]


def _failure(report: Report, gate: Gate) -> str | None:
    name = gate.measure.name
    value = report.values[name].value
    if value is None:
        return f"{name} has no value: the run has no items that it counts."
    if gate.measure.lower_is_better and value > gate.bound:
        return f"{name} is {value:.4g}, above {gate.bound:g}."
    if not gate.measure.lower_is_better and value < gate.bound:
        return f"{name} is {value:.4g}, below {gate.bound:g}."
    return None
