"""Asking imports nothing heavy, calls nobody, and is right about the corpus article."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.embedding import OnnxEmbeddings
from rag.settings import Settings
from tests.integration.conftest import ROOT, Footnote

pytestmark = pytest.mark.integration

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "pandas",
    "gradio",
    "fastapi",
    "sklearn",
    "trafilatura",
    "langchain_core.vectorstores",
    "langchain_core.callbacks.manager",
    "langsmith",
)
ASK = """
import json, sys
from pathlib import Path
connections = []
sys.addaudithook(lambda event, details: connections.append(str(details)) if event == "socket.connect" else None)
from rag.assembly import open_chain
from rag.settings import Settings
answer = open_chain(Settings.from_environment(), [Path("corpus")]).ask("Who confirmed the memorandum?")
print(json.dumps({"modules": sorted(sys.modules), "connections": connections, "answered": answer.answered}))
"""


def test_nothing_is_written_for_anybody_else(tmp_path: Path, settings: Settings, embeddings: OnnxEmbeddings) -> None:
    # ONNX Runtime keeps a queue of reports to its maker under the cache folder, where it is let.
    variables = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path),
        "HOME": str(tmp_path),
        "FOOTNOTE_CACHE": str(settings.cache),
    }
    subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=variables, capture_output=True, check=True)
    assert list(tmp_path.rglob("*")) == []


def test_no_heavy_import_and_no_connection(footnote: Footnote) -> None:
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert seen["answered"]
    assert seen["connections"] == []
    assert [name for name in HEAVY if name in seen["modules"]] == []
