"""The Model Context Protocol, so that an assistant can ask the articles: two tools over streamable HTTP, stateless.

Each message is one POST of JSON-RPC and gets one answer as JSON. There are no sessions and nothing is sent unasked.
"""

from __future__ import annotations

import json
import logging
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from rag.errors import FootnoteError
from rag.serialising import answer_to_json, answer_to_text
from rag.types import Library
from ui.models import AnswerOut, ArticleOut, QuestionIn
from ui.waiting import Desk

# Revisions of the protocol that are spoken, newest first.
VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
_PARSE_ERROR, _INVALID_REQUEST, _UNKNOWN_METHOD, _INVALID_PARAMS = -32700, -32600, -32601, -32602
_INSTRUCTIONS = (
    "Answers questions about the articles at hand with verbatim quotes. Keep the footnotes' quotes when you pass an "
    "answer on. If the article does not say, say so."
)
_READS = {"readOnlyHint": True, "openWorldHint": False}

_log = logging.getLogger(__name__)


def _tools() -> list[dict[str, Any]]:
    question = QuestionIn.model_json_schema()
    return [
        {
            "name": "ask",
            "title": "Ask the articles",
            "description": "Answer a question about the articles with the exact words it stands on, or say that they "
            "do not say. `history` makes a follow-up understood; `article` is the id of the one article to ask.",
            "inputSchema": question,
            "outputSchema": AnswerOut.model_json_schema(mode="serialization"),
            "annotations": _READS,
        },
        {
            "name": "articles",
            "title": "List the articles",
            "description": "List the articles that can be asked, with their ids.",
            "inputSchema": {"type": "object", "properties": {}, "additionalProperties": False},
            "annotations": _READS,
        },
    ]


class _Refused(Exception):
    """A call that JSON-RPC answers with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def mcp_router(desk: Desk, library: Library) -> APIRouter:
    """Return the route that an assistant's client calls."""
    router = APIRouter(include_in_schema=False)

    @router.post("/mcp")
    async def call(request: Request) -> Response:
        id: str | int | None = None
        try:
            message = _message(await request.body())
            id, params = message.get("id"), message.get("params") or {}
            if id is None or "method" not in message:
                # Notifications, and answers to questions that were never asked, need no answer.
                return Response(status_code=202)
            result = await _result(desk, library, message["method"], params)
        except _Refused as refused:
            error = {"code": refused.code, "message": str(refused)}
            status = 400 if refused.code in {_PARSE_ERROR, _INVALID_REQUEST} else 200
            return JSONResponse({"jsonrpc": "2.0", "id": id, "error": error}, status)
        return JSONResponse({"jsonrpc": "2.0", "id": id, "result": result})

    return router


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
        # JSON can spell half of a character, which no answer could hold.
        json.dumps(message, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise _Refused(_PARSE_ERROR, "This is no JSON text.") from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise _Refused(_INVALID_REQUEST, "Send one JSON-RPC 2.0 message.")
    id = message.get("id")
    if isinstance(id, bool) or not isinstance(id, str | int | None):
        raise _Refused(_INVALID_REQUEST, "The id of a request is a text or a whole number.")
    return message


async def _result(desk: Desk, library: Library, method: Any, params: Any) -> dict[str, Any]:
    if not isinstance(params, dict):
        raise _Refused(_INVALID_PARAMS, "`params` is an object.")
    match method:
        case "initialize":
            asked = params.get("protocolVersion")
            return {
                "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "footnote", "version": version("footnote-qa")},
                "instructions": _INSTRUCTIONS,
            }
        case "ping":
            return {}
        case "tools/list":
            return {"tools": _tools()}
        case "tools/call":
            arguments = params.get("arguments") or {}
            match params.get("name"):
                case "ask":
                    return await _ask(desk, arguments)
                case "articles":
                    listed = [
                        ArticleOut.model_validate(document, from_attributes=True) for document in library.documents
                    ]
                    return _told(json.dumps([entry.model_dump() for entry in listed], ensure_ascii=False))
                case name:
                    raise _Refused(_INVALID_PARAMS, f"There is no tool {name!r}; there are `ask` and `articles`.")
        case _:
            raise _Refused(_UNKNOWN_METHOD, f"The method {method!r} is not known here.")


async def _ask(desk: Desk, arguments: Any) -> dict[str, Any]:
    """Ask; what keeps a question from being answered is told to the assistant, who can mend it."""
    try:
        question = QuestionIn.model_validate(arguments)
        history = tuple(turn.turn() for turn in question.history)
        answer = await desk.ask(question.question, history, id=question.id, article=question.article)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return _told("; ".join(faults), failed=True)
    except FootnoteError as error:
        return _told(str(error), failed=True)
    except Exception as error:  # noqa: BLE001  an assistant gets an answer that it can tell from one that it may use
        _log.error("A question could not be answered.", exc_info=error)
        return _told("Something went wrong here; the server's log tells what.", failed=True)
    return _told(answer_to_text(answer)) | {"structuredContent": answer_to_json(answer)}


def _told(text: str, *, failed: bool = False) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": text}], "isError": failed}
