"""The example programs run as their first lines say."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks.model_server import Mood, model_server
from tests.integration.conftest import ROOT

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("embeddings")]


def run(*arguments: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_chains_ask_talk_batch_and_stream() -> None:
    answer, note, talk, first, second, streamed = run("examples/lcel.py").splitlines()
    assert answer.startswith("The seminar drew about 150 participants")
    assert "characters 2251-2387: The seminar drew" in note
    assert "[1]" in talk
    assert (first, second, streamed) == ("True", "False", answer)


def test_the_agent_asks_through_its_tool() -> None:
    with model_server(Mood(call=True)) as url:
        shown = run(
            "examples/agent.py",
            "openai:tiny",
            OPENAI_API_KEY="none",
            OPENAI_BASE_URL=f"{url}/v1",
        )
    assert "tool: " in shown
    assert "Yeo Sung-bae" in shown.partition("agent:")[0]
    assert "Yeo Sung-bae" in shown.partition("agent:")[2]


def test_the_graph_understands_follow_ups_and_passes_on_what_is_not_said() -> None:
    first, second, third = run("examples/graph.py").splitlines()
    assert "150 participants" in first
    assert "Third Defence Industry Cooperation Seminar" in second
    assert third == "Who won the football? Passed on: Who won the football?"
