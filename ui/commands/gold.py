"""`footnote gold`: make, check and convert gold sets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.types import Document

app = typer.Typer(help="Make, check and convert gold sets.", no_args_is_help=True, rich_markup_mode=None)


@app.command("check")
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Gold files, or folders of NAME.md + NAME.jsonl.")
    ],
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", help="Article or folder that the evidence must stand in. May be repeated."),
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="A type of question to allow. May be repeated.")
    ] = None,
) -> None:
    """Tell everything that is wrong with gold sets: exit 2 for faults, 1 if only proposals wait for a person."""
    from eval.checking import check_gold
    from rag.documents import load, load_corpus

    def article(path: Path, id: str) -> Document:
        return load(path, id=id)

    documents = load_corpus(corpus) if corpus else ()
    found = [check_gold(path, article, documents, types or ()) for path in files]
    for one in found:
        for fault in one.faults:
            print(f"footnote: {fault}", file=sys.stderr)
        counts = f"{one.items} items ({one.answerable} answerable, {one.items - one.answerable} unanswerable)"
        print(f"{one.name}: {counts}, {len(one.faults)} {'fault' if len(one.faults) == 1 else 'faults'}")
        if one.items and not one.compared:
            print("  The evidence was not looked up: name the article with --corpus.")
        if one.proposed:
            print(
                f"  {one.proposed} of them are proposals, the first on {one.first_proposal}: read each, mend it or "
                'take it out, and make its "status" "accepted".'
            )
    if any(one.faults for one in found):
        raise typer.Exit(2)
    if any(one.proposed for one in found):
        raise typer.Exit(1)
