"""Server-sent events, and questions that are called off because their client went away."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from rag.serialising import answer_to_json
from rag.settings import Access
from tests.ui.fakes import ANSWERS, FakeLibrary, ScriptedAsker
from tests.ui.telling import ENDLESS, LATE_FAULT, TellingAsker
from ui.app import create_app
from ui.streaming import message

HERE = "http://127.0.0.1:7860"
STREAM = {"accept": "text/event-stream"}


def told(text: str) -> list[tuple[str, Any]]:
    """Read server-sent events, as the standard has it."""
    events = []
    for block in text.split("\n\n")[:-1]:
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def client_of(asker: ScriptedAsker) -> TestClient:
    app = create_app(asker, FakeLibrary(), access=Access(patience=5))
    return TestClient(app, base_url=HERE, raise_server_exceptions=False)


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
def test_the_way_to_the_answer_is_told(prefix: str) -> None:
    with client_of(TellingAsker()) as client:
        response = client.post(f"{prefix}/ask", json={"question": "When does the bridge close?"}, headers=STREAM)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    events = told(response.text)
    assert events[:3] == [("status", {"stage": stage}) for stage in ("searching", "reading", "writing")]
    answer = ANSWERS["When does the bridge close?"]
    assert "".join(data["text"] for name, data in events if name == "token").strip() == answer.answer
    assert events[-1] == ("answer", answer_to_json(answer))


def test_an_engine_that_tells_nothing_gives_the_answer_alone() -> None:
    with client_of(ScriptedAsker()) as client:
        response = client.post("/api/ask", json={"question": "Who?", "id": "q1"}, headers=STREAM)
    ((name, answer),) = told(response.text)
    assert (name, answer["id"], answer["answered"]) == ("answer", "q1", False)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"question": " "}, 422), ({"question": "Who?", "article": "none"}, 404), ({"question": "Break"}, 500), ({}, 422)],
)
def test_what_fails_before_the_first_event_has_its_own_status(body: dict[str, str], status: int) -> None:
    with client_of(TellingAsker()) as client:
        response = client.post("/api/ask", json=body, headers=STREAM)
    assert (response.status_code, response.json()["status"]) == (status, status)
    assert response.headers["content-type"] == "application/problem+json"


def test_what_fails_later_is_the_last_event_and_tells_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    with client_of(TellingAsker()) as client:
        response = client.post("/api/ask", json={"question": LATE_FAULT}, headers=STREAM)
    name, problem = told(response.text)[-1]
    assert (name, problem["status"], problem["title"]) == ("error", 500, "Internal Server Error")
    assert "secret" not in response.text
    assert "secret internals" in caplog.text


@given(st.dictionaries(st.text(), st.text()))
def test_no_text_ends_an_event_or_begins_one(data: dict[str, str]) -> None:
    text = message("token", data)
    assert text.count("\n") == 3
    assert "\r" not in text
    assert told(text) == [("token", data)]


@contextmanager
def listening(asker: ScriptedAsker) -> Iterator[int]:
    """Serve the app on a socket in a thread and give its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = create_app(asker, FakeLibrary(), access=Access(patience=20, rate=0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def send(port: int, question: str, accept: str) -> socket.socket:
    body = json.dumps({"question": question}).encode()
    head = f"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(head.encode() + body)
    return connection


@pytest.mark.integration
@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_a_client_that_goes_away_calls_its_question_off(accept: str) -> None:
    asker = TellingAsker()
    with listening(asker) as port:
        with send(port, ENDLESS, accept) as connection:
            if accept == "text/event-stream":
                assert connection.recv(20).startswith(b"HTTP/1.1 200")
            else:
                time.sleep(0.3)
            assert asker.called_off == []
        deadline = time.monotonic() + 5
        while not asker.called_off and time.monotonic() < deadline:
            time.sleep(0.02)
        assert asker.called_off == [ENDLESS]


@pytest.mark.integration
def test_events_arrive_while_the_question_is_worked_on() -> None:
    with listening(TellingAsker(pause=0.1)) as port, send(port, "Who?", "text/event-stream") as connection:
        arrivals = []
        while b"event: answer" not in (piece := connection.recv(4096)):
            arrivals.append((time.monotonic(), piece))
        assert len(arrivals) > 3
        assert time.monotonic() - arrivals[0][0] > 0.5
