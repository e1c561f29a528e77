"""`footnote doctor`: is everything here that answering needs, and does it work without the network?"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.errors import FootnoteError, NoIndex
from rag.settings import Settings
from ui.commands.options import Index

PROBE = "What is this article about?"
LOOPBACK = ("127.", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, whether it is well, and what was found or how to mend it."""

    name: str
    well: bool
    detail: str


def run(
    host: Annotated[str, typer.Option(help="Address that `footnote serve` is to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port that it is to listen on.")] = 7860,
    index: Index = None,
) -> None:
    """Check models, index, write access, port, and that nothing needs the network; exit 1 if something is wrong."""
    settings = Settings.from_environment(index=index)
    well = True
    for finding in examine(settings, host, port):
        well &= finding.well
        print(f"{'ok  ' if finding.well else 'FAIL'}  {finding.name}: {finding.detail}", flush=True)
    if not well:
        raise typer.Exit(1)


def examine(settings: Settings, host: str, port: int) -> Iterator[Finding]:
    """Yield a finding for each thing that answering needs, in the order in which it needs them."""
    yield _look("Python", _python)
    yield _look("cache folder", lambda: _writable(settings.cache, "FOOTNOTE_CACHE"))
    yield _look("index folder", lambda: _writable(settings.index, "FOOTNOTE_INDEX"))
    yield _look("embedding model", lambda: _model(settings))
    yield _look("index", lambda: _index(settings))
    yield _look("port", lambda: _port(host, port))
    yield _look("offline answer", lambda: _offline(settings))
    if settings.model:
        yield _look("chat model", lambda: _chat_model(settings))


def _look(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, well=True, detail=check())
    except FootnoteError as error:
        return Finding(name, well=False, detail=str(error))


def _python() -> str:
    return f"{sys.version.split()[0]} in {sys.prefix}"


def _writable(folder: Path, variable: str) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise FootnoteError(
            f"{folder} cannot be written ({error.strerror}); set {variable} to a folder that can."
        ) from None
    return f"{folder} can be written"


def _model(settings: Settings) -> str:
    from rag.assembly import open_encoder
    from rag.embedding import check_model

    digest = check_model(settings.embedding)
    embeddings = open_encoder(settings)
    treaty, signed, recipe = embeddings.encode(
        ["The treaty was signed.", "They signed the treaty.", "Bake the dough for an hour."]
    )
    if treaty @ signed <= treaty @ recipe:
        raise FootnoteError(f"{settings.embedding} gives senseless vectors; delete {settings.cache} to export it anew.")
    return f"{settings.embedding}, {embeddings.card.dimension} dimensions, SHA-256 {digest[:12]}"


def _index(settings: Settings) -> str:
    from rag.assembly import fingerprint, open_encoder
    from rag.index import CorpusIndex

    embeddings = open_encoder(settings)
    try:
        index = CorpusIndex.open(settings.index, embeddings, fingerprint(embeddings))
    except NoIndex:
        raise FootnoteError(f"There is none in {settings.index}; run: footnote index") from None
    return f"{len(index.documents)} articles, {len(index.chunks)} chunks, checksums right"


def _port(host: str, port: int) -> str:
    from ui.serving import check_port

    check_port(host, port)
    return f"{host}:{port} is free"


def _offline(settings: Settings) -> str:
    """Answer a probe question while every outgoing connection of this process is noted down."""
    calls: list[str] = []

    def note(event: str, details: tuple[Any, ...]) -> None:
        if event == "socket.connect" and isinstance(details[1], tuple) and not str(details[1][0]).startswith(LOOPBACK):
            calls.append(str(details[1][0]))

    sys.addaudithook(note)
    from rag.assembly import open_chain

    # Without the chat model, which is looked at by itself and may well be elsewhere.
    answer = open_chain(replace(settings, model="")).ask(PROBE)
    if calls:
        raise FootnoteError(
            f"Answering called {', '.join(sorted(set(calls)))}; set FOOTNOTE_EMBEDDING to a local model."
        )
    return f"answered in {answer.elapsed_ms:.0f} ms without the network"


def _chat_model(settings: Settings) -> str:
    """Have the chat model answer one question; nothing of the articles is sent to it."""
    from rag.writing import Caller, Limits, open_model, probe

    model = open_model(settings.model, settings.model_url, settings.model_seconds)
    found = probe(settings.model, Caller(model, Limits(seconds=settings.model_seconds, retries=0)))
    if not found.kept:
        raise FootnoteError(
            f"{settings.model} answers, but keeps neither to the words of an article nor to its numbers; "
            "name a larger model, or answers stay the reader's."
        )
    return (
        f"{settings.model} answered in {found.seconds:.1f} s; {found.kept} of {found.drafted} sentences pass the check"
    )
