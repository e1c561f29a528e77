from __future__ import annotations

from pathlib import Path

import pytest

from eval.gold import read_gold
from eval.thresholds import read_gates
from rag.errors import BadInput
from tests.eval.scripted import written

GOLD = Path(__file__).parents[2] / "eval" / "gold"


def test_gates_of_one_gold_set_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "gates.toml", '[news]\ncontainment = 0.8\n"recall@4" = 1\n["a.jsonl"]\nerrors = 0\n')
    assert [(gate.measure.name, gate.bound) for gate in read_gates(path, "news")] == [
        ("containment", 0.8),
        ("recall@4", 1.0),
    ]
    assert [gate.measure.name for gate in read_gates(path, "a.jsonl")] == ["errors"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[other]\nf1 = 1", 'no bounds for "news"; add a table'),
        ("[news]", 'no bounds for "news"'),
        ("news = 1", 'no bounds for "news"'),
        ("[news", "cannot be read as TOML"),
        ("[news]\nspeed = 1", 'table "news": there is no metric "speed"'),
        ("[news]\nf1 = 80", "out of range"),
        ("[news]\nf1 = true", "is no number"),
    ],
)
def test_files_without_usable_gates_are_explained(tmp_path: Path, text: str, wrong: str) -> None:
    path = written(tmp_path / "gates.toml", text)
    with pytest.raises(BadInput) as raised:
        read_gates(path, "news")
    assert wrong in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_gates(tmp_path / "gates.toml", "news")


def test_both_shipped_gold_sets_have_gates() -> None:
    for name in ("article.jsonl", "news"):
        names = {gate.measure.name for gate in read_gates(GOLD / "thresholds.toml", read_gold(GOLD / name).name)}
        assert {"containment", "refused_unanswerable", "citations_valid"} <= names
