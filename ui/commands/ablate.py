"""`footnote ablate`: what each setting is worth, on a gold set."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import BadInput
from rag.settings import Settings
from ui.commands.options import Corpus
from ui.progress import bar, say

if TYPE_CHECKING:
    from eval.ablation import Row


def run(  # noqa: PLR0913, PLR0917 - one argument an option
    gold: Annotated[Path, typer.Argument(help="Gold set, as `footnote eval` reads it.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the table, the plot and a run for each variant.")],
    corpus: Corpus = None,
    per_article: Annotated[
        bool, typer.Option("--per-article", help="Ask each question of its own article alone.")
    ] = False,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            help="What to vary: retrieval, chunks, depth or caution. May be repeated.",
            show_default="all four",
        ),
    ] = None,
    readers: Annotated[
        list[str] | None, typer.Option("--reader", help="A further reader, as in FOOTNOTE_READER. May be repeated.")
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option("--model", help="A chat model that writes, as in FOOTNOTE_MODEL. May be repeated."),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Questions asked at a time.", show_default="all cores")
    ] = os.cpu_count() or 1,
) -> None:
    """Change one setting at a time, ask the whole gold set each time, and print what each is worth.

    Broken off and started again with the same --out, it goes on where it was.
    """
    from eval.ablation import AXES, Variant, ablate, markdown, plain, table, variants
    from eval.asking import ask, for_workers
    from eval.files import write_json, write_text
    from eval.gold import read_gold
    from eval.keeping import KeptAnswers
    from eval.running import Run
    from rag.assembly import Engine, open_encoder, open_engine

    if not (corpus or per_article):
        raise BadInput("footnote ablate chunks the articles anew; name them with --corpus, or add --per-article.")
    settings = for_workers(Settings.from_environment(), workers)
    wanted = variants(settings, vary or (AXES if not (readers or models) else ()), readers or (), models or ())
    questions = read_gold(gold)
    encoder = open_encoder(settings, say)

    def opened(variant: Variant) -> Engine:
        return open_engine(variant.settings, say, encoder, variant.shape)

    def asked(engine: Engine, kept: KeptAnswers) -> Run:
        with bar("Asking") as progress:
            articles = None if per_article else corpus or ()
            return ask(questions, engine, articles, kept=kept, on_progress=progress, workers=workers)

    conditions = {"gold": questions.sha256, "corpus": _digest(corpus or ()), "per article": str(per_article)}
    rows: list[Row] = []
    for row in ablate(wanted, opened, asked, out, conditions):
        rows.append(row)
        say(f"{len(rows)} of {len(wanted)}: {row.variant.axis} {row.variant.value}".rstrip())
    print(table(rows), end="")
    write_json(plain(rows), out / "ablation.json")
    write_text(markdown(rows, questions.name), out / "ablation.md")
    _draw(rows, out / "ablation.svg", questions.name)
    say(f"Details -> {out}; `footnote compare` tells any two of its folders apart.")


def _digest(corpus: Sequence[Path]) -> str:
    from rag.documents import load_corpus

    digest = hashlib.sha256()
    for document in load_corpus(corpus) if corpus else ():
        digest.update(f"{document.id}\0{document.text}\0".encode())
    return digest.hexdigest()


def _draw(rows: Sequence[Row], path: Path, title: str) -> None:
    try:
        from eval.drawing import draw
    except ModuleNotFoundError:
        say("No plot: that takes matplotlib. Install it with: pip install 'footnote-qa[plots]'")
        return
    draw(rows, path, title)
