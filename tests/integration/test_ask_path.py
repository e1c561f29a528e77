"""Asking imports nothing heavy, calls nobody, and is right about the corpus article."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.integration.conftest import ROOT, Footnote

pytestmark = pytest.mark.integration

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "pandas",
    "gradio",
    "fastapi",
    "scipy",
    "sklearn",
    "trafilatura",
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


def test_no_heavy_import_and_no_connection(footnote: Footnote) -> None:
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert seen["answered"]
    assert seen["connections"] == []
    assert [name for name in HEAVY if name in seen["modules"]] == []
