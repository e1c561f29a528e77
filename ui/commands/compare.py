"""`footnote compare`: two runs of one gold set, question by question."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    run_a: Annotated[Path, typer.Argument(help="Folder that `footnote eval --out` wrote.")],
    run_b: Annotated[Path, typer.Argument(help="Another such folder, over the same questions.")],
) -> None:
    """Compare two runs: paired differences with intervals, McNemar's test, and which questions flipped."""
    from eval.comparing import compare

    print(compare(run_a, run_b).table(), end="")
