"""`footnote gold check` as people run it: what it prints where, and what it exits with."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tests.eval.scripted import TEXT, written
from ui.cli import app

ITEM = {"id": "q1", "type": "untyped", "question": "Who chairs the board?", "answers": ["Okafor"]}
EVIDENCE = {"evidence": ["Ines Okafor chairs the harbour board."]}


def test_check_exits_with_0_1_or_2(tmp_path: Path) -> None:
    corpus = written(tmp_path / "bridge.md", TEXT)
    good = written(tmp_path / "good.jsonl", json.dumps(ITEM | EVIDENCE))
    proposed = written(tmp_path / "draft.jsonl", json.dumps(ITEM | EVIDENCE | {"status": "proposed"}))
    bad = written(tmp_path / "bad.jsonl", json.dumps(ITEM | {"question": ""}) + "\n{\n")

    def check(*files: Path) -> tuple[int, list[str], list[str]]:
        done = CliRunner().invoke(app, ["gold", "check", *map(str, files), "--corpus", str(corpus)])
        return done.exit_code, done.stdout.splitlines(), done.stderr.splitlines()

    assert check(good) == (0, ["good.jsonl: 1 items (1 answerable, 0 unanswerable), 0 faults"], [])
    code, out, err = check(proposed)
    assert (code, err) == (1, [])
    assert out[1].startswith("  1 of them are proposals, the first on line 1: read each")
    code, out, err = check(good, bad, proposed)
    assert code == 2
    assert [line.partition(": ")[0] for line in err] == ["footnote", "footnote"]
    assert err[0] == f'footnote: {bad}, line 1: "question" is empty; fill it in or take it out.'
    assert "bad.jsonl: 0 items (0 answerable, 0 unanswerable), 2 faults" in out


def test_check_says_when_evidence_was_not_looked_up(tmp_path: Path) -> None:
    good = written(tmp_path / "good.jsonl", json.dumps(ITEM | EVIDENCE))
    assert "name the article with --corpus" in CliRunner().invoke(app, ["gold", "check", str(good)]).stdout
