"""A chat model as the judge of citations: a real client, a server on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.model_server import Mood, model_server
from eval.metrics.alce import Supports
from eval.scoring import score
from rag.errors import ModelFault
from rag.writing import Caller, ChatModel, Judge, Limits, open_model
from tests.eval.scripted import TEXT, answered, document, item, written
from tests.integration.conftest import REAL_CLIENTS
from ui.cli import app

pytestmark = REAL_CLIENTS
CHAIR = "Ines Okafor chairs the harbour board."


def judge_at(url: str) -> Judge:
    model = open_model("openai:judge", f"{url}/v1", 5)
    return Judge(Caller(ChatModel(model.client), Limits(seconds=5, pause=0.01, retries=0)))


def supports(url: str) -> Supports:
    judge = judge_at(url)
    return lambda citations, statement: judge.follows([citation.quote for citation in citations], statement)


def strict(prompt: str) -> list[str]:
    """Say yes where the statement names who chairs."""
    return ["Yes", "."] if "Statement: Ines Okafor" in prompt else ["no"]


def test_the_model_is_asked_once_a_pair_and_its_word_counts() -> None:
    with model_server(mood := Mood(strict)) as url:
        judge = judge_at(url)
        assert judge.follows([CHAIR], "Ines Okafor is chair.")
        assert judge.follows([CHAIR], "Ines Okafor is chair.")
        assert not judge.follows([CHAIR], "The chair resigned.")
    assert len(mood.asked) == 2
    assert f"Quote: {CHAIR}" in mood.asked[0]


@pytest.mark.parametrize("mood", [Mood(lambda _: ["perhaps"]), Mood(status=401)], ids=["neither", "refused"])
def test_no_verdict_is_apart_from_a_bad_one(mood: Mood) -> None:
    with model_server(mood) as url:
        judge = judge_at(url)
        with pytest.raises(ModelFault):
            judge.follows([CHAIR], "x")
        one = item("q1", "Who?", "Okafor")
        graded = score(one, answered("Okafor. [1]", quote=CHAIR), [document()], judge=supports(url))
    assert graded.contained
    assert (graded.citation_precision, graded.citation_recall) == (None, None)


def test_a_judge_needs_no_gold_evidence() -> None:
    with model_server(Mood(strict)) as url:
        graded = score(
            item("q1", "Who?", "Okafor"), answered("Ines Okafor. [1]", quote=CHAIR), [document()], judge=supports(url)
        )
    assert (graded.citation_precision, graded.citation_recall) == (1.0, 1.0)


def test_the_command_takes_a_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = {"id": "q1", "question": "Who chairs the harbour board?", "answers": ["Ines Okafor"]}
    gold = written(tmp_path / "gold.jsonl", json.dumps(line))
    corpus = written(tmp_path / "bridge.md", TEXT)
    with model_server(mood := Mood(lambda _: ["no"])) as url:
        monkeypatch.setenv("FOOTNOTE_MODEL_URL", f"{url}/v1")
        command = [
            "eval",
            str(gold),
            "--corpus",
            str(corpus),
            "--judge",
            "openai:judge",
            "--out",
            str(tmp_path / "run"),
        ]
        done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert mood.asked
    values = json.loads((tmp_path / "run" / "report.json").read_text())["metrics"]
    assert values["citation_recall"]["value"] == 0.0
    assert values["containment"]["value"] == 1.0
