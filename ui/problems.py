"""Errors over HTTP: RFC 9457 problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from rag.errors import BadQuestion, TooBusy, TooSlow, UnknownDocument

MEDIA_TYPE = "application/problem+json"
# Seconds after which the queue is likely to have room again.
_RETRY = {"Retry-After": "2"}
_STATUS: dict[type[Exception], HTTPStatus] = {
    BadQuestion: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownDocument: HTTPStatus.NOT_FOUND,
    TooBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    TooSlow: HTTPStatus.GATEWAY_TIMEOUT,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and what to do, with the status and headers to send it under."""

    status: int
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: Exception) -> Problem:
        """Return what is told of an error; of one that nobody expected, nothing of the inside."""
        status = _STATUS.get(type(error))
        if status is None:
            return cls(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; the server's log tells what.")
        return cls(status, str(error), _RETRY if status == HTTPStatus.SERVICE_UNAVAILABLE else {})

    def document(self) -> dict[str, Any]:
        """Return the problem document."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": int(self.status),
            "detail": self.detail,
        }

    def response(self) -> JSONResponse:
        """Return the response that carries it."""
        return JSONResponse(self.document(), self.status, headers=dict(self.headers), media_type=MEDIA_TYPE)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a problem document as a response; `detail` says what is wrong and what to do."""
    return Problem(status, detail, dict(headers or {})).response()


async def http_error(_request: Request, error: HTTPException) -> JSONResponse:
    """Return the problem document of an error that a route or a framework raised with its status."""
    return problem(error.status_code, str(error.detail), error.headers)
