"""Serves the app for a test in a process of its own: `python -m tests.browser.server fake|real PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

from rag.assembly import open_chain
from rag.settings import Settings
from rag.types import Asker, Library
from tests.ui.fakes import ANSWERS, FakeLibrary, ScriptedAsker
from ui.app import create_app
from ui.serving import serve

CORPUS = Path(__file__).parents[2] / "corpus"


def parts(kind: str) -> tuple[Asker, Library, tuple[str, ...] | None]:
    """Return the asker, its library and the examples to offer."""
    if kind == "fake":
        return ScriptedAsker(), FakeLibrary(), tuple(ANSWERS)
    chain = open_chain(Settings.from_environment(), (CORPUS,))
    return chain, chain.library, None


def say_ready() -> None:
    """Tell the process that started this one."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def main(kind: str, port: int) -> None:
    """Serve until told to stop; the first line of output says that requests are taken."""
    asker, library, examples = parts(kind)
    app = create_app(asker, library, examples=examples)
    serve(app, "127.0.0.1", port, say_ready)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
