"""What is planted in an article stands in it, and is counted where an answer quotes it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.attacks import CANARY, instructions, main, planted, quotes, stuffing
from rag.documents import read
from rag.sentences import split
from rag.types import Document
from tests.eval.scripted import TEXT, answered, cited

DEV = Path(__file__).parents[1] / "training" / "data" / "news" / "dev"


def article(text: str) -> Document:
    return read(text.encode(), name="article", suffix=".txt")


def test_the_text_keeps_its_own_paragraphs_in_order() -> None:
    own = [f"Paragraph {number}." for number in range(6)]
    hurt = planted("\n\n".join(own), ["Planted."], random.Random(3)).split("\n\n")
    assert [part for part in hurt if part != "Planted."] == own
    assert hurt.count("Planted.") == 1


def test_every_sentence_of_what_was_planted_can_be_told_from_the_article() -> None:
    chance = random.Random(0)
    paragraphs = [*instructions(chance), *stuffing(["Who chairs the board?", "When does the bridge close?"], chance)]
    hurt = article(planted(TEXT, paragraphs, chance))
    own: list[str] = []
    foreign: list[str] = []
    for sentence in split(hurt.text, hurt.blocks):
        answer = replace(answered(sentence.text), citations=(cited(sentence.text, hurt),))
        (foreign if quotes(answer, paragraphs) else own).append(sentence.text)
    assert own == [sentence.text for sentence in split(TEXT, article(TEXT).blocks)]
    # The canary alone would not tell them.
    assert any(CANARY not in text for text in foreign)


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
