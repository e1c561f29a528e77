"""What stands between the network and the app: who may call, what, how much, and every answer's headers."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.problems import problem

MAX_BODY = 64 * 1024
POLICY = (
    "default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY.format(hashes=""),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Our own routes, and what the chat page needs of Gradio's: uploads, files, proxies, API pages and the rest are shut.
_OPEN = re.compile(
    r"/|/api/.*|/footnote/.*|/healthz|/readyz"
    r"|/(?:assets|svelte|static)/.*|/config|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt"
    r"|/gradio_api/(?:queue/(?:join|data)|heartbeat/[^/]+|startup-events|cancel|reset)/?"
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


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
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class Gate:
    """Refuses calls from pages of other sites, calls under a foreign host name, and routes that are shut.

    Args:
        app: what is guarded.
        host: the address that the server listens on. On a loopback address only loopback names are accepted as `Host`,
            so that no other site's name can be pointed at this machine to read from it.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._hosts = frozenset({"localhost", "127.0.0.1", "::1", host.lower()}) if is_loopback(host) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer it with a problem document."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and (refusal := self._refusal(scope)):
            await problem(*refusal)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts is not None and hostname(host) not in self._hosts:
            return (
                HTTPStatus.FORBIDDEN,
                "This server answers on this machine alone; serve with --host to open it to others.",
            )
        if scope["method"] not in _SAFE and is_foreign(headers, host):
            return HTTPStatus.FORBIDDEN, "Pages of other sites may not ask here."
        if not _OPEN.fullmatch(scope["path"]):
            return HTTPStatus.NOT_FOUND, "There is nothing at this address."
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
        if scope["type"] != "http" or scope["method"] in _SAFE:
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


def is_foreign(headers: Headers, host: str) -> bool:
    """Tell whether a browser sent this call for a page of another origin. Programs send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != host.lower()


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
