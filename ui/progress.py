"""Progress for people: steps and bars on a terminal's error stream, and nothing where output is piped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]


def say(line: str) -> None:
    """Write one line of progress to the error stream, which leaves standard output clean."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """Give a callback `(done, total)` that draws a bar while standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(label, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
