"""The JSON API: ask a question, list and read the articles. Every error is a problem document."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from rag.errors import BadQuestion, TooBusy, UnknownDocument
from rag.serialising import answer_to_json
from rag.types import Library
from ui.guarding import SECURITY_HEADERS
from ui.models import AnswerOut, ArticleOut, ArticleTextOut, ProblemOut, QuestionIn
from ui.problems import problem
from ui.waiting import Desk

_PROBE = "What is this article about?"
_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
_PROBLEMS: dict[int | str, dict[str, Any]] = {code: {"model": ProblemOut} for code in (403, 404, 413, 422, 500, 503)}


def api_router(desk: Desk, library: Library) -> APIRouter:
    """Return the routes of the API, to be included under its prefix."""
    router = APIRouter(responses=_PROBLEMS)

    @router.post("/ask", response_model=AnswerOut, response_model_exclude_unset=True)
    async def ask(question: QuestionIn) -> dict[str, Any]:
        """Answer a question with the exact words it stands on."""
        history = tuple(turn.turn() for turn in question.history)
        answer = await desk.ask(question.question, history, id=question.id, article=question.article)
        return answer_to_json(answer)

    @router.get("/articles")
    async def articles() -> list[ArticleOut]:
        """List the articles."""
        return [ArticleOut.of(document) for document in library.documents]

    @router.get("/articles/{id}")
    async def article(id: str) -> ArticleTextOut:
        """Return one article with its text."""
        return ArticleTextOut.of(library.document(id))

    return router


def health_router(desk: Desk) -> APIRouter:
    """Return the routes that tell a supervisor how the server is."""
    router = APIRouter()

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        """Tell that the process takes requests."""
        return {"status": "alive"}

    @router.get("/readyz")
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
        async def lost(path: str, request: Request) -> Response:
            if path.removeprefix("v1/") == "ask" and request.method != "POST":
                return problem(405, "Ask with POST.", {"Allow": "POST"})
            return problem(404, "There is nothing at this address.")

    return router


def add_error_handlers(app: FastAPI) -> None:
    """Have every error of the API answered by a problem document."""

    @app.exception_handler(BadQuestion)
    async def bad_question(_request: Request, error: BadQuestion) -> Response:
        return problem(422, str(error))

    @app.exception_handler(UnknownDocument)
    async def unknown_document(_request: Request, error: UnknownDocument) -> Response:
        return problem(404, str(error))

    @app.exception_handler(TooBusy)
    async def too_busy(_request: Request, error: TooBusy) -> Response:
        return problem(503, str(error), {"Retry-After": "2"})

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        return problem(422, "; ".join(_fault(fault) for fault in error.errors()) + ".")

    @app.exception_handler(HTTPException)
    async def http_error(_request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    async def fault(_request: Request, _error: Exception) -> Response:
        # This one answers from outside the middleware, so it brings the headers itself.
        return problem(500, "Something went wrong here; the server's log tells what.", SECURITY_HEADERS)


def _fault(fault: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"] if part != "body")
    return f"{where}: {fault['msg']}" if where else f"The body is not what it should be: {fault['msg']}"
