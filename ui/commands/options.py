"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Corpus = Annotated[
    list[Path] | None,
    typer.Option(
        "--corpus", help="Article file or folder to ask instead of the index; needs none built. May be repeated."
    ),
]
Index = Annotated[Path | None, typer.Option("--index", help="Folder of the index [default: .footnote/index].")]
