"""An assistant asks the articles: by hand, message by message, and through the protocol's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from starlette.testclient import TestClient

from rag.serialising import answer_to_json
from rag.settings import Access
from tests.hostile import HOSTILE
from tests.ui.fakes import ANSWERS, FakeLibrary, ScriptedAsker
from tests.ui.test_streaming import listening
from ui.app import create_app
from ui.models import AnswerOut

NEWS = "https://news.example"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    access = Access(origins=frozenset({NEWS}), rate=0)
    app = create_app(ScriptedAsker(), FakeLibrary(), access=access)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def send(client: TestClient, method: str, **params: Any) -> dict[str, Any]:
    response = client.post("/mcp", json={"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
    assert response.status_code == 200
    message = response.json()
    assert (message["jsonrpc"], message["id"]) == ("2.0", 7)
    return dict(message)


def ask(client: TestClient, **arguments: Any) -> dict[str, Any]:
    return dict(send(client, "tools/call", name="ask", arguments=arguments)["result"])


@pytest.mark.parametrize(
    ("asked", "agreed"), [("2025-06-18", "2025-06-18"), ("1999-01-01", "2025-11-25"), (7, "2025-11-25")]
)
def test_a_revision_of_the_protocol_is_agreed_upon(client: TestClient, asked: Any, agreed: str) -> None:
    result = send(client, "initialize", protocolVersion=asked, capabilities={}, clientInfo={})["result"]
    assert (result["protocolVersion"], result["serverInfo"]["name"]) == (agreed, "footnote")


def test_an_answer_is_text_with_quotes_and_the_json_that_was_described(client: TestClient) -> None:
    tools = {tool["name"]: tool for tool in send(client, "tools/list")["result"]["tools"]}
    assert set(tools) == {"ask", "articles"}
    assert tools["ask"]["outputSchema"] == AnswerOut.model_json_schema(mode="serialization")
    for question, answer in ANSWERS.items():
        result = ask(client, question=question)
        assert result["isError"] is False
        assert result["structuredContent"] == json.loads(json.dumps(answer_to_json(answer)))
        AnswerOut.model_validate(result["structuredContent"])
        for note in (*answer.citations, *answer.closest):
            assert note.quote in result["content"][0]["text"]
    listed = json.loads(send(client, "tools/call", name="articles")["result"]["content"][0]["text"])
    assert [article["id"] for article in listed] == ["bridge", "ferry"]


def test_a_client_can_check_a_question_before_it_sends_it(client: TestClient) -> None:
    tools = {tool["name"]: tool for tool in send(client, "tools/list")["result"]["tools"]}
    described = Draft202012Validator(tools["ask"]["inputSchema"])
    for question in filter(str.strip, HOSTILE):
        assert described.is_valid({"question": question})
    assert not described.is_valid({"question": " "})


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"question": " "}, "The question is empty"),
        ({"question": "Who?", "article": "none"}, "There is no article 'none'"),
        ({"question": 7}, "question: Input should be a valid string"),
        ({}, "question: Field required"),
        ({"question": "Break"}, "Something went wrong here"),
    ],
)
def test_what_kept_a_question_from_being_answered_is_told(
    client: TestClient, arguments: dict[str, Any], says: str
) -> None:
    result = ask(client, **arguments)
    assert result["isError"] is True
    assert says in result["content"][0]["text"]
    assert "secret" not in json.dumps(result)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, -32700),
        (b"[]", 400, -32600),
        (b'{"id": 1, "method": "ping"}', 400, -32600),
        (b'{"jsonrpc": "2.0", "id": [], "method": "ping"}', 400, -32600),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', 400, -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}', 200, -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "resources/list"}', 200, -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": {}}', 200, -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "rm"}}', 200, -32602),
        (b"\xff\xfe", 400, -32700),
        (b"[" * 60_000, 400, -32700),
        (b'{"jsonrpc": "2.0", "id": "\\ud800", "method": "ping"}', 400, -32700),
    ],
)
def test_what_is_no_call_is_an_error_of_json_rpc(client: TestClient, body: bytes, status: int, code: int) -> None:
    response = client.post("/mcp", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_a_notification_needs_no_answer(client: TestClient) -> None:
    response = client.post("/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (response.status_code, response.content) == (202, b"")


def test_pages_of_other_origins_may_not_call_it_even_where_they_may_ask(client: TestClient) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    for origin in (NEWS, "https://evil.example", "null"):
        assert client.post("/mcp", json=body, headers={"origin": origin}).status_code == 403
    assert client.get("/mcp").status_code == client.delete("/mcp").status_code == 405


def test_hostile_strings_stay_strings(client: TestClient) -> None:
    for hostile in HOSTILE:
        assert ask(client, question=hostile)["isError"] is (not hostile.strip())
        assert "error" in send(client, "tools/call", name=hostile)


@pytest.mark.integration
def test_the_protocol_s_own_client_asks() -> None:
    async def session(port: int) -> None:
        async with Client(f"http://127.0.0.1:{port}/mcp") as assistant:
            assert {tool.name for tool in (await assistant.list_tools()).tools} == {"ask", "articles"}
            result = await assistant.call_tool("ask", {"question": "When does the bridge close?"})
            assert result.structured_content == answer_to_json(ANSWERS["When does the bridge close?"])
            failed = await assistant.call_tool("ask", {"question": " "})
            assert failed.is_error

    with listening(ScriptedAsker()) as port:
        asyncio.run(session(port))
