"""What the chat page does outside Gradio: bring an article, remove it, take the conversation along.

The session's token comes in a header, which no other site's page can send.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from rag.documents import MAX_BYTES, read
from rag.documents.apart import read_apart
from rag.errors import BadDocument, BadInput, FootnoteError, TooBusy
from rag.types import Document
from ui import sharing
from ui.problems import problem
from ui.sessions import Session, Sessions
from ui.shelf import Bind, Shelf, check_room

ARTICLES = "/footnote/session/articles"
CONVERSATION = "/footnote/session/conversation"
# Bytes of a body that may bring an article: a file's own limit is told by its reader, in better words.
MAX_ARTICLE = MAX_BYTES + 100_000
TOKEN = "X-Footnote-Session"  # noqa: S105  the name of a header
# Articles that may wait to be read and indexed; one is at a time.
SEATS = 4

Fetch = Callable[[str], Document]
# {"step", "done"?, "total"?}, and at last {"article"} or {"problem"}.
Line = dict[str, Any]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnArticles:
    """How visitors' own articles are made answerable, and how an address is read; without `fetch` none is."""

    bind: Bind
    fetch: Fetch | None = None


def session_router(sessions: Sessions, own: OwnArticles | None) -> APIRouter:
    """Return the routes; without `own` no article can be brought."""
    router = APIRouter(include_in_schema=False)

    @router.get(CONVERSATION)
    async def conversation(request: Request) -> Response:
        try:
            session = _session(request, sessions)
        except BadInput as fault:
            return problem(403, str(fault))
        return Response(sharing.as_markdown(session.exchanges), media_type="text/markdown; charset=utf-8")

    if own is None:
        return router
    bench = _Bench(sessions, own.bind)

    @router.post(ARTICLES)
    async def bring(request: Request) -> Response:
        try:
            session = _session(request, sessions)
        except BadInput as fault:
            return problem(403, str(fault))
        try:
            make = _source(request, await request.body(), own.fetch)
        except FootnoteError as fault:
            return problem(422, str(fault))
        lines = (json.dumps(line) + "\n" async for line in bench.bring(session, make))
        return StreamingResponse(lines, media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})

    @router.delete(ARTICLES + "/{id}")
    async def remove(id: str, request: Request) -> Response:
        try:
            await bench.remove(_session(request, sessions), id)
        except BadInput as fault:
            return problem(404, str(fault))
        return Response(status_code=204)

    return router


class _CalledOff(Exception):
    """Nobody waits for the article any more."""


class _Bench:
    """Where articles are read and indexed, one at a time."""

    def __init__(self, sessions: Sessions, bind: Bind) -> None:
        self._sessions = sessions
        self._bind = bind
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def bring(self, session: Session, make: Callable[[], Document]) -> AsyncGenerator[Line]:
        """Put an article on a session's shelf, telling how far it is."""
        if self._waiting > SEATS:
            yield {"problem": str(TooBusy("Too many articles are waiting to be read; try again in a moment."))}
            return
        self._waiting += 1
        lines: asyncio.Queue[Line | None] = asyncio.Queue()
        gone = threading.Event()
        task = asyncio.create_task(self._bring(session, make, lines, gone))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while (line := await lines.get()) is not None:
                yield line
        finally:
            # A page that is left does not want its article any more.
            gone.set()

    async def remove(self, session: Session, id: str) -> None:
        """Take an article of the visitor's off the shelf; raises `UnknownDocument`."""
        async with self._turn:
            session.shelf = await asyncio.to_thread(session.shelf.without_own, id, self._bind)
        session.scope = "" if session.scope == id else session.scope
        session.suggested.clear()

    async def _bring(
        self, session: Session, make: Callable[[], Document], lines: asyncio.Queue[Line | None], gone: threading.Event
    ) -> None:
        loop = asyncio.get_running_loop()

        def tell(step: str, done: int = 0, total: int = 0) -> None:
            if gone.is_set():
                raise _CalledOff
            loop.call_soon_threadsafe(lines.put_nowait, {"step": step, "done": done, "total": total})

        def work() -> Shelf:
            tell("Reading")
            check_room(session.shelf.own)
            document = make()
            return session.shelf.with_own(document, self._bind, lambda done, total: tell("Indexing", done, total))

        try:
            async with self._turn:
                shelf = await asyncio.to_thread(work)
                if gone.is_set():
                    return
                session.shelf = shelf
            document = shelf.own[-1]
            session.shown = session.scope = document.id
            self._sessions.make_room(session)
            lines.put_nowait({"article": document.id})
        except _CalledOff:
            pass
        except FootnoteError as fault:
            lines.put_nowait({"problem": str(fault)})
        except Exception:  # noqa: BLE001  whatever fails, the page must not go on waiting
            _log.exception("An article could not be brought.")
            lines.put_nowait({"problem": "Something went wrong here; the server's log tells what."})
        finally:
            self._waiting -= 1
            lines.put_nowait(None)


def _session(request: Request, sessions: Sessions) -> Session:
    return sessions.open(request.headers.get(TOKEN, ""))


def _source(request: Request, body: bytes, fetch: Fetch | None) -> Callable[[], Document]:
    """Return what makes the article: of a file's bytes, of text, or of an address."""
    if (name := request.headers.get("X-File-Name")) is not None:
        name = PurePath(unquote(name)).name or "The file"
        return lambda: read_apart(body, name=name, suffix=PurePath(name).suffix)
    try:
        asked = json.loads(body)
        kind, value = next(iter(asked.items()))
        value = str(value).strip()
    except (ValueError, RecursionError, AttributeError, StopIteration):
        raise BadInput("Send a file, or JSON with one text or url.") from None
    if not value:
        raise BadInput("There is nothing in it; paste the text of an article or give an address.")
    if kind == "text":
        return lambda: read(value.encode("utf-8", "replace"), name="Pasted text", suffix=".txt")
    if kind == "url" and fetch is not None:
        return lambda: fetch(value)
    raise BadDocument("This server reads no addresses; paste the text or give a file.")
