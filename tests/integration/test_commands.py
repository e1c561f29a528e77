"""The commands as people run them: what they print, what they exit with, and what they say of bad input."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from rag.serialising import answer_from_json
from tests.integration.conftest import ROOT, Footnote

pytestmark = pytest.mark.integration

ARTICLE = """---
title: Harbour bridge to close
---

PORT ELLEN, March 14 - The harbour bridge will close on 4 April for nine weeks, the board said on Thursday.

Ines Okafor, who chairs the board, said that ferries would carry walkers for free. The work costs 2.6 million pounds.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.md"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_ask_an_article_without_an_index(footnote: Footnote, article: Path) -> None:
    done = footnote("ask", "How much does the work cost?", "--corpus", str(article), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = answer_from_json(json.loads(done.stdout))
    assert answer.answered
    assert "2.6 million pounds" in answer.answer
    text = "".join(ARTICLE.partition("---\n\n")[2]).strip()
    for citation in answer.citations:
        assert text[citation.start : citation.end] == citation.quote


def test_index_then_ask(footnote: Footnote, article: Path, tmp_path: Path) -> None:
    first = footnote("index", str(article))
    assert first.returncode == 0
    assert "1 added" in first.stdout
    again = footnote("index", str(article))
    assert "up to date" in again.stdout
    article.write_text(ARTICLE.replace("nine", "ten"), encoding="utf-8")
    assert "1 changed" in footnote("index", str(article)).stdout
    done = footnote("ask", "For how many weeks will the bridge be closed?")
    assert done.returncode == 0
    assert "ten weeks" in done.stdout
    assert "[1] “" in done.stdout


def test_the_index_forgets_what_is_no_longer_named(footnote: Footnote, article: Path, tmp_path: Path) -> None:
    (tmp_path / "tower.md").write_text("# Tower\n\nThe tower opened in May.", encoding="utf-8")
    assert "2 added" in footnote("index", str(article), "tower.md").stdout
    assert "1 removed" in footnote("index", str(article)).stdout


def test_an_unanswerable_question_is_said_to_be_one(footnote: Footnote, article: Path) -> None:
    done = footnote("ask", "Which recipe won the cooking contest in Lyon?", "--corpus", str(article), "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["answered"] is False
    assert answer["short_answer"] is None
    assert answer["citations"] == []
    assert "does not say" in answer["answer"]


def test_batch_answers_every_line_in_order(footnote: Footnote, article: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    lines = [
        {"id": "a", "question": "Who chairs the board?"},
        {
            "id": "b",
            "question": "And what did she say?",
            "history": [{"question": "Who chairs the board?", "answer": "Ines Okafor."}],
        },
    ]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = footnote("batch", str(questions), "--out", "answers.jsonl", "--corpus", str(article))
    assert done.returncode == 0
    answers = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert "Okafor" in answers[0]["answer"]
    assert answers[1]["standalone_question"] != answers[1]["question"]


def test_eval_prints_and_gates(footnote: Footnote, article: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    item = {
        "id": "1",
        "type": "factoid",
        "question": "Who chairs the board?",
        "answers": ["Ines Okafor"],
        "evidence": ["Ines Okafor, who chairs the board"],
    }
    gold.write_text(json.dumps(item), encoding="utf-8")
    done = footnote("eval", str(gold), "--corpus", str(article), "--out", "run", "--fail-under", "containment=0.9")
    assert done.returncode == 0, done.stderr
    assert "containment" in done.stdout
    report = json.loads((tmp_path / "run" / "report.json").read_text(encoding="utf-8"))
    assert report["metrics"]["containment"]["value"] == 1
    assert footnote("compare", "run", "run").returncode == 0
    gold.write_text(json.dumps({**item, "answers": ["Tom Jones"], "evidence": []}), encoding="utf-8")
    failed = footnote("eval", str(gold), "--corpus", str(article), "--fail-under", "containment=0.9")
    assert failed.returncode == 1
    assert "containment" in failed.stderr


def refused(footnote: Footnote, *arguments: str, **variables: str) -> str:
    """Run a command that must be refused; returns its one line."""
    done = footnote(*arguments, **variables)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("footnote: ")
    return lines[0]


def bad_file(kind: str, folder: Path) -> Path:
    path = folder / ("bad.pdf" if kind == "no text" else "bad.txt")
    match kind:
        case "empty":
            path.write_bytes(b"")
        case "binary":
            path.write_bytes(bytes(range(256)) * 20)
        case "large":
            with path.open("wb") as file:
                file.truncate(50 * 1024 * 1024)
        case "no text":
            import pypdfium2

            pdf = pypdfium2.PdfDocument.new()
            pdf.new_page(200, 200)
            pdf.save(path)
    return path


@pytest.mark.parametrize("command", ["ask", "index"])
@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("missing", "does not exist"),
        ("empty", "empty"),
        ("binary", "not text"),
        ("large", "20"),
        ("no text", "OCR"),
    ],
)
def test_a_bad_file_gets_one_line(footnote: Footnote, tmp_path: Path, command: str, kind: str, says: str) -> None:
    path = bad_file(kind, tmp_path)
    arguments = ("ask", "Who is it?", "--corpus", str(path)) if command == "ask" else ("index", str(path))
    line = refused(footnote, *arguments)
    assert says in line
    assert path.name in line


@pytest.mark.parametrize(
    ("question", "says"),
    [("", "empty"), ("   ", "empty"), ("?!", "empty"), ("why " * 5000, "2,000")],
)
def test_a_bad_question_gets_one_line(footnote: Footnote, article: Path, question: str, says: str) -> None:
    assert says in refused(footnote, "ask", question, "--corpus", str(article))


def test_a_question_without_an_index_names_the_command(footnote: Footnote) -> None:
    assert "footnote index" in refused(footnote, "ask", "Who is it?")


def test_a_port_in_use_is_named(footnote: Footnote) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in refused(footnote, "serve", "--port", port)


def test_a_wrong_setting_is_named(footnote: Footnote) -> None:
    assert "FOOTNOTE_DEPTH" in refused(footnote, "ask", "Who is it?", FOOTNOTE_DEPTH="none")


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"id": "a"}',
        '{"id": "a", "question": 3}',
        '{"id": "a", "question": ""}',
        '{"id": "a", "question": "Why?", "history": [1]}',
    ],
)
def test_a_bad_batch_line_is_named_and_nothing_is_written(
    footnote: Footnote, tmp_path: Path, article: Path, line: str
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "ok", "question": "Who chairs the board?"}\n' + line + "\n", encoding="utf-8")
    said = refused(footnote, "batch", str(questions), "--out", "answers.jsonl", "--corpus", str(article))
    assert "line 2" in said
    assert not (tmp_path / "answers.jsonl").exists()


