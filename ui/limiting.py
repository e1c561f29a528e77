"""How much one client may ask, and the pages of one origin: token buckets, kept in memory."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.settings import Access
from ui.problems import problem

# Clients that are remembered; the one that was not seen for longest is forgotten first.
REMEMBERED = 10_000
ASK_ROUTES = frozenset({"/api/ask", "/api/v1/ask", "/mcp"})


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rate:
    """Lets so many calls a minute through for each key; a minute's worth may come at once.

    Args:
        limit: calls a minute; 0 for any number.
        clock: seconds, ever rising.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> int:
        """Count a call; returns 0, or the whole seconds after which the next is let through."""
        if not self._limit:
            return 0
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._limit, now)
        self._buckets[key] = bucket
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.left = min(self._limit, bucket.left + (now - bucket.at) * self._limit / 60)
        bucket.at = now
        if bucket.left < 1:
            return math.ceil((1 - bucket.left) * 60 / self._limit)
        bucket.left -= 1
        return 0


class RateLimit:
    """Answers 429 to a client, or to the pages of an origin, that asks more than it may."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._clients = Rate(access.rate)
        self._origins = Rate(access.origin_rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or answer 429."""
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in ASK_ROUTES:
            origin = Headers(scope=scope).get("origin")
            seconds = self._clients.wait(client_key(scope)) or (self._origins.wait(origin) if origin else 0)
            if seconds:
                detail = f"That is more than may be asked in a minute; go on in {seconds} s."
                refusal = problem(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(seconds)})
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def client_key(scope: Scope) -> str:
    """Return what counts as one client: an IPv4 address, or the 64 bits of an IPv6 network that one household has."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    if address.version == 4:
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
