"""`footnote eval`: how often it is right, on a gold set."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.settings import Settings
from ui.commands.options import Corpus, Index
from ui.progress import bar, say

if TYPE_CHECKING:
    from eval.metrics.alce import Supports

_JUNIT = "give another file with --junit"

FailUnder = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-under", metavar="METRIC=VALUE", help="Exit with 1 if a metric misses its bound. May be repeated."
    ),
]


def run(  # noqa: PLR0913, PLR0917 - one argument an option
    gold: Annotated[
        Path, typer.Argument(help="Gold set: JSON Lines, SQuAD JSON, or a folder of NAME.md + NAME.jsonl.")
    ],
    corpus: Corpus = None,
    index: Index = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for report.html, report.json and the rest.")] = None,
    per_article: Annotated[
        bool, typer.Option("--per-article", help="Ask each question of its own article alone.")
    ] = False,
    fail_under: FailUnder = None,
    gates_file: Annotated[
        Path | None, typer.Option("--gates", help="TOML file of such bounds, a table for each gold set.")
    ] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", help="File for the bounds as JUnit XML.")] = None,
    judge: Annotated[
        str | None,
        typer.Option("--judge", help="Chat model that judges citations, as in FOOTNOTE_MODEL.", show_default="words"),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Questions asked at a time.", show_default="all cores")
    ] = os.cpu_count() or 1,
) -> None:
    """Ask every question of a gold set and print what came of it: answers, abstention, citations, speed."""
    from eval.asking import ask, for_workers
    from eval.files import probe, write_text
    from eval.gates import check, parse_gate
    from eval.gold import read_gold
    from eval.junit import junit
    from eval.page import page
    from eval.report import summarise, table, write
    from eval.summary import markdown
    from eval.thresholds import read_gates
    from rag.assembly import open_engine

    gates = [parse_gate(text) for text in fail_under or ()]
    questions = read_gold(gold)
    gates += read_gates(gates_file, questions.name) if gates_file else []
    if out:
        probe(out / "report.json")
    if junit_file:
        probe(junit_file, _JUNIT)
    settings = Settings.from_environment(index=index)
    engine = open_engine(for_workers(settings, workers), say)
    supports = _judge(judge, settings) if judge else None
    with bar("Asking") as progress:
        asked = None if per_article else corpus or ()
        done = ask(questions, engine, asked, judge=supports, on_progress=progress, workers=workers)
    report = write(done, out) if out else summarise(done)
    print(table(report), end="")
    if out:
        write_text(page(done, report), out / "report.html")
        write_text(markdown(done, report), out / "summary.md")
        say(f"Details -> {out}")
    if junit_file:
        write_text(junit(report, gates), junit_file, _JUNIT)
    failures = check(report, gates)
    for failure in failures:
        print(failure, file=sys.stderr)
    if failures:
        raise typer.Exit(1)


def _judge(name: str, settings: Settings) -> Supports:
    from rag.assembly import open_judge

    judge = open_judge(replace(settings, model=name))
    return lambda citations, statement: judge.follows([citation.quote for citation in citations], statement)