def test_a_damaged_index_is_named_with_its_remedy(footnote: Footnote, article: Path, tmp_path: Path) -> None:
    footnote("index", str(article))
    (vectors,) = (tmp_path / ".footnote" / "index").glob("generation-*/vectors.faiss")
    data = bytearray(vectors.read_bytes())
    data[len(data) // 2] ^= 1
    vectors.write_bytes(data)
    line = refused(footnote, "ask", "Who chairs the board?")
    assert "vectors.faiss" in line
    assert "footnote index" in line
    assert footnote("index", str(article)).returncode == 0
    assert footnote("ask", "Who chairs the board?").returncode == 0


def test_an_index_of_another_model_is_rebuilt_and_says_so(footnote: Footnote, article: Path, tmp_path: Path) -> None:
    footnote("index", str(article))
    (manifest,) = (tmp_path / ".footnote" / "index").glob("generation-*/manifest.json")
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    fields["fingerprint"]["model_sha256"] = "0" * 64
    manifest.write_text(json.dumps(fields), encoding="utf-8")
    current = tmp_path / ".footnote" / "index" / "CURRENT"
    reseal(current, manifest)
    done = footnote("ask", "Who chairs the board?")
    assert done.returncode == 0
    assert "Okafor" in done.stdout
    assert "anew" in done.stderr
    assert footnote("ask", "Who chairs the board?").stderr == ""


def reseal(current: Path, manifest: Path) -> None:
    """Where the pointer file holds the manifest's checksum, renew it, as another version of the program would have."""
    import hashlib

    pointer = current.read_text(encoding="utf-8")
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    words = [digest if len(word) == 64 else word for word in pointer.split()]
    current.write_text(" ".join(words) + "\n", encoding="utf-8")


def test_doctor_is_well_over_an_index_and_says_what_is_missing(footnote: Footnote, article: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    sick = footnote("doctor", "--port", port)
    assert sick.returncode == 1
    assert "run: footnote index" in sick.stdout
    footnote("index", str(article))
    well = footnote("doctor", "--port", port)
    assert well.returncode == 0, well.stdout
    assert "without the network" in well.stdout
    assert "FAIL" not in well.stdout


def test_every_command_has_help(footnote: Footnote) -> None:
    for command in ("index", "ask", "batch", "serve", "eval", "compare", "doctor", "widget"):
        done = footnote(command, "--help")
        assert done.returncode == 0
        assert "Usage" in done.stdout


def test_the_corpus_folder_is_the_default(footnote: Footnote, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    assert footnote("index").returncode == 0
    done = footnote("ask", "Who is the Ambassador of the Republic of Korea to Malaysia?")
    assert "Yeo Sung-bae" in done.stdout


def test_a_draft_waits_for_a_person(footnote: Footnote, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "draft.jsonl"
    done = footnote("gold", "draft", str(article), "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert any(line["answers"] for line in lines)
    assert any(not line["answers"] for line in lines)
    assert footnote("gold", "draft", str(article), "--out", str(out)).returncode == 2
    assert footnote("gold", "check", str(out), "--corpus", str(article)).returncode == 1
    asked = footnote("eval", str(out), "--corpus", str(article))
    assert asked.returncode == 2
    assert "line 1: " in asked.stderr
    assert "are proposals" in asked.stderr
    out.write_text(out.read_text(encoding="utf-8").replace('"proposed"', '"accepted"'), encoding="utf-8")
    assert footnote("gold", "check", str(out), "--corpus", str(article)).returncode == 0
    assert footnote("eval", str(out), "--corpus", str(article)).returncode == 0
