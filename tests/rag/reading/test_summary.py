"""Summaries are made of the article's own sentences."""

from __future__ import annotations

import pytest

from rag.documents import read
from rag.reading.summary import summarise
from rag.sentences import split
from rag.types import Document
from tests.fakes import HashingEmbeddings

TEXT = """# Harbour news

The harbour board voted on Monday to close the old bridge for nine weeks from April.

Ferries will carry walkers across the harbour while the bridge is closed, the board said.

Shops on the east bank fear that the closed bridge will cost them their customers.

A cat was seen."""


def summary_of(text: str, count: int = 3) -> tuple[Document, list[str]]:
    document = read(text.encode(), name="harbour", suffix=".md")
    reading = summarise(document, split(document.text, document.blocks), HashingEmbeddings(), count)
    assert reading.answered
    return document, [document.text[span.start : span.end] for span in reading.evidence]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_whole_sentences_in_the_articles_order(count: int) -> None:
    document, quotes = summary_of(TEXT, count)
    assert len(quotes) == count
    sentences = [sentence.text for sentence in split(document.text, document.blocks)]
    assert all(quote in sentences for quote in quotes)
    assert [sentences.index(quote) for quote in quotes] == sorted(sentences.index(quote) for quote in quotes)


def test_begins_with_the_news_and_leaves_headings_and_scraps_out() -> None:
    _, quotes = summary_of(TEXT)
    assert quotes[0].startswith("The harbour board voted")
    assert "Harbour news" not in quotes
    assert "A cat was seen." not in quotes


def test_a_short_article_is_its_own_summary() -> None:
    _, quotes = summary_of("One sentence is all there is.")
    assert quotes == ["One sentence is all there is."]
