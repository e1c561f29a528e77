"""Which pages may ask, and what a browser is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from rag.settings import Access
from tests.ui.fakes import FakeLibrary, ScriptedAsker
from ui.app import create_app
from ui.guarding import MAX_BODY

HERE = "http://127.0.0.1:7860"
NEWS = "https://news.example"
OTHERS = [
    "https://evil.example",
    "http://news.example",
    "https://news.example:8443",
    "https://news.example.evil.example",
    "https://sub.news.example",
    "https://NEWS.example",
    "https://news.example/",
    "null",
    "",
    "*",
    "file://",
    "http://[",
    "http://[127.0.0.1]:7860",
    "https://news.example, https://evil.example",
]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    access = Access(origins=frozenset({NEWS}), rate=0, origin_rate=0)
    app = create_app(ScriptedAsker(), FakeLibrary(), access=access)
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def preflight(client: TestClient, origin: str, path: str = "/api/ask") -> Any:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    return client.options(path, headers=headers)


@pytest.mark.parametrize("path", ["/api/ask", "/api/v1/ask"])
def test_a_page_that_was_let_in_may_ask(client: TestClient, path: str) -> None:
    allowed = preflight(client, NEWS, path)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == NEWS
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "Content-Type" in allowed.headers["access-control-allow-headers"]
    headers = {"origin": NEWS, "sec-fetch-site": "cross-site"}
    asked = client.post(path, json={"question": "Who is quoted?"}, headers=headers)
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == NEWS
    assert "access-control-allow-credentials" not in asked.headers
    assert "Origin" in asked.headers["vary"]


@pytest.mark.parametrize("origin", OTHERS)
def test_any_other_page_may_not(client: TestClient, origin: str) -> None:
    for answer in (
        client.post("/api/ask", json={"question": "Who?"}, headers={"origin": origin, "sec-fetch-site": "cross-site"}),
        client.get("/api/articles", headers={"origin": origin}),
        preflight(client, origin),
    ):
        if answer.request.method != "OPTIONS":
            assert answer.status_code == 403
            assert answer.headers["content-type"] == "application/problem+json"
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "Origin" in answer.headers["vary"]


def test_the_answer_to_anybody_varies_with_the_origin(client: TestClient) -> None:
    for path in ("/api/articles", "/api/nothing", "/api/openapi.json"):
        assert "Origin" in client.get(path).headers["vary"]


@pytest.mark.parametrize("path", ["/", "/gradio_api/queue/join", "/config", "/healthz"])
def test_who_was_let_in_was_let_into_the_api_alone(client: TestClient, path: str) -> None:
    headers = {"origin": NEWS, "sec-fetch-site": "cross-site"}
    assert client.post(path, json={}, headers=headers).status_code in {403, 405}
    assert "access-control-allow-origin" not in client.get(path, headers=headers).headers


def test_errors_can_be_read_by_the_page_that_was_let_in(client: TestClient) -> None:
    headers = {"origin": NEWS, "content-type": "application/json"}
    cases = {
        413: b'{"question": "' + b"x" * MAX_BODY + b'"}',
        422: b"{}",
        404: b'{"question": "Who?", "article": "none"}',
        500: b'{"question": "Break"}',
    }
    for status, body in cases.items():
        answer = client.post("/api/ask", content=body, headers=headers)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == NEWS


@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("GET", "/api/ask", "127.0.0.1", 405),
        ("OPTIONS", "/api/ask", "127.0.0.1", 405),
        ("GET", "/api/nothing", "127.0.0.1", 404),
        ("POST", "/api/ask", "rebound.example", 403),
    ],
)
def test_so_can_what_is_refused_before_it_reaches_a_route(
    client: TestClient, method: str, path: str, host: str, status: int
) -> None:
    answer = client.request(method, path, headers={"origin": NEWS, "host": host})
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["access-control-allow-origin"] == NEWS
    assert "Origin" in answer.headers["vary"]
    other = client.request(method, path, headers={"origin": "https://evil.example", "host": host})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("origin", [NEWS, *OTHERS])
def test_any_page_may_read_whether_it_may_ask(client: TestClient, origin: str) -> None:
    answer = client.get("/api/v1/access", headers={"origin": origin, "sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["allowed"] is (origin == NEWS)
    if origin == "https://evil.example":
        assert "https://evil.example" in answer.json()["detail"]
        assert "FOOTNOTE_ORIGINS" in answer.json()["detail"]


def test_a_public_address_behind_a_proxy_is_the_servers_own() -> None:
    access = Access(url="https://ask.example")
    with TestClient(create_app(ScriptedAsker(), FakeLibrary(), access=access), base_url=HERE) as client:
        own = {"origin": "https://ask.example", "sec-fetch-site": "same-origin"}
        for host in ("127.0.0.1:7860", "ask.example"):
            headers = {**own, "host": host}
            assert client.post("/api/ask", json={"question": "Who?"}, headers=headers).status_code == 200
        for headers in ({"host": "rebound.example"}, {"origin": "http://ask.example"}):
            assert client.post("/api/ask", json={"question": "Who?"}, headers=headers).status_code == 403
