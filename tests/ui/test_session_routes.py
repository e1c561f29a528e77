import asyncio
import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from rag.errors import BadDocument
from rag.types import Asker, Document
from tests.rag.documents.pdfs import Line, pdf
from tests.ui.fakes import FakeLibrary, ScriptedAsker, bind, document
from ui import session_routes
from ui.app import create_app
from ui.session_routes import ARTICLES, CONVERSATION, MAX_ARTICLE, TOKEN, OwnArticles
from ui.sessions import Sessions
from ui.shelf import MOST_OWN, Progress, Shelf

HERE = "http://127.0.0.1:7860"
TEXT = "The keeper Tamsin Crewe lit the lighthouse lamp by hand until 1983."
PAGE = document("page", "A page", ("paragraph", "Words of a page."), url="https://example.org/page")


def fetch(url: str) -> Document:
    if url != PAGE.url:
        raise BadDocument(f"{url} cannot be reached: check the address.")
    return PAGE


def slow_bind(documents: Sequence[Document], progress: Progress) -> Asker:
    if any("Break" in document.text for document in documents):
        raise ZeroDivisionError("secret internals")
    return bind(documents, progress)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(ScriptedAsker(), FakeLibrary(), own=OwnArticles(slow_bind, fetch))
    with TestClient(app, base_url=HERE) as client:
        yield client


@pytest.fixture
def token(request: pytest.FixtureRequest) -> str:
    return f"{abs(hash(request.node.nodeid)):024d}"[:24]


def bring(
    client: TestClient, token: str, body: Any = None, *, data: bytes = b"", name: str = ""
) -> list[dict[str, Any]]:
    headers = {TOKEN: token} | ({"X-File-Name": quote(name)} if name else {})
    content = data if name else json.dumps(body).encode()
    response = client.post(ARTICLES, content=content, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return [json.loads(line) for line in response.text.splitlines()]


def test_pasted_text_becomes_an_article_and_progress_is_told(client: TestClient, token: str) -> None:
    lines = bring(client, token, {"text": TEXT})
    assert lines == [
        {"step": "Reading", "done": 0, "total": 0},
        {"step": "Indexing", "done": 0, "total": 2},
        {"step": "Indexing", "done": 2, "total": 2},
        {"article": "pasted-text"},
    ]


@pytest.mark.parametrize(
    ("name", "data", "id"),
    [
        ("My lighthouse.txt", TEXT.encode(), "my-lighthouse"),
        ("página ünï.md", b"# A title\n\nWords of it.", "pagina-uni"),
        ("../../etc/page.html", f"<html><body><p>{TEXT}</p><p>{TEXT}</p></body></html>".encode(), "page"),
        ("paper.pdf", pdf([Line(TEXT)]), "paper"),
    ],
)
def test_a_file_becomes_an_article(client: TestClient, token: str, name: str, data: bytes, id: str) -> None:
    assert bring(client, token, data=data, name=name)[-1] == {"article": id}


def test_an_address_becomes_an_article(client: TestClient, token: str) -> None:
    assert bring(client, token, {"url": " https://example.org/page "})[-1] == {"article": "page"}
    assert bring(client, token, {"url": "http://10.0.0.1/"})[-1] == {
        "problem": "http://10.0.0.1/ cannot be reached: check the address."
    }


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("scan.exe", b"MZ", "of a kind that is not read (.exe)"),
        ("x.pdf", b"PK\x03\x04 zip", "is not a PDF but a ZIP archive"),
        ("x.txt", b" \n ", "is empty"),
        ("x.txt", b"a" * 200_001, "200,000 is the most"),
        ("<b>.txt", b"\0\0\0", "<b>.txt is not text"),
        ("x.txt", b"Break", "Something went wrong here"),
    ],
)
def test_a_bad_file_says_what_is_wrong(client: TestClient, token: str, name: str, data: bytes, words: str) -> None:
    problem = bring(client, token, data=data, name=name)[-1]["problem"]
    assert words in problem
    assert "secret" not in problem


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"text": " "}', b'{"other": "x"}', b"[" * 60_000])
def test_what_brings_nothing_is_a_problem(client: TestClient, token: str, body: bytes) -> None:
    response = client.post(ARTICLES, content=body, headers={TOKEN: token})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_an_own_article_is_private_and_can_be_removed(client: TestClient, token: str) -> None:
    other = token[::-1] + "x"
    assert bring(client, token, {"text": TEXT})[-1] == {"article": "pasted-text"}
    assert bring(client, token, {"text": TEXT})[-1] == {"article": "pasted-text-2"}
    address = f"{ARTICLES}/pasted-text"
    assert client.delete(address, headers={TOKEN: other}).status_code == 404
    assert "pasted-text" not in client.get("/api/articles").text
    assert client.get("/api/articles/pasted-text").status_code == 404
    assert client.delete(address, headers={TOKEN: token}).status_code == 204
    assert client.delete(address, headers={TOKEN: token}).status_code == 404
    assert client.delete(f"{ARTICLES}/bridge", headers={TOKEN: token}).status_code == 404


