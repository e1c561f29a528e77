"""A client that knows nothing but the API's own description: no fault, and no answer unlike its schema."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.telling import TellingAsker
from tests.ui.test_streaming import listening

pytestmark = pytest.mark.integration


# No pattern says in every validator's language what is said in words: that a question has a letter or a digit.
HOOKS = """
import schemathesis

@schemathesis.hook
def filter_body(context, body):
    question = body.get("question") if isinstance(body, dict) else None
    return not isinstance(question, str) or not question.strip() or any(map(str.isalnum, question))
"""


def test_every_route_keeps_to_its_description(tmp_path: Path) -> None:
    (tmp_path / "hooks.py").write_text(HOOKS, encoding="utf-8")
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks"}
    with listening(TellingAsker()) as port:
        command = [
            str(Path(sys.executable).parent / "python"),
            "-m",
            "schemathesis.cli",
            "run",
            f"http://127.0.0.1:{port}/api/openapi.json",
            "--max-examples=25",
            "--seed=20240314",
            "--no-color",
        ]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240, check=False
        )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "Tested: 11" in done.stdout
    assert "No issues found" in done.stdout
