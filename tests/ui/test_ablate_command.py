"""`footnote ablate` where it is misused, and the whole of it once, over a small gold set."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.errors import BadInput
from tests.eval.scripted import TEXT, written
from ui.cli import app

LINES = [
    {"id": "q1", "question": "Who chairs the harbour board?", "answers": ["Ines Okafor"]},
    {"id": "q2", "question": "For how long will the bridge close?", "answers": ["nine weeks"]},
    {"id": "q3", "question": "Who chairs the city council?", "answers": []},
]


def gold(tmp_path: Path) -> Path:
    return written(tmp_path / "gold.jsonl", "".join(json.dumps(line) + "\n" for line in LINES))


def test_it_says_what_to_add_when_there_are_no_articles(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["ablate", str(gold(tmp_path)), "--out", str(tmp_path / "out")])
    assert isinstance(done.exception, BadInput)
    assert "--per-article" in str(done.exception)


@pytest.mark.integration
def test_it_prints_a_table_and_writes_a_run_for_each_variant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, out = written(tmp_path / "bridge.md", TEXT), tmp_path / "out"
    command = ["ablate", str(gold(tmp_path)), "--corpus", str(corpus), "--out", str(out), "--vary", "depth"]
    done = CliRunner().invoke(app, [*command, "--vary", "retrieval"])
    assert done.exit_code == 0, done.output
    names = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert names == ["what", "as set", "retrieval dense", "retrieval lexical", "depth 1", "depth 2", "depth 8"]
    rows = json.loads((out / "ablation.json").read_text())
    assert [row["config"]["depth"] for row in rows] == ["4", "4", "4", "1", "2", "8"]
    assert [row["config"]["retrieval"] for row in rows] == ["hybrid", "dense", "lexical", *["hybrid"] * 3]
    for row in rows:
        assert len((out / row["folder"] / "answers.jsonl").read_text().splitlines()) == len(LINES)
    assert (out / "ablation.md").read_text().count("\n| ") == 8
    assert "</svg>" in (out / "ablation.svg").read_text()

    # without the extra the rest is written all the same
    (out / "ablation.svg").unlink()
    monkeypatch.setitem(sys.modules, "eval.drawing", None)
    again = CliRunner().invoke(app, command)
    assert again.exit_code == 0
    assert "footnote-qa[plots]" in again.stderr
    assert not (out / "ablation.svg").exists()
