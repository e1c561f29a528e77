from __future__ import annotations

import pytest

import rag.documents
from rag.documents import read
from rag.errors import BadDocument


def test_public_names() -> None:
    assert rag.documents.__all__ == sorted(rag.documents.__all__)
    assert rag.documents.__all__ == [
        "MAX_BYTES",
        "SUFFIXES",
        "fetch",
        "find_files",
        "load",
        "load_corpus",
        "read",
        "with_unique_ids",
    ]


def test_pasted_text() -> None:
    made = read(b"Pact signed\n\nIt is new.", name="Pasted text", suffix=".txt", url="https://example.org/a")
    assert (made.id, made.title, made.url) == ("pasted-text", "Pact signed", "https://example.org/a")


def test_a_server_may_say_the_character_set() -> None:
    assert read("Москва".encode("cp1251"), name="a", suffix=".txt", charset="windows-1251").text == "Москва"


def test_messages_stay_on_one_line() -> None:
    with pytest.raises(BadDocument) as caught:
        read(b"", name="a\nb.txt", suffix=".txt")
    assert "\n" not in str(caught.value)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(BadDocument, match=r"20\.0 MB, more than 20 MB"):
        read(b"x" * 20_000_001, name="a.txt", suffix=".txt")


def test_too_many_characters_are_refused() -> None:
    with pytest.raises(BadDocument, match="5,000,001 characters"):
        read(b"x" * 5_000_001, name="a.md", suffix=".txt")
