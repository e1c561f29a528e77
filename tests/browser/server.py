"""Serves the app for a test in a process of its own: `python -m tests.browser.server fake|real PORT`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fastapi import FastAPI

from rag.assembly import open_engine
from rag.errors import BadDocument
from rag.settings import Settings
from rag.types import Document
from tests.ui.fakes import FERRY, FakeLibrary, NearestAsker, TellingAsker, bind
from ui.app import create_app
from ui.serving import serve
from ui.session_routes import OwnArticles

CORPUS = Path(__file__).parents[2] / "corpus"


def app(kind: str) -> FastAPI:
    """Return the app over the fakes or over the real thing."""
    if kind == "fake":
        return create_app(TellingAsker(hold=4), FakeLibrary(), own=OwnArticles(slow_bind, fetch))
    engine = open_engine(Settings.from_environment())
    chain = engine.open((CORPUS,))
    return create_app(chain, chain.library, own=OwnArticles(engine.over))


def slow_bind(documents: Sequence[Document], progress: Callable[[int, int], None]) -> NearestAsker:
    """Make documents answerable; one that says "Take long" takes two seconds."""
    for step in range(20 if any("Take long" in document.text for document in documents) else 0):
        progress(step, 20)
        time.sleep(0.1)
    return bind(documents, progress)


def fetch(url: str) -> Document:
    """Read the one page that there is."""
    if url != "https://example.org/ferry":
        raise BadDocument(f"{url} is not on the public web; only public pages are fetched.")
    return FERRY


def say_ready() -> None:
    """Tell the process that started this one."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve(app(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), say_ready)
