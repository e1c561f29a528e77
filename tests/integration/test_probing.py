"""What `footnote doctor` says of a chat model that is well, weak, missing or not to be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.model_server import Mood, model_server
from rag.errors import BadSetting, ModelFault
from rag.writing import Caller, Limits, open_model, probe
from tests.integration.conftest import REAL_CLIENTS, Footnote

pytestmark = REAL_CLIENTS
NOWHERE = "http://127.0.0.1:9"


def ask(name: str, url: str, seconds: float = 5) -> tuple[int, int]:
    model = open_model(name, f"{url}/v1" if name.startswith("openai") else url, seconds)
    found = probe(name, Caller(model, Limits(seconds=seconds, retries=0)))
    return found.kept, found.drafted


@pytest.mark.parametrize("name", ["openai:tiny", "ollama:tiny"])
def test_an_honest_model_passes(name: str) -> None:
    with model_server(Mood()) as url:
        assert ask(name, url) == (2, 2)


@pytest.mark.parametrize(
    ("name", "mood", "said"),
    [
        ("openai:tiny", Mood(status=401), "set OPENAI_API_KEY"),
        ("openai:tiny", Mood(status=404), "name a model that it has in FOOTNOTE_MODEL"),
        ("ollama:tiny", Mood(status=404), "run: ollama pull tiny"),
        ("openai:tiny", Mood(status=429), "quota"),
        ("ollama:tiny", Mood(status=500), "the fault is the server's"),
        ("openai:tiny", Mood(hang=True), "raise FOOTNOTE_MODEL_SECONDS"),
        ("openai:tiny", Mood(lambda _: []), "wrote nothing"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(name: str, mood: Mood, said: str) -> None:
    with model_server(mood) as url, pytest.raises(ModelFault, match=re.escape(said)):
        ask(name, url, seconds=1)


@pytest.mark.parametrize(
    ("name", "said"), [("ollama:tiny", "start it with: ollama serve"), ("openai:tiny", "set FOOTNOTE_MODEL_URL to")]
)
def test_a_server_that_is_not_there(name: str, said: str) -> None:
    with pytest.raises(ModelFault, match=said):
        ask(name, NOWHERE)


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("mistralai:x", "langchain-mistralai"),
        ("google_genai:x", "langchain-google-genai"),
        # Packages that do not go by the provider's name.
        ("bedrock:x", "langchain-aws"),
        ("nvidia:x", "langchain-nvidia-ai-endpoints"),
    ],
)
def test_a_package_that_is_missing_is_named_with_its_command(name: str, package: str) -> None:
    with pytest.raises(ModelFault, match=f"run: pip install {package}$"):
        open_model(name)


def test_a_missing_key_and_an_unknown_provider_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ModelFault, match="OPENAI_API_KEY"):
        open_model("openai:tiny")
    for name in ("nobody:tiny", "tiny", "openai:", ":tiny"):
        with pytest.raises(BadSetting, match="FOOTNOTE_MODEL is"):
            open_model(name)


def test_doctor_asks_the_model_and_fails_where_it_is_of_no_use(footnote: Footnote, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("The bridge closes on 4 April 2031.", encoding="utf-8")
    footnote("index", "bridge.txt")
    invented = Mood(lambda _: ["The Duke of Nowhere was delighted. [77]\n"])
    for mood, code, said in (
        (Mood(), 0, "2 of 2 sentences pass the check"),
        (invented, 1, "keeps neither to the words"),
    ):
        with model_server(mood) as url:
            done = footnote("doctor", "--port", "65000", FOOTNOTE_MODEL="ollama:tiny", FOOTNOTE_MODEL_URL=url)
        assert (done.returncode, "without the network" in done.stdout) == (code, True), done.stdout
        assert said in done.stdout
    missing = footnote("doctor", "--port", "65000", FOOTNOTE_MODEL="mistralai:x")
    assert missing.returncode == 1
    assert "run: pip install langchain-mistralai" in missing.stdout
