"""Faults of the news set are told one a line, whatever its files hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training import check_news
from training.check_news import check_question, check_report, read_report
from training.examples import body_of

TEXT = "Some 178,000 pupils sat, one of them 17 years old. The board thanked them."
GOOD = {"id": "a-1", "type": "factoid", "question": "How old?", "answers": ["17"], "evidence": [TEXT[:50]]}


def written(folder: Path, *lines: str) -> Path:
    (folder / "a.md").write_text(f"---\ntitle: A\n---\n{TEXT}\n", encoding="utf-8")
    (folder / "a.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder / "a.md"


def faults(**changed: object) -> list[str]:
    return list(check_question({**GOOD, **changed}, TEXT, set()))


def checked(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> int:
    monkeypatch.setattr("sys.argv", ["check_news", *map(str, folders)])
    return check_news.main()


def test_a_good_question_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize("kind", ["factoid", "compound"])
def test_the_first_answer_must_be_whole_in_a_quote(kind: str) -> None:
    assert faults(type=kind, answers=["8"]) == ["a-1: the first answer '8' is not verbatim in its evidence"]
    assert faults(type=kind, answers=["17", "seventeen"]) == []


def test_a_quote_must_be_in_the_report() -> None:
    assert faults(evidence=["17 boats"]) == ["a-1: not verbatim in the report: '17 boats'"]


@pytest.mark.parametrize("wrong", [None, "17", [17]])
def test_answers_and_evidence_are_lists_of_texts(wrong: object) -> None:
    assert faults(answers=wrong) == ["a-1: `answers` must be a list of texts"]
    assert faults(evidence=wrong) == ["a-1: `evidence` must be a list of texts"]


def test_lines_that_hold_no_question_are_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, "{", "[1]", json.dumps(GOOD))
    assert checked(monkeypatch, tmp_path) == 1
    told = capsys.readouterr().out
    assert "a.jsonl: line 1 is not JSON" in told
    assert "a.jsonl: line 2 is not an object" in told
    assert "factoid 1" in told.splitlines()[-1]


def test_unanswerable_questions_are_counted_however_they_are_spaced(tmp_path: Path) -> None:
    empty = {**GOOD, "answers": []}
    path = written(tmp_path, json.dumps(GOOD), json.dumps(empty, separators=(",", ":")))
    assert "a: 1 answerable and 1 unanswerable questions" in list(check_report(read_report(path)))


def test_a_report_without_questions_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.with_suffix(".jsonl").unlink()
    assert "a.md: a.jsonl is missing" in list(check_report(read_report(path)))
    assert body_of(read_report(path).markdown) == TEXT


@pytest.mark.parametrize("name", ["", "none"])
def test_a_folder_without_reports_is_told_in_a_line(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(monkeypatch, tmp_path / name) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"no reports in {tmp_path / name}\n")
