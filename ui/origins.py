"""Which pages may ask: the server's own, and those of the origins that were let in. Programs are no pages."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.settings import Access
from ui.problems import problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A page that was refused can read here why; it tells nothing but what the page knows of itself.
ACCESS_ROUTES = frozenset({"/api/access", "/api/v1/access"})
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "600",
}


class Origins:
    """Refuses calls from pages of origins that were not let in, and tells browsers which were."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer it with a problem document."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, api = Headers(scope=scope), scope["path"].startswith("/api/")
        foreign = is_foreign(headers, self._access)
        granted = cors(headers, self._access) if api else {}

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and api:
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                answer.update(granted)
            await send(message)

        if scope["path"] in ACCESS_ROUTES and scope["method"] in SAFE:
            granted = {"Access-Control-Allow-Origin": "*"}
            await self._app(scope, receive, send_on)
        elif foreign and not granted and (scope["method"] not in SAFE or (api and "origin" in headers)):
            await refusal(headers)(scope, receive, send_on)
        elif granted and is_preflight(scope):
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)(scope, receive, send_on)
        else:
            await self._app(scope, receive, send_on)


def refusal(headers: Headers) -> Response:
    """Return what a page of an origin that was not let in is told."""
    return problem(HTTPStatus.FORBIDDEN, verdict(headers))


def verdict(headers: Headers) -> str:
    """Return why a page of another origin may not ask, and what to do."""
    origin = headers.get("origin", "")
    if not is_plain(origin):
        return "Pages without an address of their own may not ask here; serve the page over http or https."
    return f"Pages of {origin} may not ask here; the server's owner can add it to FOOTNOTE_ORIGINS."


def cors(headers: Headers, access: Access) -> dict[str, str]:
    """Return the headers that let the page that asks read the answer; none if it was not let in."""
    origin = headers.get("origin")
    if origin is None or origin not in access.origins:
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"}


def is_foreign(headers: Headers, access: Access) -> bool:
    """Tell whether a browser sent this call for a page of another origin. Programs send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    if origin is None or (access.url and origin == access.url):
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        # No address can be read off it, as off `http://[`.
        return True


def is_preflight(scope: Scope) -> bool:
    """Tell whether this is a browser's question before it asks for a page of another origin."""
    headers = Headers(scope=scope)
    return scope["method"] == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def is_plain(origin: str) -> bool:
    """Tell whether this is an origin that could be let in: no `null`, and nothing that would garble a message."""
    return origin.startswith(("http://", "https://")) and json.dumps(origin) == f'"{origin}"' and len(origin) < 300
