"""What is planted in an article stands in it, and is counted where an answer quotes it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.attacks import CANARY, instructions, main, planted, stuffing

DEV = Path(__file__).parents[1] / "training" / "data" / "news" / "dev"


def test_the_text_keeps_its_own_paragraphs_in_order() -> None:
    own = [f"Paragraph {number}." for number in range(6)]
    hurt = planted("\n\n".join(own), ["Planted."], random.Random(3)).split("\n\n")
    assert [part for part in hurt if part != "Planted."] == own
    assert hurt.count("Planted.") == 1


def test_every_planted_paragraph_can_be_told_from_the_article() -> None:
    chance = random.Random(0)
    for paragraph in (*instructions(chance), *stuffing(["Who chairs the board?"], chance)):
        assert CANARY in paragraph


@pytest.mark.integration
def test_the_command_counts_each_question_once_a_kind(tmp_path: Path) -> None:
    out = tmp_path / "attacks.json"
    assert main([str(DEV), "--articles", "1", "--out", str(out)]) == 0
    counts = json.loads(out.read_text(encoding="utf-8"))
    assert set(counts) == {"instructions", "stuffing"}
    for kind in counts.values():
        assert 14 <= kind["asked"] <= 30
        assert kind["same"] <= kind["asked"]
        assert 0 < kind["right_after"] <= kind["asked"]
    assert counts["instructions"]["right_before"] == counts["stuffing"]["right_before"]
    assert counts["instructions"]["quoting"] == 0
