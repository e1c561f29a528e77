"""One setting changed at a time, each over the same gold set, held against the settings as they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval import tables
from eval.asking import configuration
from eval.comparing import Difference, compare
from eval.keeping import KeptAnswers
from eval.measures import BY_NAME
from eval.report import Report, plain_value, write
from eval.running import Run
from eval.tables import NOTHING, Column, aligned, interval, number
from rag.assembly import Engine, Shape
from rag.errors import BadInput
from rag.settings import Settings

AXES = ("retrieval", "chunks", "depth", "caution")
MEASURES = ("right", "containment", "f1", "false_refusal_rate", "refused_unanswerable", "recall@4", "latency_p50_ms")

_RETRIEVAL = {"dense": (True, False), "lexical": (False, True), "hybrid": (True, True)}
_CHUNKS = (45, 90, 180)
_DEPTHS = (1, 2, 4, 8)
_CAUTIONS = (0.0, 0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to answer: `axis` names what differs from the settings as they stand, `value` how."""

    axis: str
    value: str
    settings: Settings
    shape: Shape

    @property
    def folder(self) -> str:
        """A name for its folder that any file system takes."""
        return re.sub(r"[^\w.]+", "-", f"{self.axis}-{self.value}").strip("-.")


@dataclass(frozen=True, slots=True)
class Row:
    """What a variant came to; `against` is its share of right answers less that of the settings as they stand."""

    variant: Variant
    report: Report
    against: Difference | None


Ask = Callable[[Engine, KeptAnswers], Run]
Open = Callable[[Variant], Engine]


def variants(
    settings: Settings, axes: Sequence[str] = AXES, readers: Sequence[str] = (), models: Sequence[str] = ()
) -> tuple[Variant, ...]:
    """The settings as they stand, then each change of the axes wanted, of the readers and of the chat models.

    What would be the settings as they stand once more is left out.

    Raises:
        BadInput: an axis is not one of `AXES`.
    """
    unknown = [axis for axis in axes if axis not in AXES]
    if unknown:
        raise BadInput(f'"{unknown[0]}" cannot be varied; give one of {", ".join(AXES)}.')
    plain = Variant("as set", "", settings, Shape())
    changed = [
        *(
            Variant("retrieval", name, settings, replace(Shape(), dense=d, lexical=w))
            for name, (d, w) in _RETRIEVAL.items()
        ),
        *(Variant("chunks", f"{words} words", settings, replace(Shape(), words=words)) for words in _CHUNKS),
        *(Variant("depth", str(depth), replace(settings, depth=depth), Shape()) for depth in _DEPTHS),
        *(Variant("caution", f"{caution:g}", replace(settings, caution=caution), Shape()) for caution in _CAUTIONS),
    ]
    wanted = [one for one in changed if one.axis in axes and (one.settings, one.shape) != (settings, Shape())]
    wanted += [Variant("reader", name, replace(settings, reader=name), Shape()) for name in readers]
    wanted += [Variant("model", name, replace(settings, model=name), Shape()) for name in models]
    return (plain, *wanted)


def ablate(
    wanted: Iterable[Variant], open_engine: Open, ask: Ask, out: Path, conditions: Mapping[str, str]
) -> Iterator[Row]:
    """Ask every variant and yield its row once it is done; the first is what the others are held against.

    Each variant's run is written to a folder of its own in `out`, with its answers kept as they come: asked again under
    the same `conditions`, only what is missing is asked.

    Raises:
        BadInput: a folder cannot be written to; see also `run`.
    """
    first: Path | None = None
    for variant in wanted:
        engine = open_engine(variant)
        folder = out / variant.folder
        with KeptAnswers(folder / "kept.jsonl", {**conditions, **configuration(engine)}) as kept:
            done = ask(engine, kept)
        report = write(done, folder)
        yield Row(variant, report, _right(first, folder) if first else None)
        first = first or folder


def table(rows: Sequence[Row]) -> str:
    """The rows as plain text for a terminal."""
    return aligned(_columns(), [_cells(row) for row in rows]) + "\n"


def markdown(rows: Sequence[Row], gold: str) -> str:
    """The rows as a Markdown table."""
    return f"### {gold}: one setting changed at a time\n\n{tables.markdown(_columns(), map(_cells, rows))}\n"


def plain(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows as plain values, for programs."""
    return [
        {
            "axis": row.variant.axis,
            "value": row.variant.value,
            "folder": row.variant.folder,
            "config": dict(row.report.metadata.config),
            "metrics": {name: plain_value(row.report.values[name]) for name in MEASURES},
            "right_difference": row.against.difference if row.against else None,
            "right_interval": [bounds.low, bounds.high] if bounds else None,
            "p": row.against.p if row.against else None,
        }
        for row in rows
        for bounds in [row.against.interval if row.against else None]
    ]


def _right(first: Path, folder: Path) -> Difference | None:
    return next((one for one in compare(first, folder).differences if one.name == "right"), None)


def _columns() -> tuple[Column, ...]:
    measures = (name.replace("_", " ").replace(" rate", "").replace(" ms", "") for name in MEASURES)
    return (Column("what"), *(Column(heading, right=True) for heading in (*measures, "right +/-", "95%", "p")))


def _cells(row: Row) -> tuple[str, ...]:
    values = [number(row.report.values[name].value, BY_NAME[name].unit) for name in MEASURES]
    name = f"{row.variant.axis} {row.variant.value}".strip()
    against = row.against
    if against is None:
        return (name, *values, NOTHING, "", "")
    difference = number(against.difference, "share", signed=True)
    p = NOTHING if against.p is None else f"{against.p:.2g}"
    return (name, *values, difference, interval(against.interval, "share", signed=True), p)
