"""The page of results for what ships: `python -m benchmarks.results` asks every gold set and writes docs/results.md.

The runs are kept in build/results, as `footnote compare` reads them; the plots beside the page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.command import command
from eval.asking import ask, for_workers
from eval.causes import count_causes
from eval.files import write_text
from eval.gold import read_gold
from eval.measures import BY_NAME, MEASURES, Value
from eval.page import page
from eval.plots import recall_plot, reliability_plot, risk_coverage_plot, standing_alone
from eval.report import TYPE_MEASURES, Report, write
from eval.running import Run
from eval.tables import Column, interval, markdown, number
from rag.assembly import Engine, open_engine
from rag.errors import BadSetting
from rag.settings import Settings
from ui.progress import bar, say

PAGE = Path("docs") / "results.md"
RUNS = Path("build") / "results"


@dataclass(frozen=True, slots=True)
class Entry:
    """A gold set, what the page calls it, and the corpus it is asked of: None for its own articles."""

    key: str
    name: str
    gold: Path
    corpus: Path | None = None

    @property
    def command(self) -> str:
        """The command that gives the same numbers."""
        return f"footnote eval {self.gold} " + (f"--corpus {self.corpus}" if self.corpus else "--per-article")


ENTRIES = (
    Entry("article", "the corpus article", Path("eval/gold/article.jsonl"), Path("corpus")),
    Entry("news", "32 news reports", Path("eval/gold/news")),
    Entry("follow-ups", "104 conversations", Path("eval/gold/follow-ups")),
)


def written(reports: Mapping[str, tuple[Entry, Run, Report]]) -> str:
    """The page."""
    first = next(iter(reports.values()))[2].metadata
    packages = ", ".join(f"{name} {value}" for name, value in first.versions.items() if name != "platform")
    config = ", ".join(f"{name} {value}" for name, value in first.config.items())
    parts = [
        "# Results",
        "What the shipped default reaches on the project's gold sets: no LLM, no network, nothing trained or tuned on "
        "them. Made by `python -m benchmarks.results`; each column again by its command. Ranges are 95% intervals: "
        "Wilson's within one article, a bootstrap over whole articles where there are several.",
        "\n".join(f"    {entry.command}" for entry, _, _ in reports.values()),
        f"{first.created[:10]}; {config}; {packages}.",
        "## All numbers",
        _numbers([(entry, report) for entry, _, report in reports.values()]),
        "## What went wrong",
        _causes([(entry, run) for entry, run, _ in reports.values()]),
        *(part for entry, _, report in reports.values() for part in _types(entry, report)),
        "## Confidence and retrieval",
        *(_pictures(entry, report) for entry, _, report in reports.values()),
    ]
    return "\n\n".join(parts) + "\n"


def pictures(entry: Entry, report: Report) -> dict[str, str]:
    """The plots by their file's name."""
    plots = {"risk": risk_coverage_plot(report.curve), "reliability": reliability_plot(report.reliability)}
    if report.recall:
        plots["recall"] = recall_plot(report.recall)
    return {f"{entry.key}-{name}.svg": standing_alone(plot) for name, plot in plots.items()}


def _numbers(reports: Sequence[tuple[Entry, Report]]) -> str:
    sizes = (_sized(entry, report) for entry, report in reports)
    rows = [
        (f"`{one.name}`", *(_cell(report.values[one.name], one.name) for _, report in reports), one.meaning)
        for one in MEASURES
    ]
    return markdown((*_columns("metric", *sizes), Column("what it counts")), rows)


def _causes(runs: Sequence[tuple[Entry, Run]]) -> str:
    counted = [count_causes(run.scores) for _, run in runs]
    rows = [(name, *(str(counts[name]) for counts in counted)) for name in counted[0]]
    return markdown(_columns("outcome", *(entry.name for entry, _ in runs)), rows)


def _types(entry: Entry, report: Report) -> list[str]:
    names = (name.replace("_", " ").removesuffix(" rate") for name in TYPE_MEASURES)
    rows = [
        (
            row.type.replace("_", " "),
            str(row.items),
            *(number(row.values[name].value, BY_NAME[name].unit) for name in TYPE_MEASURES),
        )
        for row in report.types
    ]
    return [f"## By type of question: {entry.name}", markdown(_columns("type", "n", *names), rows)]


def _columns(first: str, *others: str) -> tuple[Column, ...]:
    return (Column(first), *(Column(heading, right=True) for heading in others))


def _pictures(entry: Entry, report: Report) -> str:
    shown = " ".join(f'<img src="results/{name}" alt="" width="300">' for name in pictures(entry, report))
    told = "wrong answers over questions answered; right answers over confidence; evidence found over chunks"
    return f"{entry.name[0].upper()}{entry.name[1:]}: {told}.\n\n{shown}"


def _sized(entry: Entry, report: Report) -> str:
    return f"{entry.name} ({report.items} questions, {report.answerable} answerable)"


def _cell(value: Value, name: str) -> str:
    unit = BY_NAME[name].unit
    bounds = interval(value.interval, unit)
    return number(value.value, unit) + (f" ({bounds})" if bounds else "")


def _asked(entry: Entry, engine: Engine, workers: int) -> tuple[Run, Report]:
    gold = read_gold(entry.gold)
    with bar(entry.name) as progress:
        corpus = None if entry.corpus is None else [entry.corpus]
        done = ask(gold, engine, corpus, on_progress=progress, workers=workers)
    report = write(done, RUNS / entry.key)
    write_text(page(done, report), RUNS / entry.key / "report.html")
    return done, report


@command("benchmarks.results")
def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and write page and plots; return the exit code: 0 written, 2 it could not be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--workers", type=int, default=1, help="questions asked at a time: 1, so that times are true")
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args(arguments)
    settings = Settings.from_environment()
    if replace(settings, index=Settings().index, cache=Settings().cache, threads=0) != Settings():
        raise BadSetting("the page is of the shipped default; unset the variables FOOTNOTE_*.")
    engine = open_engine(for_workers(settings, options.workers))
    reports = {entry.key: (entry, *_asked(entry, engine, options.workers)) for entry in ENTRIES}
    for entry, _, report in reports.values():
        for name, drawn in pictures(entry, report).items():
            write_text(drawn, options.out.parent / "results" / name)
    write_text(written(reports), options.out)
    say(f"{options.out}; the runs -> {RUNS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
