"""The example programs run as their first lines say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rag.embedding import OnnxEmbeddings
from tests.integration.conftest import ROOT

pytestmark = pytest.mark.integration


def test_the_langchain_example_asks_by_runnable_and_by_tool(embeddings: OnnxEmbeddings) -> None:
    command = [sys.executable, "examples/langchain_agent.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[1] The seminar drew about 150 participants" in done.stdout
    assert "Yeo Sung-bae" in done.stdout
    assert done.stdout.rstrip().endswith("True")
