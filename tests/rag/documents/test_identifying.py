from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents.identifying import Ids, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("South Korea & Malaysia (2025)", "south-korea-malaysia-2025"),
        ("Café Ørsted Straße", "cafe-orsted-strasse"),
        ("--a__b--", "a-b"),
        ("x" * 100, "x" * 80),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_names_without_latin_letters_differ() -> None:
    assert slug("東京") != slug("大阪")
    assert slug("東京 2024").startswith("2024-")
    assert slug(unicodedata.normalize("NFD", "パ")) == slug("パ")


@given(st.text(max_size=120))
def test_any_name_makes_a_safe_id(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?", slug(name))


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "x" * 80, "x" * 78 + "-2"]), max_size=12))
def test_ids_are_unique(names: list[str]) -> None:
    ids = Ids()
    given_out = [ids.unique(name) for name in names]
    assert len(set(given_out)) == len(names)
    assert all(len(each) <= 80 for each in given_out)


def test_the_second_of_a_name_is_numbered() -> None:
    ids = Ids()
    assert [ids.unique("a") for _ in range(3)] == ["a", "a-2", "a-3"]
