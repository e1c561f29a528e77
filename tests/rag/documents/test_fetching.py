from __future__ import annotations

import contextlib
import gzip
import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.documents import fetch
from rag.documents import fetching as module
from rag.errors import BadDocument
from tests.rag.documents.pdfs import Line, pdf

PAGE = b"<html><head><title>Pact</title></head><body><p>It is new, said the ambassador.</p></body></html>"
Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A web server on this machine, page by page, and what it was asked."""

    replies: dict[str, Reply] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def page(self, path: str, body: bytes = PAGE, status: int = 200, /, **headers: str) -> str:
        """Serve `body` at `path`; returns its URL."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"content_type": "text/html", "content_length": str(len(body)), **headers}.items():
                if value:
                    handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.replies[path] = reply
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.requests.append((self.path, dict(self.headers.items())))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                made.replies[self.path](self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def refused(url: str, cause: str, **options: float) -> None:
    with pytest.raises(BadDocument, match=cause) as caught:
        fetch(url, allow_private=True, **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_page_is_fetched(site: Site) -> None:
    made = fetch(site.page("/news/pact.html?id=1"), allow_private=True)
    assert (made.id, made.title, made.text) == ("pact", "Pact", "It is new, said the ambassador.")
    assert made.url == f"{site.address}/news/pact.html?id=1"
    path, headers = site.requests[0]
    assert path == "/news/pact.html?id=1"
    assert headers["Host"] == site.address.removeprefix("http://")


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/html; charset=shift_jis", "<p>東京で署名された。</p>".encode("shift_jis"), "東京で署名された。"),
        ("application/xhtml+xml", b'<?xml version="1.0"?><html><body><p>It is new.</p></body></html>', "It is new."),
        ("text/plain; charset=utf-8", "It is “new”.".encode(), "It is “new”."),
        ("text/markdown", b"# Pact\n\nIt is *new*.", "It is new."),
        ("application/pdf", pdf([Line("It is new.")]), "It is new."),
    ],
)
def test_kinds_of_pages(site: Site, content_type: str, body: bytes, text: str) -> None:
    assert fetch(site.page("/", body, content_type=content_type), allow_private=True).text == text


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE * 2000)),
        ("deflate", zlib.compress(PAGE * 2000)),
        ("deflate", zlib.compress(PAGE * 2000, wbits=-15)),
        ("identity", PAGE * 2000),
    ],
)
def test_compressed_pages(site: Site, coding: str, body: bytes) -> None:
    assert "It is new" in fetch(site.page("/", body, content_encoding=coding), allow_private=True).text


def test_redirects_are_followed(site: Site) -> None:
    site.page("/a", b"", 301, location="/b?x=1")
    site.page("/b?x=1", b"", 308, location=f"{site.address}/c")
    site.page("/c")
    assert fetch(f"{site.address}/a", allow_private=True).url == f"{site.address}/c"


def test_five_redirects_and_no_more(site: Site) -> None:
    for number in range(7):
        site.page(f"/{number}", b"", 302, location=f"/{number + 1}")
    site.page("/7")
    assert fetch(f"{site.address}/2", allow_private=True).text
    refused(f"{site.address}/1", "redirects more than 5 times")


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        ("file:///etc/passwd", "starts with http"),
        ("http://user:secret@127.0.0.1/", "user name or password"),
        ("http://0x7f.1/", "no proper host"),
        ("http://[::1", "no proper address"),
    ],
)
def test_each_redirect_is_checked(site: Site, location: str, cause: str) -> None:
    refused(site.page("/", b"", 302, location=location), cause)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "0.0.0.0"]
)
def test_private_addresses_are_refused_without_a_connection(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> socket.socket:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(BadDocument, match="not on the public web"):
        fetch(f"http://{host}/")


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.216.34", "10.0.0.1")])
def test_names_that_resolve_to_private_addresses_are_refused(
    addresses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    with pytest.raises(BadDocument, match="not on the public web"):
        fetch("http://rebound.example/")


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    port = int(site.address.rsplit(":", 1)[1])
    original = socket.getaddrinfo

    def look_up(host: str, *rest: object, **options: object) -> object:
        if host != "pinned.example":
            return original(host, *rest, **options)  # type: ignore[arg-type]
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    site.page("/")
    made = fetch(f"http://pinned.example:{port}/", allow_private=True)
    assert (made.id, len(looked_up)) == ("pinned-example", 1)
    assert site.requests[0][1]["Host"] == f"pinned.example:{port}"


@pytest.mark.parametrize(
    ("body", "headers", "cause"),
    [
        (PAGE, {"content_type": "image/png"}, "is image/png; give a page"),
        (PAGE, {"content_type": ""}, "is of unknown kind"),
        (PAGE, {"content_encoding": "br"}, r"not read \(br\)"),
        (b"no gzip", {"content_encoding": "gzip"}, "cannot be decompressed"),
        (gzip.compress(PAGE)[:-12], {"content_encoding": "gzip"}, "broke off"),
        (PAGE, {"content_length": "5000"}, "broke off"),
        (b"", {}, "is empty"),
        (b"\x89PNG\r\n\x1a\n", {"content_type": "text/plain"}, "not text but a PNG image"),
    ],
)
def test_answers_that_are_no_article(site: Site, body: bytes, headers: dict[str, str], cause: str) -> None:
    refused(site.page("/", body, 200, **headers), cause)


def test_errors_of_the_server_are_told(site: Site) -> None:
    refused(site.page("/", b"", 404), "answered 404 Not Found; check")


@pytest.mark.parametrize("headers", [{}, {"content_length": ""}])
def test_large_pages_are_refused(site: Site, headers: dict[str, str]) -> None:
    refused(site.page("/", b"x" * 100_001, 200, **headers), "larger than 0.1 MB", max_bytes=100_000)


def test_small_answers_that_unpack_to_large_pages_are_refused(site: Site) -> None:
    bomb = gzip.compress(b"x" * 50_000_000)
    assert len(bomb) < 100_000
    refused(site.page("/", bomb, content_encoding="gzip"), "larger than 1 MB", max_bytes=1_000_000)


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_page_that_drips_is_given_up(site: Site, where: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        if where == "body":
            handler.wfile.write(b"Content-Type: text/html\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.03)

    site.replies["/"] = drip
    began = time.monotonic()
    refused(f"{site.address}/", "took longer than 0.3 seconds", timeout=0.3)
    assert time.monotonic() - began < 2


def test_a_slow_resolver_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> list[object]:
        time.sleep(0.4)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    refused("http://slow.example/", "took longer than 0.1 seconds", timeout=0.1)


def test_unknown_names_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    refused("http://none.example/", "none.example/ cannot be reached: Name or service not known; check")


def test_nobody_listening_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    refused(f"http://127.0.0.1:{port}/", "cannot be reached: Connection refused")


def test_another_address_is_tried(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = tuple(map(ipaddress.ip_address, ("127.0.0.2", "127.0.0.1")))
    monkeypatch.setattr(module, "_resolve", lambda *_: addresses)
    assert fetch(site.page("/"), allow_private=True).text


def test_a_plain_server_gives_no_secure_connection(site: Site) -> None:
    refused(site.page("/").replace("http:", "https:"), "gives no secure connection")


def test_what_is_no_web_server_is_told(site: Site) -> None:
    def greet(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 smtp ready\r\n")

    site.replies["/"] = greet
    refused(f"{site.address}/", "cannot be reached: BadStatusLine")
