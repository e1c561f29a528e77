"""What every command here does with a fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from rag.errors import FootnoteError
from ui.progress import say

_Taken = ParamSpec("_Taken")


def command(name: str) -> Callable[[Callable[_Taken, int]], Callable[_Taken, int]]:
    """Make of a function a command: what is raised on purpose, or by a file, becomes one line and exit code 2."""

    def wrapped(main: Callable[_Taken, int]) -> Callable[_Taken, int]:
        @wraps(main)
        def run(*taken: _Taken.args, **named: _Taken.kwargs) -> int:
            try:
                return main(*taken, **named)
            except (FootnoteError, OSError) as error:
                say(f"{name}: {error}")
                return 2

        return run

    return wrapped
