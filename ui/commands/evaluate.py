"""`footnote eval`: how often it is right, on a gold set."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import BadInput
from rag.settings import Settings
from rag.types import Asker, Document
from ui.commands.options import Corpus, Index
from ui.progress import Progress, bar, say

if TYPE_CHECKING:
    from eval.items import GoldArticle, GoldSet
    from eval.running import Run

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
    junit_file: Annotated[Path | None, typer.Option("--junit", help="File for the bounds as JUnit XML.")] = None,
) -> None:
    """Ask every question of a gold set and print what came of it: answers, abstention, citations, speed."""
    from eval.files import write_text
    from eval.gates import check, parse_gate
    from eval.gold import read_gold
    from eval.junit import junit
    from eval.page import page
    from eval.report import summarise, table, write
    from eval.summary import markdown

    gates = [parse_gate(text) for text in fail_under or ()]
    questions = read_gold(gold)
    settings = Settings.from_environment(index=index)
    with bar("Asking") as progress:
        done = (
            _per_article(questions, settings, progress)
            if per_article
            else _run(questions, settings, corpus or (), progress)
        )
    report = write(done, out) if out else summarise(done)
    print(table(report), end="")
    if out:
        write_text(page(done, report), out / "report.html")
        write_text(markdown(done, report), out / "summary.md")
        say(f"Details -> {out}")
    if junit_file:
        write_text(junit(report, gates), junit_file)
    failures = check(report, gates)
    for failure in failures:
        print(failure, file=sys.stderr)
    if failures:
        raise typer.Exit(1)


def _run(gold: GoldSet, settings: Settings, corpus: Sequence[Path], progress: Progress) -> Run:
    from eval.running import run as run_all
    from rag.assembly import open_chain

    if gold.articles and not corpus:
        raise BadInput(f"{gold.name} brings its own articles; add --per-article to ask each question of its own.")
    chain = open_chain(settings, corpus, say)
    return run_all(gold, chain, chain.library.documents, on_progress=progress, config=settings.as_text())


def _per_article(gold: GoldSet, settings: Settings, progress: Progress) -> Run:
    from eval.running import run_per_article
    from rag.assembly import build_chain, build_index, open_encoder, open_reader
    from rag.documents import load, read

    embeddings = open_encoder(settings, say)
    reader = open_reader(embeddings, settings)

    def prepare(article: GoldArticle) -> tuple[Asker, Sequence[Document]]:
        if article.path is not None:
            document = load(article.path, id=article.id)
        else:
            document = read((article.text or "").encode(), name=article.id, suffix=".txt")
        index = build_index([document], embeddings)
        return build_chain(index, embeddings, settings, reader), index.documents

    return run_per_article(gold, prepare, on_progress=progress, config=settings.as_text())
