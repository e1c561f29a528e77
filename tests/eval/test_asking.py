from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.asking import ask
from eval.gold import read_gold
from rag.assembly import Engine, Shape
from rag.errors import BadGold
from rag.settings import Settings
from tests.eval.scripted import TEXT, written

ITEM = {"id": "q1", "question": "For how long?", "answers": ["nine weeks"], "evidence": ["close for nine weeks"]}
# Without a model: the first question asked of it ends the run.
ENGINE = Engine(Settings(), None, None, None, Shape())  # type: ignore[arg-type]


def test_wrong_evidence_of_the_last_article_is_found_before_the_first_is_asked(tmp_path: Path) -> None:
    written(tmp_path / "a.md", TEXT)
    written(tmp_path / "a.jsonl", json.dumps(ITEM))
    written(tmp_path / "b.md", TEXT)
    written(tmp_path / "b.jsonl", json.dumps(ITEM | {"id": "q2", "evidence": ["close for ten weeks"]}))
    with pytest.raises(BadGold, match='"q2": its evidence "close for ten weeks" does not stand'):
        ask(read_gold(tmp_path), ENGINE, None)
    written(tmp_path / "b.md", "")
    with pytest.raises(AttributeError):
        ask(read_gold(tmp_path), ENGINE, None)
