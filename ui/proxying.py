"""Who calls, if a proxy that is trusted stands in between: what its `X-Forwarded-*` headers say."""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.settings import Access, Network


class Forwarded:
    """Puts the client and the scheme that a trusted proxy names in place of the proxy's own; of others, nothing."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._proxies = access.proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] == "http" and self._proxies and scope.get("client"):
            scope = forwarded(scope, self._proxies)
        await self._app(scope, receive, send)


def forwarded(scope: Scope, proxies: tuple[Network, ...]) -> Scope:
    """Return the call as it reached the outermost proxy that is trusted."""
    peer, port = scope["client"]
    if not is_trusted(peer, proxies):
        return scope
    headers = Headers(scope=scope)
    hops = [hop.strip() for value in headers.getlist("x-forwarded-for") for hop in value.split(",")]
    # The rightmost hop was written by the proxy nearest to us; what an untrusted client wrote stands further left.
    client = next((hop for hop in reversed(hops) if not is_trusted(hop, proxies)), peer)
    scheme = headers.get("x-forwarded-proto", "").strip().lower()
    return {
        **scope,
        "client": (client if is_address(client) else peer, port),
        "scheme": scheme if scheme in {"http", "https"} else scope["scheme"],
    }


def is_trusted(host: str, proxies: tuple[Network, ...]) -> bool:
    """Tell whether an address is a trusted proxy's."""
    return is_address(host) and any(ipaddress.ip_address(host) in network for network in proxies)


def is_address(host: str) -> bool:
    """Tell whether this is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
