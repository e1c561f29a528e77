from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents import drafts
from rag.documents.drafts import Draft, Part, broken_lines, finish
from rag.errors import BadDocument
from rag.types import BlockKind, Document
from tests.strategies import texts

KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "item")


def document(*parts: Part, title: str = "", url: str | None = None, language: str = "") -> Document:
    return finish(Draft(parts=parts, title=title, url=url, language=language), id="a", name="a.txt")


def test_blocks_are_set_apart_and_lists_kept_together() -> None:
    made = document(
        Part("heading", "Costs"),
        Part("item", "one"),
        Part("item", "two", joined=True),
        Part("item", "other list"),
        Part("paragraph", "The  end."),
    )
    assert made.text == "Costs\n\none\ntwo\n\nother list\n\nThe end."
    assert [(block.kind, made.text[block.start : block.end]) for block in made.blocks] == [
        ("heading", "Costs"),
        ("item", "one"),
        ("item", "two"),
        ("item", "other list"),
        ("paragraph", "The end."),
    ]


def test_an_empty_first_item_does_not_glue_two_lists() -> None:
    made = document(Part("item", "one"), Part("item", " "), Part("item", "two", joined=True))
    assert made.text == "one\n\ntwo"


@pytest.mark.parametrize(
    ("parts", "given", "title", "text"),
    [
        ((Part("heading", "Pact", level=1), Part("paragraph", "It is new.")), "", "Pact", "It is new."),
        ((Part("heading", "Pact", level=1), Part("paragraph", "It is new.")), "Pact", "Pact", "It is new."),
        ((Part("heading", "“Pact”", level=1), Part("paragraph", "New.")), '"pact"', '"pact"', "New."),
        ((Part("heading", "Pact", level=1), Part("paragraph", "New.")), "Other", "Other", "Pact\n\nNew."),
        ((Part("heading", "Pact", level=2), Part("paragraph", "New.")), "", "Pact", "Pact\n\nNew."),
        ((Part("paragraph", "First line."), Part("paragraph", "Second.")), "", "First line.", "First line.\n\nSecond."),
        ((Part("heading", "Pact", level=1),), "", "Pact", "Pact"),
    ],
)
def test_titles(parts: tuple[Part, ...], given: str, title: str, text: str) -> None:
    made = document(*parts, title=given)
    assert (made.title, made.text) == (title, text)


def test_a_long_first_paragraph_gives_its_first_sentence_or_a_part_as_title() -> None:
    assert document(Part("paragraph", "It is done. " + "word " * 60)).title == "It is done."
    title = document(Part("paragraph", "word, " * 60)).title
    assert title.endswith("word…")
    assert len(title) <= 121


@pytest.mark.parametrize("parts", [(), (Part("paragraph", " \u200b\n"),), (Part("item", "\x00"),)])
def test_nothing_to_read_is_refused(parts: tuple[Part, ...]) -> None:
    with pytest.raises(BadDocument, match=r"a\.txt has no text"):
        document(*parts)


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MAX_CHARACTERS", 10)
    with pytest.raises(BadDocument, match="11 characters of text, more than 10; split"):
        document(Part("paragraph", "x" * 11))


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://example.org/a", "https://example.org/a"), ("javascript:alert(1)", None), ("/a", None), (None, None)],
)
def test_only_web_addresses_become_links(url: str | None, expected: str | None) -> None:
    assert document(Part("paragraph", "x"), url=url).url == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("", "en"), ("ms-MY", "ms"), ("DE", "de"), ("english", "en"), ("?", "en")]
)
def test_languages(language: str, expected: str) -> None:
    assert document(Part("paragraph", "x"), language=language).language == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nTwo", ["One", "Two"]),
        ("One,\nTwo", ["One, Two"]),
        ("One\ntwo", ["One two"]),
        ("One\n\ntwo", ["One", "two"]),
        ("\n", []),
    ],
)
def test_broken_lines(text: str, expected: list[str]) -> None:
    assert broken_lines(text) == expected


@given(st.lists(st.builds(Part, st.sampled_from(KINDS), texts(), st.booleans(), st.integers(0, 2)), max_size=8))
def test_any_draft_makes_a_sound_document_or_none(parts: list[Part]) -> None:
    try:
        made = document(*parts)
    except BadDocument:
        return
    position = 0
    for block in made.blocks:
        assert made.text[position : block.start].strip() == ""
        words = made.text[block.start : block.end]
        assert words == words.strip() != ""
        assert "\n" not in words
        position = block.end
    assert position == len(made.text)
    assert made.title
