"""The routes of the API: ask a question, list and read the articles. Every error is a problem document."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Message

from rag.errors import FootnoteError
from rag.serialising import answer_to_json
from rag.settings import Access
from rag.types import Document, Library
from ui import streaming
from ui.guarding import BARE_POLICY, SECURITY_HEADERS
from ui.models import AccessOut, AnswerOut, ArticleOut, ArticlesOut, ArticleTextOut, ProblemOut, QuestionIn, StateOut
from ui.origins import cors, is_foreign, verdict
from ui.problems import MEDIA_TYPE, Problem, http_error, problem
from ui.waiting import Desk

_PROBE = "What is this article about?"
# Nobody is there to read it; but it was no fault of the server's.
_GONE = 400
_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

Result = TypeVar("Result")


def _problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    content = {MEDIA_TYPE: {"schema": ProblemOut.model_json_schema()}}
    return {code: {"description": HTTPStatus(code).phrase, "content": content} for code in codes}


_ASKED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": AnswerOut,
        "description": "The answer; as server-sent events, `status`, `token`, then `answer` or `error`.",
        "content": {streaming.MEDIA_TYPE: {"schema": {"type": "string"}}},
    },
    **_problems(400, 403, 404, 413, 422, 429, 500, 503, 504),
}


def api_router(desk: Desk, library: Library, access: Access) -> APIRouter:
    """Return the routes of the API, to be included under its prefix."""
    router = APIRouter(tags=["api"])

    @router.post("/ask", responses=_ASKED, response_class=JSONResponse)
    async def ask(question: QuestionIn, request: Request) -> Response:
        """Answer a question with the exact words it stands on.

        With `Accept: text/event-stream`, tell on the way how far it is. A client that goes away calls its question off.
        """
        history = tuple(turn.turn() for turn in question.history)
        asked = (question.question, history)
        if streaming.MEDIA_TYPE in request.headers.get("accept", ""):
            events = desk.stream(*asked, id=question.id, article=question.article)
            return await _unless_gone(request, streaming.stream(events))
        answer = await _unless_gone(request, desk.ask(*asked, id=question.id, article=question.article))
        return JSONResponse(answer_to_json(answer))

    @router.get("/articles", response_model=ArticlesOut, responses=_problems(403))
    async def articles() -> list[dict[str, Any]]:
        """List the articles."""
        return [_entry(document) for document in library.documents]

    @router.get("/articles/{id}", response_model=ArticleTextOut, responses=_problems(403, 404, 422))
    async def article(id: str) -> Any:
        """Return one article with its text."""
        return library.document(id)

    @router.get("/access", response_model=AccessOut)
    async def may_ask(request: Request) -> dict[str, Any]:
        """Tell the page that asks this whether it may ask questions, and if not, why."""
        if is_foreign(request.headers, access) and not cors(request.headers, access):
            return {"allowed": False, "detail": verdict(request.headers)}
        return {"allowed": True, "detail": "Questions from here are answered."}

    return router


def health_router(desk: Desk) -> APIRouter:
    """Return the routes that tell a supervisor how the server is."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", response_model=StateOut)
    async def alive() -> dict[str, str]:
        """Tell that the process takes requests."""
        return {"status": "alive"}

    @router.get("/readyz", response_model=StateOut, responses=_problems(500, 503, 504))
    async def ready() -> dict[str, str]:
        """Tell that a question is answered, by asking one."""
        await desk.ask(_PROBE)
        return {"status": "ready"}

    return router


def lost_router(prefixes: tuple[str, ...]) -> APIRouter:
    """Return routes that answer what no other route under the prefixes did, before the chat page would."""
    router = APIRouter(include_in_schema=False)
    for prefix in prefixes:

        @router.api_route(prefix + "/{path:path}", methods=_METHODS)
        async def lost(path: str) -> Response:  # noqa: ARG001  the route needs it
            return problem(404, "There is nothing at this address.")

    return router


def add_error_handlers(app: FastAPI, access: Access) -> None:
    """Have every error of the API answered by a problem document."""
    app.exception_handler(HTTPException)(http_error)

    @app.exception_handler(FootnoteError)
    async def expected(_request: Request, error: FootnoteError) -> Response:
        return Problem.of(error).response()

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        if any(fault["type"] == "json_invalid" for fault in error.errors()):
            return problem(400, "The body is no JSON text; send an object with a question.")
        return problem(422, "; ".join(_fault(fault) for fault in error.errors()) + ".")

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        # This one answers from outside the middleware, so it brings the headers itself.
        response = Problem.of(error).response()
        policy = {"Content-Security-Policy": BARE_POLICY}
        response.headers.update({**SECURITY_HEADERS, **policy, **cors(request.headers, access), "Vary": "Origin"})
        return response


async def _unless_gone(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Do the work; call it off if the client goes away meanwhile."""
    task = asyncio.create_task(work)
    # The body has been read, so that the next thing to be received is that the client has gone.
    gone: asyncio.Future[Message] = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise HTTPException(_GONE, "The client has gone.")
        return task.result()
    finally:
        task.cancel()
        gone.cancel()


def _entry(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in ArticleOut.model_fields}


def _fault(fault: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"] if part != "body")
    return f"{where}: {fault['msg']}" if where else f"The body is not what it should be: {fault['msg']}"
