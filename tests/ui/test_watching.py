"""Answers are counted; questions are written down only where that is asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag.errors import BadSetting
from rag.settings import Access
from rag.types import Answer, StreamingAsker
from tests.ui.fakes import FakeLibrary, ScriptedAsker
from tests.ui.telling import TellingAsker
from ui.app import create_app
from ui.metrics import Metrics
from ui.watching import QuestionLog, Watched

HERE = "http://127.0.0.1:7860"


@pytest.mark.parametrize("asker", [ScriptedAsker(), TellingAsker()])
def test_each_answer_is_shown_once_and_passed_on(asker: ScriptedAsker) -> None:
    seen: list[Answer] = []
    watched = Watched(asker, seen.append)
    assert isinstance(watched, StreamingAsker)
    answer = watched.ask("Who is quoted?", id="1")
    *_, streamed = watched.stream("Who is quoted?", id="1")
    assert answer == streamed
    assert seen == [answer, answer]


def test_questions_are_written_line_by_line_if_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    app = create_app(ScriptedAsker(), FakeLibrary(), access=Access(question_log=path))
    with TestClient(app, base_url=HERE) as client:
        for question in ("Who is quoted?", "a\nb\x1b[31m"):
            assert client.post("/api/ask", json={"question": question}).status_code == 200
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["question"] for line in lines] == ["Who is quoted?", "a\nb\x1b[31m"]
    assert set(json.loads(lines[0])) == {"time", "question", "answered", "confidence", "elapsed_ms"}
    assert "\x1b" not in "".join(lines)


def test_a_probe_is_nobodys_question(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    asker = ScriptedAsker()
    with TestClient(create_app(asker, FakeLibrary(), access=Access(question_log=path)), base_url=HERE) as client:
        assert client.get("/readyz").status_code == 200
        lines = client.get("/metrics").text.splitlines()
    assert len(asker.asked) == 1
    assert path.read_text(encoding="utf-8") == ""
    assert "footnote_answer_seconds_count 0" in lines
    assert 'footnote_requests_total{route="readyz",status="200"} 1' in lines


def test_a_probe_calls_no_model() -> None:
    class Written(ScriptedAsker):
        def unwritten(self) -> ScriptedAsker:
            return plain

    plain, written = ScriptedAsker(), Written()
    with TestClient(create_app(written, FakeLibrary()), base_url=HERE) as client:
        assert client.get("/readyz").status_code == 200
    assert (len(plain.asked), len(written.asked)) == (1, 0)


def test_a_log_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"^FOOTNOTE_QUESTION_LOG: .*cannot be written"):
        QuestionLog(tmp_path / "none" / "questions.jsonl")


def test_a_log_that_cannot_be_written_any_more_keeps_no_question_from_its_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    log = QuestionLog(folder / "questions.jsonl")
    shutil.rmtree(folder)
    assert Watched(ScriptedAsker(), log).ask("My secret question?").answered is False
    assert "questions.jsonl cannot be written" in caplog.text
    assert "secret" not in caplog.text


def test_no_question_is_printed_or_logged_otherwise(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    app = create_app(ScriptedAsker(), FakeLibrary())
    with TestClient(app, base_url=HERE) as client:
        client.post("/api/ask", json={"question": "My secret question?"})
        client.post("/api/ask", json={"question": "My secret question?", "article": "none"})
    out, err = capfd.readouterr()
    assert "secret" not in out + err + caplog.text


def test_the_monitor_reads_what_was_counted() -> None:
    with TestClient(create_app(ScriptedAsker(), FakeLibrary()), base_url=HERE) as client:
        answered = ("When does the bridge close?", "Who is quoted?", "Which ferry comes?")
        for question in (*answered, "Who designed the bridge?", " ", "Who knows?"):
            client.post("/api/v1/ask", json={"question": question})
        client.get("/api/articles/none")
        client.get("/.env")
        response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = response.text.splitlines()
    assert 'footnote_requests_total{route="ask",status="200"} 5' in lines
    assert 'footnote_requests_total{route="ask",status="422"} 1' in lines
    assert 'footnote_requests_total{route="articles",status="404"} 1' in lines
    assert 'footnote_requests_total{route="other",status="404"} 1' in lines
    assert 'footnote_answers_total{answered="true"} 3' in lines
    assert 'footnote_answers_total{answered="false"} 2' in lines
    assert "footnote_answer_seconds_count 5" in lines
    assert 'footnote_answer_seconds_bucket{le="+Inf"} 5' in lines
    assert 'footnote_answer_seconds_bucket{le="0.025"} 2' in lines
    assert "footnote_questions_inside 0" in lines


def test_paths_that_anybody_makes_up_are_counted_as_one() -> None:
    metrics = Metrics()
    for number in range(100):
        metrics.request(f"/made/up/{number}", 404)
        metrics.request(f"/api/articles/{number}", 404)
    requests = [line for line in metrics.text(0).splitlines() if line.startswith("footnote_requests_total{")]
    assert len(requests) == 2
