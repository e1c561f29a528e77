"""What stands between the network and the app: which names and routes, how large, and every answer's headers."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.origins import SAFE
from ui.problems import Problem, problem

MAX_BODY = 64 * 1024
POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# Of answers that are no page: should a browser show one after all, it loads nothing and nobody frames it.
BARE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY.format(hashes=""),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Our own routes, and what the chat page needs of Gradio's: uploads, files, proxies, API pages and the rest are shut.
_OPEN = re.compile(
    r"/|/api/.*|/footnote/.*|/widget\.js|/mcp|/healthz|/readyz|/metrics"
    r"|/(?:assets|svelte|static)/.*|/config|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt"
    r"|/gradio_api/(?:queue/(?:join|data)|heartbeat/[^/]+|startup-events|cancel|reset)/?"
)
# The methods of each route of ours.
_METHODS = (
    (re.compile(r"/api/(?:v1/)?ask|/mcp"), ("POST",)),
    (re.compile(r"/api/(?:v1/)?(?:access|articles(?:/[^/]*)?)|/api/openapi\.json|/healthz|/readyz|/metrics"), ("GET",)),
    (re.compile(r"/|/widget\.js"), ("GET", "HEAD")),
)
_BARE = re.compile(r"/api/.*|/widget\.js|/mcp|/healthz|/readyz|/metrics")


class SecurityHeaders:
    """Puts the security headers on every answer that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if _BARE.fullmatch(scope["path"]):
                    headers.setdefault("Content-Security-Policy", BARE_POLICY)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class Gate:
    """Refuses calls under a foreign host name, and routes that are shut.

    Args:
        app: what is guarded.
        host: the address that the server listens on. On a loopback address only loopback names are accepted as `Host`,
            so that no other site's name can be pointed at this machine to read from it.
        url: the address that browsers know the server by, whose name is accepted too; empty if there is none.
    """

    def __init__(self, app: ASGIApp, host: str, url: str = "") -> None:
        self._app = app
        names = {"localhost", "127.0.0.1", "::1", host.lower(), urlsplit(url).hostname or "localhost"}
        self._hosts = frozenset(names) if is_loopback(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer it with a problem document."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and (refusal := self._refusal(scope)):
            await refusal.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Problem | None:
        if self._hosts is not None and hostname(Headers(scope=scope).get("host", "")) not in self._hosts:
            return Problem(
                HTTPStatus.FORBIDDEN,
                "This server answers on this machine alone; serve with --host, or set FOOTNOTE_URL to its public name.",
            )
        if not _OPEN.fullmatch(scope["path"]):
            return Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        for route, methods in _METHODS:
            if route.fullmatch(scope["path"]) and scope["method"] not in methods:
                allowed = {"Allow": ", ".join(methods)}
                return Problem(HTTPStatus.METHOD_NOT_ALLOWED, f"Call this with {methods[0]}.", allowed)
        return None


class BodyLimit:
    """Reads the body before anybody else does and refuses one that is over the limit.

    Args:
        app: what is guarded.
        limit: bytes.
        larger: the limits of paths that take more.
    """

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._limit = limit
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on with its body, or answer 413."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._limit)
        body = await _read(Headers(scope=scope), receive, limit)
        if body is None:
            refusal = problem(413, f"The body is too large; send at most {limit // 1024} kB.", {"Connection": "close"})
            await refusal(scope, receive, send)
            return
        pending = [body]

        async def replay() -> Message:
            if pending:
                return {"type": "http.request", "body": pending.pop(), "more_body": False}
            return await receive()

        await self._app(scope, replay, send)


def is_loopback(host: str) -> bool:
    """Tell whether a listening address can be reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hostname(host: str) -> str:
    """Return the name in a `Host` header without its port, in lower case; empty if it has none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


async def _read(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """The body; None if it is longer than the limit."""
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)