def test_there_is_a_most_of_articles(client: TestClient, token: str) -> None:
    for _ in range(MOST_OWN):
        assert "article" in bring(client, token, {"text": TEXT})[-1]
    assert "remove one first" in bring(client, token, {"text": TEXT})[-1]["problem"]


def test_without_a_session_there_is_nothing(client: TestClient) -> None:
    assert client.post(ARTICLES, content=b"{}").status_code == 403
    assert client.get(CONVERSATION).status_code == 403
    assert client.get(CONVERSATION, headers={TOKEN: "x"}).status_code == 403


def test_other_sites_may_bring_nothing(client: TestClient, token: str) -> None:
    response = client.post(ARTICLES, content=b"{}", headers={TOKEN: token, "origin": "https://evil.example"})
    assert response.status_code == 403


def test_an_article_may_be_larger_than_a_question_but_not_without_bound(client: TestClient, token: str) -> None:
    assert bring(client, token, data=b"word " * 30_000, name="long.txt")[-1] == {"article": "long"}
    large = b"x" * (MAX_ARTICLE + 1)
    assert client.post(ARTICLES, content=large, headers={TOKEN: token, "X-File-Name": "x.txt"}).status_code == 413


def test_a_conversation_can_be_taken_along(client: TestClient, token: str) -> None:
    response = client.get(CONVERSATION, headers={TOKEN: token})
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert response.text == "# A conversation with Footnote\n"


def test_where_no_articles_can_be_brought_there_is_no_way_to() -> None:
    with TestClient(create_app(ScriptedAsker(), FakeLibrary()), base_url=HERE) as client:
        assert 'id="own"' not in client.get("/").text
        assert client.post(ARTICLES, content=b"{}", headers={TOKEN: "t" * 24}).status_code in {404, 405}


def test_addresses_are_read_only_where_that_is_switched_on(token: str) -> None:
    app = create_app(ScriptedAsker(), FakeLibrary(), own=OwnArticles(bind))
    with TestClient(app, base_url=HERE) as client:
        page = client.get("/").text
        assert 'id="own-text"' in page
        assert 'id="own-url"' not in page
        response = client.post(ARTICLES, content=b'{"url": "https://example.org"}', headers={TOKEN: token})
        assert response.status_code == 422
        assert "reads no addresses" in response.json()["detail"]


def test_only_so_many_articles_wait(token: str) -> None:
    def late(documents: Sequence[Document], progress: Progress) -> Asker:
        time.sleep(0.3)
        return bind(documents, progress)

    app = create_app(ScriptedAsker(), FakeLibrary(), own=OwnArticles(late))
    with TestClient(app, base_url=HERE) as client, ThreadPoolExecutor(8) as pool:
        tokens = [f"{token}{number}" for number in range(8)]
        ends = list(pool.map(lambda each: bring(client, each, {"text": TEXT})[-1], tokens))
    assert [end for end in ends if "problem" in end] == [
        {"problem": "Too many articles are waiting to be read; try again in a moment."}
    ] * 3


async def test_whoever_leaves_calls_it_off() -> None:
    held, told = threading.Event(), threading.Event()

    def held_bind(documents: Sequence[Document], progress: Progress) -> Asker:
        told.set()
        held.wait(5)
        return bind(documents, progress)

    sessions = Sessions(Shelf(FakeLibrary(), ScriptedAsker()))
    session = sessions.open("t" * 24)
    bench = session_routes._Bench(sessions, held_bind)
    lines = bench.bring(session, lambda: PAGE)
    assert (await anext(lines))["step"] == "Reading"
    await asyncio.to_thread(told.wait, 5)
    await lines.aclose()
    held.set()
    await asyncio.gather(*bench._tasks)
    assert session.shelf.own == ()
    # The bench is free again.
    assert [line async for line in bench.bring(session, lambda: PAGE)][-1] == {"article": "page"}
