from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.text import accepted, normalise, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Bridge", "bridge"),
        ("a  five-year\tplan", "fiveyear plan"),
        ("An apple, a day.", "apple day"),
        ("the", ""),
        ("theatre", "theatre"),
        ("U.S.", "us"),
        ("A.", ""),
        ("a-an", "aan"),
        ("“Hello”", "“hello”"),
        ("İstanbul the", "i̇stanbul"),
        ("the—a", "—"),
        ("", ""),
    ],
)
def test_normalises_as_the_official_script_does(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text())
def test_order_of_steps_is_lower_punctuation_articles_spaces(text: str) -> None:
    bare = "".join(character for character in text.lower() if character not in set(string.punctuation))
    assert normalise(text) == " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())
    assert tokens(text) == normalise(text).split()


def test_answers_without_words_are_not_accepted() -> None:
    assert accepted(["The", "nine", "..."]) == ("nine",)
    assert accepted(["the"]) == accepted([]) == ("",)
