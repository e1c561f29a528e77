"""The real embedding model, exported once a test run."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.embedding import OnnxEmbeddings
from rag.settings import Settings

ROOT = Path(__file__).parents[2]
# For tests that ask chat models by their real clients. A client keeps its connection for the next question; the tests
# drop it together with the client, here, where it is known to be harmless, and not in whichever test comes next.
REAL_CLIENTS = [
    pytest.mark.integration,
    pytest.mark.usefixtures("_real_clients"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
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


@pytest.fixture
def _real_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    yield
    gc.collect()
