"""Measure Footnote beside the plain way of doing the same: `python -m benchmarks.speed`.

Every figure of Footnote is followed at once by the same of `benchmarks.plain`; results are kept as JSON with the
machine's facts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.command import command
from benchmarks.machine import Machine, busy, load
from benchmarks.measuring import Plan, Tick, measure
from benchmarks.tables import insert, table
from rag.errors import BadSetting
from rag.settings import DEFAULT_EMBEDDING, Settings
from ui.progress import bar, say

OUT = Path("benchmarks") / "results" / "speed.json"
FORMAT = 1


@command("benchmarks.speed")
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 measured, 2 it could not be."""
    options = _parser().parse_args(arguments)
    plan = Plan(options.runs, options.articles, options.questions, tuple(options.depths), options.seed, options.threads)
    with bar("Measuring") as tick:
        results = measured(plan, Settings.from_environment(), tick)
    text = table(results)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.docs:
        insert(options.docs, text)
    print(text, end="")
    say(f"Every value -> {options.out}")
    return 0


def measured(plan: Plan, settings: Settings, tick: Tick) -> dict[str, object]:
    """Carry a plan out and return what is kept of it.

    Raises `BadSetting` if the settings name another embedding model than the plain way uses; see also `measure`.
    """
    if settings.embedding != DEFAULT_EMBEDDING:
        raise BadSetting(f"FOOTNOTE_EMBEDDING is {settings.embedding!r}; unset it: both sides embed with one model.")
    machine, before = Machine.this(), load()
    crowded = busy(before, plan.threads, machine.cores)
    if crowded:
        say(
            f"The load is {before} on {machine.cores} cores: others are at work, and the times will not count for much."
        )
    with tempfile.TemporaryDirectory(prefix="footnote-speed-") as folder:
        found = measure(plan, Path(folder), settings.depth, tick)
    return {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": asdict(machine),
        "load": {"before": before, "after": load(), "busy": crowded},
        "settings": settings.as_text(),
        "plan": asdict(plan),
        "notes": found.notes,
        "measures": {comparison.measure.key: comparison.as_json() for comparison in found.comparisons},
        "depth": [point.as_json() for point in found.curve],
    }


def _parser() -> argparse.ArgumentParser:
    plan = Plan()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=_count, default=plan.runs, help="pairs to take of everything [%(default)s]")
    parser.add_argument("--articles", type=_count, default=plan.articles, help="articles to index [%(default)s]")
    parser.add_argument("--questions", type=_number, default=plan.questions, help="questions to ask, 0 for all")
    parser.add_argument("--depths", type=_count, nargs="*", default=plan.depths, help="depths to read at [1 2 4 8]")
    parser.add_argument("--seed", type=_number, default=plan.seed, help="of the articles' sentences [%(default)s]")
    parser.add_argument("--threads", type=_number, default=plan.threads, help="of either side, 0: its own default [1]")
    parser.add_argument("--out", type=Path, default=OUT, help="file for every value [%(default)s]")
    parser.add_argument("--docs", type=Path, help="page to put the table into, between its markers")
    return parser


def _number(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{value} is below 0")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is below 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
