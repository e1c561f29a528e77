"""`footnote serve` as it is run: a real process, the real chain, other origins and a log of questions."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.embedding import OnnxEmbeddings
from tests.integration.conftest import ROOT
from tests.ui.test_streaming import told

pytestmark = pytest.mark.integration

NEWS = "https://news.example"
QUESTION = "How many people attended the seminar?"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "questions.jsonl"


@pytest.fixture(scope="module")
def server(embeddings: OnnxEmbeddings, log: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "FOOTNOTE_ORIGINS": NEWS, "FOOTNOTE_RATE": "8", "FOOTNOTE_QUESTION_LOG": str(log)}
    command = [str(Path(sys.executable).parent / "footnote"), "serve", "--port", str(port), "--corpus", "corpus"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "ready" in process.stdout.readline(), process.stderr.read()
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGINT)
        _out, faults = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "Traceback" not in faults
        assert QUESTION not in faults


def call(address: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
    data = None if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, data, {"Content-Type": "application/json", **named})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def test_a_question_from_its_page_to_its_quote(server: str, log: Path) -> None:
    status, headers, text = call(
        f"{server}/api/v1/ask", {"question": QUESTION}, Origin=NEWS, Accept="text/event-stream"
    )
    assert (status, headers["access-control-allow-origin"]) == (200, NEWS)
    *way, (name, answer) = told(text)
    assert way == [("status", {"stage": "searching"}), ("status", {"stage": "reading"})]
    assert (name, answer["answered"]) == ("answer", True)
    assert "150 participants" in answer["answer"]
    (listed,) = json.loads(call(f"{server}/api/v1/articles")[2])
    article = json.loads(call(f"{server}/api/v1/articles/{listed['id']}")[2])
    for note in answer["citations"]:
        assert article["text"][note["start"] : note["end"]] == note["quote"]
    assert json.loads(log.read_text(encoding="utf-8").splitlines()[0])["question"] == QUESTION


def test_an_assistant_gets_the_quote_too(server: str) -> None:
    params = {"name": "ask", "arguments": {"question": QUESTION}}
    status, _, text = call(f"{server}/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    assert status == 200
    assert "150 participants" in json.loads(text)["result"]["structuredContent"]["citations"][0]["quote"]


def test_others_are_refused_and_too_many_are_told_to_wait(server: str) -> None:
    assert call(f"{server}/api/v1/ask", {"question": QUESTION}, Origin="https://evil.example")[0] == 403
    statuses = [call(f"{server}/api/v1/ask", {"question": QUESTION}, Origin=NEWS)[0] for _ in range(9)]
    assert statuses[-1] == 429
    assert set(statuses) == {200, 429}
    assert 'footnote_requests_total{route="ask",status="429"}' in call(f"{server}/metrics")[2]
    assert call(f"{server}/widget.js")[0] == 200
