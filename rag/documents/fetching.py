"""Fetches a web page, and nothing that is not one: every hop is resolved once, checked and pinned."""

from __future__ import annotations

import http.client
import io
import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from rag.documents.addresses import Address, Target, is_public, parse, shown
from rag.documents.reading import MAX_BYTES, read
from rag.errors import BadDocument
from rag.types import Document

MAX_REDIRECTS = 5
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
}
_HEADERS = {
    "User-Agent": "footnote",
    "Accept": ", ".join(_SUFFIXES),
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_PIECE = 65_536


def fetch(url: str, *, allow_private: bool = False, timeout: float = 15, max_bytes: int = MAX_BYTES) -> Document:
    """Read a page of the public web.

    Every host, also of each redirect, is resolved once; all its addresses must be public, and the connection goes to
    an address that was checked, so that a name which resolves otherwise the next time gains nothing.

    Args:
        url: an http or https address.
        allow_private: let addresses inside the network through; for tests and networks of one's own.
        timeout: seconds for everything together, redirects included.
        max_bytes: the most that is read, before and after decompression.

    Returns:
        The document; its `url` is where the page was found in the end.

    Raises:
        BadDocument: the address is not allowed, nothing was reached in time, or what came is no article.
    """
    deadline = time.monotonic() + timeout
    target = parse(url, allow_private=allow_private)
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = _ask(target, deadline, max_bytes, allow_private=allow_private)
            if answer.location is None:
                break
            target = parse(_joined(target.url, answer.location), allow_private=allow_private)
        else:
            raise BadDocument(f"{shown(url)} redirects more than {MAX_REDIRECTS} times; give the page's own address.")
    except TimeoutError:
        raise BadDocument(f"{shown(target.url)} took longer than {timeout:g} seconds; try again later.") from None
    except ssl.SSLError as error:
        cause = error.reason or "no reason given"
        raise BadDocument(f"{shown(target.url)} gives no secure connection ({cause}); check the address.") from None
    except (OSError, http.client.HTTPException) as error:
        cause = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise BadDocument(f"{shown(target.url)} cannot be reached: {cause}; check the address.") from None
    return read(
        answer.data, name=_name(target), suffix=_SUFFIXES[answer.content_type], url=target.url, charset=answer.charset
    )


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        raise BadDocument(f"{shown(base)} redirects to no proper address; give the page's own address.") from None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server sent: a page, or where else to look."""

    data: bytes = b""
    content_type: str = ""
    charset: str | None = None
    location: str | None = None


class _TimedStream(io.RawIOBase):
    """Reads from a socket until a moment, however slowly bytes drip in."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._connection.settimeout(_left(self._deadline))
        return self._connection.recv_into(buffer)


class _TimedSocket:
    """As much of a socket as `http.client` uses, bound to a deadline."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(_left(self._deadline))
        self._connection.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedStream(self._connection, self._deadline))

    def close(self) -> None:
        """Leave the socket open: `http.client` lets go of it before the body is read."""


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ask(target: Target, deadline: float, max_bytes: int, *, allow_private: bool) -> _Answer:
    connection = http.client.HTTPConnection(target.host, target.port)
    if target.secure:
        # Leaves :443 out of the Host header, as browsers do.
        connection.default_port = 443
    with closing(_connect(target, deadline, allow_private=allow_private)) as stream:
        connection.sock = _TimedSocket(stream, deadline)
        connection.request("GET", target.path, headers=_HEADERS)
        with closing(connection.getresponse()) as response:
            return _answer(response, target, max_bytes)


def _connect(target: Target, deadline: float, *, allow_private: bool) -> socket.socket:
    addresses = _resolve(target, deadline)
    if not allow_private and not all(map(is_public, addresses)):
        raise BadDocument(f"{target.host} is not on the public web; only public pages are fetched.")
    failure = OSError(0, "its name has no address")
    for number, address in enumerate(addresses):
        # An address that does not answer leaves time for the next one.
        patience = _left(deadline) / (len(addresses) - number)
        try:
            stream = socket.create_connection((str(address), target.port), timeout=patience)
        except OSError as error:
            failure = error
        else:
            return _secured(stream, target, deadline) if target.secure else stream
    raise failure


def _resolve(target: Target, deadline: float) -> tuple[Address, ...]:
    """Look a host up, giving up at the deadline: the system's own resolver knows none."""
    found: queue.SimpleQueue[tuple[Address, ...] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            found.put(tuple(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in entries)))
        except (OSError, ValueError, UnicodeError) as error:
            found.put(OSError(0, getattr(error, "strerror", None) or "its name cannot be looked up"))

    threading.Thread(target=look_up, daemon=True).start()
    try:
        result = found.get(timeout=_left(deadline))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(result, OSError):
        raise result
    return result


def _secured(plain: socket.socket, target: Target, deadline: float) -> ssl.SSLSocket:
    try:
        plain.settimeout(_left(deadline))
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except OSError:
        plain.close()
        raise


def _answer(response: http.client.HTTPResponse, target: Target, max_bytes: int) -> _Answer:
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location:
        return _Answer(location=location.encode("latin-1", "replace").decode("utf-8", "replace").strip())
    if response.status != 200:
        raise BadDocument(f"{shown(target.url)} answered {response.status} {_reason(response)}; check the address.")
    kind: Message = response.headers
    content_type = kind.get_content_type() if kind.get("Content-Type") else ""
    if content_type not in _SUFFIXES:
        raise BadDocument(
            f"{shown(target.url)} is {content_type or 'of unknown kind'}; give a page of HTML, text, Markdown or PDF."
        )
    too_large = BadDocument(f"{shown(target.url)} is larger than {max_bytes / 1e6:g} MB; give a smaller page.")
    if (response.length or 0) > max_bytes:
        raise too_large
    data = bytearray()
    for piece in _decoded(response, target, max_bytes):
        data += piece
        if len(data) > max_bytes:
            raise too_large
    return _Answer(bytes(data), content_type, kind.get_content_charset())


def _reason(response: http.client.HTTPResponse) -> str:
    return "".join(character for character in response.reason[:60] if character.isprintable())


def _decoded(response: http.client.HTTPResponse, target: Target, max_bytes: int) -> Iterator[bytes]:
    """Yield the body in pieces, decompressed; no piece and no more input than `max_bytes`."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise BadDocument(
            f"{shown(target.url)} is compressed in a way that is not read ({coding[:20]}); save the page."
        )
    inflater = None
    taken = 0
    while taken <= max_bytes and (piece := response.read(_PIECE)):
        taken += len(piece)
        if coding == "identity":
            yield piece
            continue
        inflater = inflater or zlib.decompressobj(_window(coding, piece))
        while piece and not inflater.eof:
            try:
                yield inflater.decompress(piece, _PIECE)
            except zlib.error:
                raise BadDocument(f"{shown(target.url)} is damaged: it cannot be decompressed; try again.") from None
            piece = inflater.unconsumed_tail
    if taken > max_bytes:
        raise BadDocument(f"{shown(target.url)} is larger than {max_bytes / 1e6:g} MB; give a smaller page.")
    if inflater:
        yield inflater.flush()
    if response.length or (inflater and not inflater.eof):
        raise BadDocument(f"{shown(target.url)} broke off half-way; try again.")


def _window(coding: str, start: bytes) -> int:
    """Return zlib's window bits: servers send "deflate" with and without zlib's header."""
    if coding != "deflate":
        return 31
    has_header = len(start) > 1 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return 15 if has_header else -15


def _name(target: Target) -> str:
    last = PurePosixPath(unquote(urlsplit(target.url).path)).stem
    return last if last not in ("", "index") else target.host
