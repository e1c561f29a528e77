"""The gold set of follow-ups is whole: its evidence stands in its articles, every last question has its rewriting."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from eval.evidence import locate_evidence
from eval.gold import read_gold
from rag.documents import load

FOLDER = Path(__file__).parents[2] / "eval" / "gold" / "follow-ups"
GOLD = read_gold(FOLDER)


def test_its_size_is_what_the_docs_say() -> None:
    kinds = Counter(item.type for item in GOLD.items)
    assert (len(GOLD.articles), len(GOLD.items)) == (13, 104)
    assert (kinds["followup_unanswerable"], kinds["followup_change"]) == (17, 12)
    assert all(1 <= len(item.history) <= 4 for item in GOLD.items)


def test_all_evidence_stands_in_its_article() -> None:
    for article in GOLD.articles:
        assert article.path is not None
        locate_evidence(article.items, [load(article.path, id=article.id)], strict=True)


def test_only_unanswerable_items_lack_answers() -> None:
    assert all(item.answerable == (item.type != "followup_unanswerable") for item in GOLD.items)


def test_every_item_says_how_a_person_would_ask_it() -> None:
    lines = [line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    items = [json.loads(line) for line in lines]
    assert all(item["standalone"].endswith("?") for item in items)
    assert all(item["standalone"] == item["question"] for item in items if item["type"] == "followup_change")
