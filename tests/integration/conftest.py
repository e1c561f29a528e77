"""The real embedding model, exported once a test run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.embedding import OnnxEmbeddings
from rag.settings import Settings

ROOT = Path(__file__).parents[2]
Footnote = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of the environment: the exported model is shared with everyday use of this machine."""
    return Settings.from_environment()


@pytest.fixture(scope="session")
def embeddings(settings: Settings) -> OnnxEmbeddings:
    from rag.assembly import open_embeddings

    return open_embeddings(settings)


@pytest.fixture
def footnote(tmp_path: Path, embeddings: OnnxEmbeddings) -> Footnote:
    """Runs the real console script in an empty folder."""

    def run(*arguments: str, cwd: Path = tmp_path, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "footnote"), *arguments]
        environment = {**os.environ, **variables}
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=240, check=False
        )

    return run
