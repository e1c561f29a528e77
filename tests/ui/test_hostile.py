"""Hostile strings through the API: each comes back as it was or is refused, and none is a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from rag.settings import Access
from tests.browser.hosting import Echo
from tests.hostile import HOSTILE
from tests.ui.fakes import FakeLibrary
from tests.ui.test_streaming import told
from ui.app import create_app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(Echo(), FakeLibrary(), access=Access(rate=0))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_each_comes_back_as_it_was(client: TestClient) -> None:
    for hostile in HOSTILE:
        body = {"question": hostile, "id": hostile, "history": [{"question": hostile, "answer": hostile}]}
        answer = client.post("/api/ask", json=body)
        assert answer.status_code == 200, hostile
        assert answer.headers["content-type"] == "application/json"
        fields = answer.json()
        assert fields["question"] == fields["id"] == fields["citations"][0]["quote"] == hostile
        ((name, streamed),) = told(client.post("/api/ask", json=body, headers={"accept": "text/event-stream"}).text)
        assert (name, streamed) == ("answer", fields)


def test_in_an_address_none_is_a_fault(client: TestClient) -> None:
    for hostile in HOSTILE:
        article = client.get(f"/api/articles/{hostile.encode().hex()}")
        assert article.status_code == 404
        assert client.get("/api/articles", params={hostile: hostile}).status_code == 200
        assert client.get("/api/access", headers={"origin": hostile.encode()[:200].hex()}).status_code == 200


@pytest.mark.parametrize("escaped", ["\\ud800", "\\udfff", "a\\ud83dz"])
def test_half_a_character_is_refused(client: TestClient, escaped: str) -> None:
    body = f'{{"question": "{escaped}"}}'
    assert json.loads(body)
    answer = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
