"""`footnote index`: build the index, or bring it up to date."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import BadDocument
from rag.settings import Settings
from ui.commands.options import Index
from ui.progress import bar, say

DEFAULT_CORPUS = "corpus"


def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH|URL]...", help="Files, folders or addresses of articles [default: corpus/]."),
    ] = None,
    index: Index = None,
) -> None:
    """Make the index hold exactly the articles named: new ones are added, changed ones renewed, others removed."""
    from rag.assembly import update_index

    settings = Settings.from_environment(index=index)
    named = sources or [DEFAULT_CORPUS]
    urls = [source for source in named if "://" in source]
    started = time.perf_counter()
    if not sources and not Path(DEFAULT_CORPUS).is_dir():
        raise BadDocument("There is no folder corpus/ here; name the article: footnote index ARTICLE.md")
    with bar("Indexing") as progress:
        changes = update_index(
            [Path(source) for source in named if source not in urls],
            settings,
            urls=urls,
            on_step=say,
            progress=progress,
        )
    total = changes.added + changes.changed + changes.kept
    articles = "1 article" if total == 1 else f"{total} articles"
    if changes.none:
        print(f"The index is up to date: {articles} in {settings.index}")
        return
    counts = f"{changes.added} added, {changes.changed} changed, {changes.removed} removed"
    print(f"Indexed {articles} in {time.perf_counter() - started:.1f} s: {counts} -> {settings.index}")
