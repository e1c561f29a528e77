"""The page of results for what ships: `python -m benchmarks.results` asks every gold set and writes docs/results.md.

The runs are kept in build/results, as `footnote compare` reads them; the plots beside the page.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.asking import ask_articles, ask_corpus
from eval.causes import count_causes
from eval.files import write_text
from eval.gold import read_gold
from eval.measures import BY_NAME, MEASURES, Value
from eval.page import page
from eval.plots import recall_plot, reliability_plot, risk_coverage_plot, standing_alone
from eval.report import Report, write
from eval.running import Run
from eval.tables import interval, number
from rag.assembly import Engine, open_engine
from rag.errors import BadSetting
from rag.settings import Settings
from ui.progress import bar, say

PAGE = Path("docs") / "results.md"
RUNS = Path("build") / "results"
TYPE_COLUMNS = ("right", "containment", "exact_match", "f1", "false_refusal_rate", "refused_unanswerable")


@dataclass(frozen=True, slots=True)
class Subject:
    """A gold set, what the page calls it, and the corpus it is asked of: None for its own articles."""

    key: str
    name: str
    gold: Path
    corpus: Path | None = None

    @property
    def command(self) -> str:
        """The command that gives the same numbers."""
        return f"footnote eval {self.gold} " + (f"--corpus {self.corpus}" if self.corpus else "--per-article")


SUBJECTS = (
    Subject("article", "the corpus article", Path("eval/gold/article.jsonl"), Path("corpus")),
    Subject("news", "32 news reports", Path("eval/gold/news")),
    Subject("follow-ups", "104 conversations", Path("eval/gold/follow-ups")),
)


def written(reports: Mapping[str, tuple[Subject, Run, Report]]) -> str:
    """The page."""
    first = next(iter(reports.values()))[2].metadata
    packages = ", ".join(f"{name} {value}" for name, value in first.versions.items() if name != "platform")
    config = ", ".join(f"{name} {value}" for name, value in first.config.items())
    parts = [
        "# Results",
        "What the shipped default reaches on the project's gold sets: no LLM, no network, nothing trained or tuned on "
        "them. Made by `python -m benchmarks.results`; each column again by its command. Ranges are 95% intervals: "
        "Wilson's within one article, a bootstrap over whole articles where there are several.",
        "\n".join(f"    {subject.command}" for subject, _, _ in reports.values()),
        f"{first.created[:10]}; {config}; {packages}.",
        "## All numbers",
        _numbers([(subject, report) for subject, _, report in reports.values()]),
        "## What went wrong",
        _causes([(subject, run) for subject, run, _ in reports.values()]),
        *(part for subject, _, report in reports.values() for part in _types(subject, report)),
        "## Confidence and retrieval",
        *(_pictures(subject, report) for subject, _, report in reports.values()),
    ]
    return "\n\n".join(parts) + "\n"


def pictures(subject: Subject, report: Report) -> dict[str, str]:
    """The plots by their file's name."""
    plots = {"risk": risk_coverage_plot(report.curve), "reliability": reliability_plot(report.reliability)}
    if report.recall:
        plots["recall"] = recall_plot(report.recall)
    return {f"{subject.key}-{name}.svg": standing_alone(plot) for name, plot in plots.items()}


def _numbers(reports: Sequence[tuple[Subject, Report]]) -> str:
    lines = [_row(["metric", *(_sized(subject, report) for subject, report in reports), "what it counts"])]
    lines.append(_row(["---", *["---:" for _ in reports], "---"]))
    for one in MEASURES:
        cells = [_cell(report.values[one.name], one.name) for _, report in reports]
        lines.append(_row([f"`{one.name}`", *cells, one.meaning]))
    return "\n".join(lines)


def _causes(runs: Sequence[tuple[Subject, Run]]) -> str:
    counted = [count_causes(run.scores) for _, run in runs]
    lines = [_row(["outcome", *(subject.name for subject, _ in runs)]), _row(["---", *["---:" for _ in runs]])]
    lines += [_row([name, *(str(counts[name]) for counts in counted)]) for name in counted[0]]
    return "\n".join(lines)


def _types(subject: Subject, report: Report) -> list[str]:
    lines = [_row(["type", "n", *(name.replace("_", " ").removesuffix(" rate") for name in TYPE_COLUMNS)])]
    lines.append(_row(["---", *["---:" for _ in range(len(TYPE_COLUMNS) + 1)]]))
    for row in report.types:
        shares = [number(row.values[name].value, BY_NAME[name].unit) for name in TYPE_COLUMNS]
        lines.append(_row([row.type.replace("_", " "), str(row.items), *shares]))
    return [f"## By type of question: {subject.name}", "\n".join(lines)]


def _pictures(subject: Subject, report: Report) -> str:
    shown = " ".join(f'<img src="results/{name}" alt="" width="300">' for name in pictures(subject, report))
    told = "wrong answers over questions answered; right answers over confidence; evidence found over chunks"
    return f"{subject.name[0].upper()}{subject.name[1:]}: {told}.\n\n{shown}"


def _sized(subject: Subject, report: Report) -> str:
    return f"{subject.name} ({report.items} questions, {report.answerable} answerable)"


def _cell(value: Value, name: str) -> str:
    unit = BY_NAME[name].unit
    bounds = interval(value.interval, unit)
    return number(value.value, unit) + (f" ({bounds})" if bounds else "")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _asked(subject: Subject, engine: Engine, workers: int) -> tuple[Run, Report]:
    gold = read_gold(subject.gold)
    with bar(subject.name) as progress:
        if subject.corpus:
            done = ask_corpus(gold, engine, [subject.corpus], on_progress=progress, workers=workers)
        else:
            done = ask_articles(gold, engine, on_progress=progress, workers=workers)
    report = write(done, RUNS / subject.key)
    write_text(page(done, report), RUNS / subject.key / "report.html")
    return done, report


def main() -> None:
    """Ask, and write page and plots."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--workers", type=int, default=1, help="questions asked at a time: 1, so that times are true")
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    settings = Settings.from_environment()
    if replace(settings, index=Settings().index, cache=Settings().cache, threads=0) != Settings():
        raise BadSetting("the page is of the shipped default; unset the variables FOOTNOTE_*.")
    engine = open_engine(replace(settings, threads=1) if options.workers > 1 else settings)
    reports = {subject.key: (subject, *_asked(subject, engine, options.workers)) for subject in SUBJECTS}
    for subject, _, report in reports.values():
        for name, drawn in pictures(subject, report).items():
            write_text(drawn, options.out.parent / "results" / name)
    write_text(written(reports), options.out)
    say(f"{options.out}; the runs -> {RUNS}")


if __name__ == "__main__":
    main()
