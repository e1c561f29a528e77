from __future__ import annotations

from collections import Counter
from pathlib import Path

from eval.gold import locate_evidence, read_gold
from tests.eval.scripted import document

ROOT = Path(__file__).parents[2]
GOLD = read_gold(ROOT / "eval" / "gold" / "article.jsonl")
ARTICLE = (ROOT / "corpus" / "south-korea-malaysia-defence-mou.md").read_text("utf-8").split("---", 2)[2]


def test_the_shipped_gold_set_asks_enough_of_each_kind() -> None:
    assert len(GOLD.items) >= 205
    assert sum(not item.answerable for item in GOLD.items) >= 55
    assert Counter(item.type for item in GOLD.items)["followup"] >= 30
    assert all(bool(item.history) == (item.type == "followup") for item in GOLD.items)
    asked = Counter((item.question.casefold(), item.history) for item in GOLD.items)
    assert max(asked.values()) == 1


def test_its_evidence_stands_in_the_article() -> None:
    evidence = locate_evidence(GOLD.items, [document(ARTICLE)])
    assert all(evidence[item.id] for item in GOLD.items if item.answerable)


def test_its_evidence_holds_an_accepted_answer() -> None:
    unsupported = [
        item.id
        for item in GOLD.items
        if item.answerable and not any(answer.lower() in " ".join(item.evidence).lower() for answer in item.answers)
    ]
    assert not unsupported


def test_the_news_set_asks_of_enough_reports_and_a_third_cannot_be_answered() -> None:
    news = read_gold(ROOT / "eval" / "gold" / "news")
    assert len(news.articles) >= 25
    assert len(news.items) >= 500
    assert 3 * sum(not item.answerable for item in news.items) >= len(news.items)


def test_the_evidence_of_the_news_set_stands_in_its_reports() -> None:
    for article in read_gold(ROOT / "eval" / "gold" / "news").articles:
        assert article.path is not None
        locate_evidence(article.items, [document(article.path.read_text("utf-8"), id=article.id)])
