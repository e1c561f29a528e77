from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Block, Document
from tests.ui.fakes import BRIDGE, FERRY, FakeLibrary, ScriptedAsker, bind, document
from tests.ui.reading import TEXTS, Reader, shape
from ui import paper
from ui.shelf import Shelf

SHELF = Shelf(FakeLibrary(), ScriptedAsker())


@given(TEXTS)
def test_the_shape_does_not_depend_on_the_text(text: str) -> None:
    article = replace(FERRY, title="title", text="text", blocks=(Block("paragraph", 0, 4),))
    nasty = replace(
        article, title=text, text=text, source=text, blocks=(Block("paragraph", 0, len(text)),), url=text, id=text
    )
    assert shape(paper.article_html(nasty)) == shape(paper.article_html(article)) or not text
    shelf = Shelf(FakeLibrary((nasty, FERRY)), ScriptedAsker())
    plain = Shelf(FakeLibrary((article, BRIDGE)), ScriptedAsker())
    assert shape(paper.scope(shelf, "x")) == shape(paper.scope(plain, "x"))
    assert Reader(paper.picker(shelf, "x", own=False)).text == f"Article {text}{FERRY.title}"


@given(
    st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "item"]), TEXTS.filter(str.strip)), max_size=6), TEXTS
)
def test_an_article_holds_its_text_character_for_character(parts: list[tuple[str, str]], gap: str) -> None:
    text, blocks = gap, []
    for kind, words in parts:
        blocks.append(Block(kind, len(text), len(text) + len(words)))  # type: ignore[arg-type]
        text += words + "\n\n"
    document = Document(id="x", title="Title", text=text, blocks=tuple(blocks))
    html = paper.article_html(document)
    assert "\n" not in html
    assert Reader(html, "text").text == text
    offsets = [
        (int(attributes["data-start"] or ""), int(attributes["data-end"] or ""))
        for _tag, attributes in Reader(html).tags
        if "data-start" in attributes
    ]
    assert offsets == [(block.start, block.end) for block in blocks]


def test_items_of_one_list_share_a_list() -> None:
    html = paper.article_html(BRIDGE)
    assert html.count("<ul>") == 1
    assert html.count("<li ") == 3
    assert "<h2 " in html


def test_an_unsafe_link_is_not_a_link() -> None:
    assert "href" not in paper.article_html(replace(BRIDGE, url="javascript:alert(1)"))
    assert 'href="https://example.org/bridge"' in paper.article_html(BRIDGE)


@pytest.mark.parametrize(("date", "shown"), [("2024-03-14", "14 March 2024"), ("spring 2024", "spring 2024")])
def test_a_date_is_shown_as_it_is_read(date: str, shown: str) -> None:
    assert shown in Reader(paper.article_html(replace(BRIDGE, date=date)), "byline").text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("de", "ltr")])
def test_an_article_runs_the_way_its_language_does(language: str, direction: str) -> None:
    html = paper.article_html(replace(BRIDGE, language=language))
    assert Reader(html).tags[0][1]["dir"] == direction


def test_a_title_that_the_text_begins_with_is_seen_once() -> None:
    twice = document("x", "A title", ("heading", "A title"), ("paragraph", "Words."))
    tags = Reader(paper.article_html(twice)).tags
    assert [attributes.get("class") for tag, attributes in tags if tag in {"h1", "h2"}] == ["unseen", "title"]
    assert "unseen" not in paper.article_html(BRIDGE)


def test_a_choice_is_offered_where_there_is_one() -> None:
    single = Shelf(FakeLibrary((BRIDGE,)), ScriptedAsker())
    assert paper.picker(single, "bridge", own=False) == paper.scope(single, "") == ""
    assert "<select" not in paper.picker(single, "bridge", own=True)
    chosen = [attributes["value"] for tag, attributes in Reader(paper.picker(SHELF, "ferry", own=False)).tags if
              "selected" in attributes]  # fmt: skip
    assert chosen == ["ferry"]
    assert Reader(paper.scope(SHELF, "")).text == f"Ask all 2 articles{BRIDGE.title}{FERRY.title}"


def test_own_articles_stand_apart_and_can_be_removed() -> None:
    shelf = SHELF.with_own(document("mine", "Mine", ("paragraph", "Words.")), bind, lambda _done, _total: None)
    html = paper.picker(shelf, "mine", own=True)
    assert html.index("<optgroup") < html.index("Mine") < html.index("</optgroup>") < html.index(BRIDGE.title)
    assert 'data-remove="mine"' in html
    assert "data-remove" not in paper.picker(shelf, "bridge", own=True)
