"""Which web addresses may be fetched: no credentials, no odd forms, nothing inside the network (pure)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from rag.errors import BadDocument

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_LENGTH = 2048
_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\\s]")
_HOST = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\Z")
# What resolvers take for an IPv4 address in decimal, octal or hexadecimal.
_NUMERIC_LABEL = re.compile(r"(?:0x[0-9a-f]*|\d+)\Z")
_BRACKETED = re.compile(r"\[[^\[\]]*\](?::\d*)?\Z")
_LOCAL_NAME = re.compile(r"(?:.*\.)?localhost\Z")
# IPv6 ranges that wrap an IPv4 address in their last 32 bits, from RFC 6052, RFC 4291 and RFC 2765.
_WRAPPING = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::ffff:0:0:0/96", "::ffff:0:0/96", "::/96")))
# Local-use NAT64 (RFC 8215) and former site-local addresses, which Python's tables pass as global in some versions.
_NEVER_GLOBAL = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "fec0::/10", "2001::/32", "100::/64")))


@dataclass(frozen=True, slots=True)
class Target:
    """A checked web address: where to connect and what to ask for."""

    secure: bool
    host: str
    port: int
    path: str
    url: str


def parse(url: str, *, allow_private: bool = False) -> Target:
    """Check a URL and take it apart.

    Args:
        url: what was given, or what a redirect points to.
        allow_private: let `localhost` through.

    Raises:
        BadDocument: no http or https address, credentials in it, or a host in a form that only serves to hide it.
    """
    if len(url) > MAX_LENGTH or _UNSAFE.search(url):
        raise BadDocument(
            f"{shown(url)} is not a web address; give one without spaces and under {MAX_LENGTH} characters."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadDocument(f"{shown(url)} is not a web address; check its host and port.") from None
    if parts.scheme not in _PORTS:
        raise BadDocument(f"{shown(url)} is no web page; give an address that starts with http:// or https://.")
    if "@" in parts.netloc:
        raise BadDocument(
            f"The address of {shown(parts.hostname or '')} holds a user name or password; leave them out."
        )
    if port == 0:
        raise BadDocument(f"{shown(url)} has port 0; give a port from 1 to 65535.")
    host = _host(parts.hostname or "", url)
    if ":" in host and not _BRACKETED.match(parts.netloc):
        raise BadDocument(f"{shown(url)} is not a web address; check its host and port.")
    if _LOCAL_NAME.match(host) and not allow_private:
        raise BadDocument(f"{shown(url)} is an address of this machine; give one of the public web.")
    port = port or _PORTS[parts.scheme]
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    path = f"{quote(parts.path, safe=_KEPT) or '/'}{query}"
    place = f"[{host}]" if ":" in host else host
    place = place if port == _PORTS[parts.scheme] else f"{place}:{port}"
    return Target(parts.scheme == "https", host, port, path, f"{parts.scheme}://{place}{path}")


_KEPT = "/%:;?@&=+$,!~*'()-._[]|"


def is_public(address: Address) -> bool:
    """Tell whether an address, and every IPv4 address wrapped in it, belongs to the public Internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id or any(address in network for network in _NEVER_GLOBAL):
            return False
        inner = address.sixtofour
        if any(address in network for network in _WRAPPING):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
            return is_public(inner)
        if inner is not None and not is_public(inner):
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not address.is_loopback
        and not address.is_link_local
    )


def shown(url: str) -> str:
    """Return a URL as messages show it: on one line, not too long, without its query, which may hold secrets."""
    return _UNSAFE.sub(" ", url.split("?", 1)[0].split("#", 1)[0])[:200] or "The address"


def _host(host: str, url: str) -> str:
    """Return a host in lower-case ASCII, or an address in its only form."""
    odd = BadDocument(f"{shown(url)} has no proper host; give its usual name, such as www.example.org.")
    if not host or "%" in host:
        raise odd
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise odd from None
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise odd from None
    if not _HOST.match(name):
        raise odd
    if _NUMERIC_LABEL.match(name.rsplit(".", 1)[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise odd from None
    return name
