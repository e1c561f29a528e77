import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from rag.serialising import answer_to_json
from rag.types import Turn
from tests.ui.fakes import ANSWERS, BRIDGE, FERRY, FakeLibrary, ScriptedAsker
from ui.app import create_app
from ui.guarding import MAX_BODY

HERE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture(scope="module")
def client(asker: ScriptedAsker) -> Iterator[TestClient]:
    with TestClient(create_app(asker, FakeLibrary()), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert set(document) == {"type", "title", "status", "detail"}
    assert document["status"] == status
    return dict(document)


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_an_answer_is_the_same_json_as_everywhere(client: TestClient, prefix: str) -> None:
    for question, answer in ANSWERS.items():
        response = client.post(f"{prefix}/ask", json={"question": question})
        assert response.status_code == 200
        assert response.json() == json.loads(json.dumps(answer_to_json(answer)))


def test_history_and_article_reach_the_engine(client: TestClient, asker: ScriptedAsker) -> None:
    history = [{"question": "When?", "answer": "In May."}]
    assert (
        client.post("/api/ask", json={"question": "Where?", "history": history, "article": "ferry"}).status_code == 200
    )
    assert asker.asked[-1] == ("Where?", (Turn("When?", "In May."),), "ferry")


def test_articles_are_listed_and_read(client: TestClient) -> None:
    listed = client.get("/api/articles").json()
    assert [article["id"] for article in listed] == ["bridge", "ferry"]
    assert set(listed[0]) == {"id", "title", "source", "url", "date", "language"}
    article = client.get("/api/v1/articles/bridge").json()
    assert article["text"] == BRIDGE.text
    assert [(block["kind"], block["start"], block["end"]) for block in article["blocks"]] == [
        (block.kind, block.start, block.end) for block in BRIDGE.blocks
    ]
    assert article["title"] == BRIDGE.title != FERRY.title


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"question": "  "}, 422, "The question is empty"),
        ({}, 422, "question: Field required"),
        ({"question": 7}, 422, "question: Input should be a valid string"),
        ({"question": "Q?", "hystory": []}, 422, "hystory"),
        ({"question": "Q?", "history": [{"question": "Q?"}]}, 422, "history.0.answer"),
        ({"question": "Q?", "article": "none"}, 404, "There is no article 'none'."),
        ([], 422, "The body is not what it should be"),
    ],
)
def test_input_that_cannot_be_used_is_a_problem_that_says_why(
    client: TestClient, body: Any, status: int, detail: str
) -> None:
    assert detail in problem(client.post("/api/ask", json=body), status)["detail"]


@pytest.mark.parametrize("body", [b"{", b'{"question": "Who?"', b"Who?", b"\xff\xfe", b"[" * 60_000])
def test_a_body_that_is_no_json_is_a_problem(client: TestClient, body: bytes) -> None:
    problem(client.post("/api/ask", content=body, headers={"content-type": "application/json"}), 400)


def test_a_large_body_is_refused_with_and_without_its_length(client: TestClient) -> None:
    body = json.dumps({"question": "x" * MAX_BODY}).encode()
    headers = {"content-type": "application/json"}
    assert "64 kB" in problem(client.post("/api/ask", content=body, headers=headers), 413)["detail"]
    assert (
        "64 kB" in problem(client.post("/api/ask", content=iter([body[:9], body[9:]]), headers=headers), 413)["detail"]
    )


def test_a_fault_tells_nothing_of_the_inside(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "Break"})
    problem(response, 500)
    assert "secret" not in response.text
    assert "ZeroDivision" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/articles/none", "/api/nothing", "/api/v1/nothing", "/nothing", "/docs"])
def test_what_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("path", "method"), [("/api/ask", "POST"), ("/api/v1/articles", "GET"), ("/api/articles/bridge", "GET")]
)
def test_another_method_than_the_route_s_own_is_told_which(client: TestClient, path: str, method: str) -> None:
    for other in {"DELETE", "GET", "OPTIONS", "POST"} - {method}:
        response = client.request(other, path)
        problem(response, 405)
        assert response.headers["allow"] == method


def test_the_server_tells_how_it_is(client: TestClient, asker: ScriptedAsker) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    before = len(asker.asked)
    assert client.get("/readyz").json() == {"status": "ready"}
    assert len(asker.asked) == before + 1


def test_the_api_describes_itself(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    assert {"/api/ask", "/api/v1/ask", "/api/articles", "/api/articles/{id}"} <= set(description["paths"])


def test_what_may_be_asked_can_be_checked_by_its_description(client: TestClient) -> None:
    parts = client.get("/api/openapi.json").json()["components"]
    described = Draft202012Validator({"$ref": "#/components/schemas/QuestionIn", "components": parts})
    for question in ("Who is quoted?", "誰が話したか", "من؟", *ANSWERS):
        described.validate({"question": question, "history": [{"question": "When?", "answer": "In May."}]})
    for body in ({}, {"question": " "}, {"question": 7}, {"question": "Who?", "histroy": []}):
        assert not described.is_valid(body)
