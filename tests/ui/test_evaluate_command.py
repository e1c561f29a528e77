"""`footnote eval` and `footnote batch` where they are misused: told before a model is loaded and anything asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.errors import BadInput
from tests.eval.scripted import TEXT, written
from ui.cli import app
from ui.commands.batch import read_questions

ITEM = {"id": "q1", "question": "Who chairs the harbour board?", "answers": ["Ines Okafor"]}


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make loading a model fail, which a fault told later than that would show as."""
    for name in ("FOOTNOTE_EMBEDDING", "FOOTNOTE_READER"):
        monkeypatch.setenv(name, str(tmp_path))


def refused(tmp_path: Path, command: str, *options: str) -> str:
    corpus, lines = written(tmp_path / "bridge.md", TEXT), written(tmp_path / "lines.jsonl", json.dumps(ITEM))
    done = CliRunner().invoke(app, [command, str(lines), "--corpus", str(corpus), *options])
    assert isinstance(done.exception, BadInput), done.exception
    return str(done.exception)


def test_an_out_that_is_no_folder_is_named(tmp_path: Path) -> None:
    file = written(tmp_path / "file", "x")
    for out in (file, file / "deeper"):
        assert "; give another folder with --out." in refused(tmp_path, "eval", "--out", str(out))
    assert file.read_text() == "x"


def test_a_junit_file_that_cannot_be_written_is_named_by_its_option(tmp_path: Path) -> None:
    file = written(tmp_path / "file", "x")
    for junit in (tmp_path, file / "gates.xml"):
        said = refused(tmp_path, "eval", "--junit", str(junit))
        assert said.startswith(f"{junit}: cannot be written (")
        assert said.endswith("; give another file with --junit.")


def test_an_out_of_batch_that_is_a_folder_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path, "batch", "--out", str(tmp_path))
    assert said == f"{tmp_path}: cannot be written (Is a directory); choose another --out."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[" * 100_000, "not a question"),
        (json.dumps(ITEM | {"id": "q\ud800"}), "half of a surrogate pair; write the character itself"),
        (json.dumps(ITEM | {"question": "Who is \udc80?"}), "half of a surrogate pair"),
        (json.dumps(ITEM | {"history": [{"question": "Who?", "answer": "\ud800"}]}), "half of a surrogate pair"),
    ],
)
def test_a_line_that_no_answer_could_be_written_for_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = written(tmp_path / "questions.jsonl", f"{json.dumps(ITEM)}\n{line}\n")
    with pytest.raises(BadInput) as raised:
        read_questions(path)
    assert str(raised.value).startswith(f"{path}, line 2: ")
    assert says in str(raised.value)


def test_questions_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (line,) = read_questions(written(tmp_path / "questions.jsonl", f"\ufeff{json.dumps(ITEM)}"))
    assert (line.id, line.question) == (ITEM["id"], ITEM["question"])
