"""`footnote gold`: draft and check gold sets."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import BadInput
from rag.settings import Settings
from rag.types import Document
from ui.progress import bar, say

app = typer.Typer(help="Draft and check gold sets.", no_args_is_help=True, rich_markup_mode=None)


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


@app.command("draft")
def draft(
    article: Annotated[Path, typer.Argument(help="The article: Markdown, text, HTML or PDF; or a folder of them.")],
    out: Annotated[Path | None, typer.Option("--out", help="File to write [default: standard output].")] = None,
) -> None:
    """Propose items for a gold set from a new article, for a person to accept or mend."""
    from eval.drafting import draft as propose
    from eval.drafting import proposed
    from eval.files import probe, write_lines
    from rag.assembly import open_chain

    if out and out.exists():
        raise BadInput(f"{out} is there already; name another --out, so that nothing a person has mended is lost.")
    if out:
        probe(out)
    # Answers come from the reader alone: what a chat model writes is no quote to hold others against.
    settings = replace(Settings.from_environment(), model="")
    chain = open_chain(settings, [article], say)
    documents = chain.library.documents
    lines: list[dict[str, object]] = []
    for document in documents:
        with bar(document.title) as progress:
            lines += proposed(propose(document, chain, named=len(documents) > 1, on_progress=progress))
    if out:
        write_lines(lines, out)
    else:
        print("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), end="")
    refused = sum(not line["answers"] for line in lines)
    say(
        f"{len(lines)} proposals, {refused} of them unanswerable{f' -> {out}' if out else ''}. Read each, mend it "
        'or take it out, and make its "status" "accepted"; then run `footnote gold check`.'
    )
