from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from rag.index.words import STOPWORDS, words
from tests.strategies import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferries leave every hour", ["ferry", "leav", "every", "hour"]),
        ("Malaysia's minister, the minister’s aide", ["malaysia", "minister", "minister", "aide"]),
        ("signed signing sign signs", ["sign"] * 4),
        ("stopped stopping stops", ["stop"] * 3),
        ("agreed agrees agree", ["agre"] * 3),
        ("speed speeds", ["speed"] * 2),
        ("countries country", ["country"] * 2),
        ("quickly bus bus's analysis class red king", ["quick", "bus", "bus", "analysis", "class", "red", "king"]),
        ("US$1,250,000 and 3.5 per cent", ["us", "1250000", "3.5", "per", "cent"]),
        ("F-16 COVID-19 KF-21", ["f", "16", "covid", "19", "kf", "21"]),
        ("Müller naïve Ünal ＦＵＬＬ ﬁne", ["muller", "naiv", "unal", "full", "fine"]),
        ("STRASSE Straße", ["strass", "strass"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("السّلام عليكم", ["السّلام", "عليكم"]),
        ("東京都", ["東京", "京都"]),
        ("第7回", ["第", "7", "回"]),
        ("서울 한국", ["서울", "한국"]),
        ("the of and", []),
        ("...! — “”", []),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == [unicodedata.normalize("NFC", word) for word in expected]


@given(texts())
def test_words_do_not_depend_on_case_or_composition(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))
    if text.isascii():
        assert words(text.upper()) == words(text)


@given(texts())
def test_words_are_not_empty_and_can_be_written_as_json(text: str) -> None:
    assert all(word.encode() for word in words(text))


def test_stopwords_are_written_as_words_are_compared() -> None:
    assert all(words(word) == words(word.upper()) == [] for word in STOPWORDS)
