from __future__ import annotations

import pytest
from hypothesis import given

from rag.documents import read
from rag.documents.markdown import draft_markdown
from rag.errors import BadDocument
from rag.types import Document
from tests.strategies import texts


def document(text: str) -> Document:
    return read(text.encode(), name="pact.md", suffix=".md")


def blocks(text: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in draft_markdown(text, name="pact.md").parts]


def test_front_matter_and_title() -> None:
    made = document(
        "---\ntitle: 'Pact: signed'\nsource: Bernama\ndate: 2024-10-03\nurl: https://example.org/a\nlanguage: no\n---\n"
        "# Pact: signed\n\nIt is new.\n"
    )
    assert made == Document(
        id="pact",
        title="Pact: signed",
        text="It is new.",
        blocks=made.blocks,
        source="Bernama",
        url="https://example.org/a",
        date="2024-10-03",
        language="no",
    )


def test_a_title_only_in_front_matter_is_not_in_the_text() -> None:
    made = document("---\ntitle: 1984\n---\n\nIt is new.")
    assert (made.title, made.text) == ("1984", "It is new.")


def test_no_front_matter() -> None:
    made = document("# Pact\n\nIt is new.")
    assert (made.title, made.text, made.source, made.url, made.date) == ("Pact", "It is new.", "", None, None)


def test_front_matter_that_is_no_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(BadDocument, match=r"pact\.md: the front matter is not valid YAML, line 3; put quotes"):
        document("---\nsource: x\ntitle: Pact: signed: now\n---\nText")


@pytest.mark.parametrize("values", ["title: [a, b]", "title: ~", "other: 1", "title:", "", "title: {a: b}"])
def test_useless_front_matter_is_passed_over(values: str) -> None:
    made = document(f"---\n{values}\n---\nIt is new.")
    assert (made.title, made.text) == ("It is new.", "It is new.")


@pytest.mark.parametrize("text", ["---\nJust a line\n---\nIt is new.", "---\n[ half: {\n---\nIt is new."])
def test_rules_are_no_front_matter(text: str) -> None:
    assert "It is new." in document(text).text
    assert document(text).title != "It is new."


@pytest.mark.parametrize("nested", ["[" * 20_000, "{a: " * 10_000, "\n" + "- " * 20_000])
def test_nested_front_matter_does_no_harm(nested: str) -> None:
    with pytest.raises(BadDocument, match="front matter"):
        document(f"---\ntitle: {nested}\n---\nText")


def test_aliases_do_not_unfold() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert document(f"---\ntitle: Pact\n{bomb}---\nText").title == "Pact"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*It* is **very** `new()` ~~not~~ \\* &amp; so.", "It is very new() not * & so."),
        ('See [the *page*](https://x.org "t") and <https://y.org>.', "See the page and https://y.org."),
        ("Before ![a picture](x.png) after.", "Before after."),
        ("One <b>bold</b> word<!-- no --> here.", "One bold word here."),
        ("A wrapped\nparagraph.", "A wrapped paragraph."),
        ("It grew.[^1] More.", "It grew. More."),
        ("> Quoted.", "Quoted."),
    ],
)
def test_markup_goes_and_text_stays(text: str, expected: str) -> None:
    assert blocks(text) == [("paragraph", expected)]


def test_structure() -> None:
    assert blocks(
        "# One\n\nTwo\n---\n\n- a\n  - b\n    more\n- [x] c\n\n1. d\n\n| h | i |\n|---|---|\n| 1 | *2* |\n\n"
        "```py\nx = 1\n\ny = 2\n```\n\n<script>no()</script>\n\n<div>kept\n<p>Also</p></div>\n\nEnd  \nof it\n"
    ) == [
        ("heading", "One"),
        ("heading", "Two"),
        ("item", "a"),
        ("item", "b more"),
        ("item", "c"),
        ("item", "d"),
        ("item", "h | i"),
        ("item", "1 | 2"),
        ("item", "x = 1"),
        ("item", "y = 2"),
        ("paragraph", "kept"),
        ("paragraph", "Also"),
        ("paragraph", "End of it"),
    ]


def test_lists_tables_and_code_are_set_apart() -> None:
    text = document("- a\n- b\n\ntext\n\n* c\n* d\n\n| h |\n|---|\n| 1 |\n\n```\nx\n```\n\n- e").text
    assert text == "a\nb\n\ntext\n\nc\nd\n\nh\n1\n\nx\n\ne"


@given(texts(max_size=120))
def test_any_markdown_is_read_or_refused(text: str) -> None:
    try:
        made = read(text.encode("utf-8", "replace"), name="a.md", suffix=".md")
    except BadDocument:
        return
    assert all(made.text[block.start : block.end].strip() for block in made.blocks)
