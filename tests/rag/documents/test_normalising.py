from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from rag.documents.normalising import normalise, one_line
from tests.strategies import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cafe\u0301", "café"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ufeffone", "one"),
        ("zero\u200bwidth\u2060", "zerowidth"),
        ("coop\u00aderation", "cooperation"),
        ("one\u00a0two\u2009three\u3000four\tfive", "one two three four five"),
        ("bell\x07 nul\x00 c1\x9d", "bell nul c1"),
        ("one  \n  two   three", "one\ntwo three"),
        ("one\n\n\n\n \ntwo", "one\n\ntwo"),
        ("one\u2028two\u2029three\x0cfour", "one\ntwo\n\nthree\nfour"),
        ("“curly” ‘quotes’ – and — dashes…", "“curly” ‘quotes’ – and — dashes…"),
        ("right\u200fto\u202eleft\u2066", "righttoleft"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200cb \u200d", "ab"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("  \n ", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(texts())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(texts())
def test_normal_text_holds_only_plain_white_space(text: str) -> None:
    assert {character for character in normalise(text) if character.isspace()} <= {" ", "\n"}


@given(texts())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert "\n" not in line
    assert one_line(line) == line
