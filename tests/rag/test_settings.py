"""Settings come from the environment once; a wrong one is named with its range."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadSetting
from rag.settings import DEFAULT_EMBEDDING, Settings


def test_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.embedding, settings.depth, settings.caution) == (DEFAULT_EMBEDDING, 4, 0.5)
    assert settings.index == Path(".footnote/index")


def test_reads_every_variable() -> None:
    settings = Settings.from_environment(
        {
            "FOOTNOTE_INDEX": "/tmp/i",
            "FOOTNOTE_CACHE": "/tmp/c",
            "FOOTNOTE_EMBEDDING": "other",
            "FOOTNOTE_DEPTH": "9",
            "FOOTNOTE_CAUTION": "0.25",
            "FOOTNOTE_THREADS": "2",
            "FOOTNOTE_READER": "mine",
        }
    )
    assert settings == Settings(Path("/tmp/i"), Path("/tmp/c"), "other", 9, 0.25, 2, "mine")


def test_blank_is_unset() -> None:
    assert Settings.from_environment({"FOOTNOTE_DEPTH": " ", "FOOTNOTE_EMBEDDING": ""}).depth == 4


def test_the_cache_follows_xdg() -> None:
    assert Settings.from_environment({"XDG_CACHE_HOME": "/x"}).cache == Path("/x/footnote")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOOTNOTE_DEPTH", "0"),
        ("FOOTNOTE_DEPTH", "2.5"),
        ("FOOTNOTE_DEPTH", "many"),
        ("FOOTNOTE_CAUTION", "1.1"),
        ("FOOTNOTE_CAUTION", "nan"),
        ("FOOTNOTE_THREADS", "-1"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=rf"{name} is .*{value}.*; give a (?:whole )?number from \d+ to \d+\."):
        Settings.from_environment({name: value})
