from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Answer, Block, Citation, Document
from tests.ui.fakes import ANSWERS, BRIDGE, FERRY, absent, cite, found
from ui import render

# Pieces that would do harm if any were let through, mixed with any text.
NASTY = st.sampled_from(
    ["<script>", "</p>", '"', "'", "<b onclick='x'>", "&lt;", "&#60;", "<!--", "]]>", "</button>", "\n\n", "\n# x\n",
     "`", "*a*", "[1]", " [1]", "[2](http://x)", "%%%LATEX_BLOCK_0%%%", "$$x$$", "\t", "\r\n", " onmouseover=",
     "javascript:", "&amp;", "\\"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)), max_size=8).map(
    "".join
)
ALLOWED = {
    "a", "article", "cite", "button", "div", "h1", "h2", "h3", "header", "i", "li", "ol", "p", "q", "section", "span",
    "sup", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-label", "class", "data-doc", "data-document", "data-end", "data-marker", "data-number",
    "data-start", "href", "lang", "rel", "role", "target", "title", "type",
}  # fmt: skip


class Reader(HTMLParser):
    """Reads HTML back: its tags, and the text inside elements of a class."""

    def __init__(self, html: str, inside: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside, self._open, self._depth = inside, list[bool](), 0
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append((dict(attrs).get("class") or "").split()[:1] == [self._inside])

    def handle_endtag(self, tag: str) -> None:
        assert tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside or any(self._open):
            self.text += data


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(attributes)) for tag, attributes in Reader(html).tags]


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_text_makes_a_tag_or_an_attribute(question: str, text: str, quote: str, other: str) -> None:
    citation = Citation(1, other, text, None, quote, 0, 1, "", "")
    exchanges = (
        Answer(question, other, True, text, quote, 0.5, (citation,), other, 1.0),
        Answer(question, other, False, text, None, 0.5, (), other, 1.0, (citation,)),
        render.Notice(question, text),
    )
    html = render.conversation(exchanges, pending=other)
    assert len(html.split("\n\n")) == 5
    assert "\n" not in html.replace("\n\n", "")
    for tag, attributes in Reader(html).tags:
        assert tag in ALLOWED
        assert set(attributes) <= ATTRIBUTES
    assert question in Reader(html, "question").text


@given(TEXTS)
def test_the_shape_does_not_depend_on_the_text(text: str) -> None:
    plain = render.exchange_html(render.Notice("question", "message"))
    assert shape(render.exchange_html(render.Notice(text, text))) == shape(plain)
    article = replace(FERRY, title="title", text="text", blocks=(Block("paragraph", 0, 4),))
    nasty = replace(
        article, title=text, text=text, source=text, blocks=(Block("paragraph", 0, len(text)),), url=text, id=text
    )
    assert shape(render.article_html(nasty)) == [
        part for part in shape(render.article_html(article)) if text or part[0] != "-"
    ]


@given(TEXTS)
def test_text_reads_back_as_the_same_characters(text: str) -> None:
    html = render.text_html(text)
    assert Reader(html).text == text
    assert not set("<>\"'\n\t\r%") & set(html)


@given(
    st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "item"]), TEXTS.filter(str.strip)), max_size=6), TEXTS
)
def test_an_article_holds_its_text_character_for_character(parts: list[tuple[str, str]], gap: str) -> None:
    text, blocks = gap, []
    for kind, words in parts:
        blocks.append(Block(kind, len(text), len(text) + len(words)))  # type: ignore[arg-type]
        text += words + "\n\n"
    document = Document(id="x", title="Title", text=text, blocks=tuple(blocks))
    html = render.article_html(document)
    assert "\n" not in html
    assert Reader(html, "text").text == text
    offsets = [
        (int(attributes["data-start"] or ""), int(attributes["data-end"] or ""))
        for _tag, attributes in Reader(html).tags
        if "data-start" in attributes
    ]
    assert offsets == [(block.start, block.end) for block in blocks]


def test_items_of_one_list_share_a_list() -> None:
    html = render.article_html(BRIDGE)
    assert html.count("<ul>") == 1
    assert html.count("<li ") == 3
    assert "<h2 " in html


def test_a_marker_with_a_citation_becomes_a_button_and_others_stay() -> None:
    answer = found("Q?", "It closes [1]. See [2] and [sic].", cite(BRIDGE, "The harbour bridge will close on April 2"))
    html = render.exchange_html(answer)
    buttons = [attributes for tag, attributes in Reader(html).tags if tag == "button" and attributes["class"] == "fn"]
    start = BRIDGE.text.index("The harbour bridge will close on April 2")
    assert buttons == [
        {"type": "button", "class": "fn", "data-doc": "bridge", "data-start": str(start), "data-end": str(start + 40),
         "data-marker": "1", "aria-label": "Footnote 1: show in the article"}
    ]  # fmt: skip
    assert Reader(html, "words").text == "It closes1. See [2] and [sic]."


def test_footnotes_are_listed_with_quote_and_title() -> None:
    html = render.exchange_html(ANSWERS["Who is quoted?"])
    assert html.count('class="note"') == 2
    assert "We cannot wait another winter" in Reader(html, "notes").text
    assert BRIDGE.title in Reader(html, "notes").text


def test_an_answer_that_was_not_found_has_its_own_look_and_lists_what_is_close() -> None:
    html = render.exchange_html(absent("Who?", cite(BRIDGE, "The bridge opened in 1931")))
    assert 'class="reply absent"' in html
    assert "Closest passages (not an answer)" in html
    assert "The bridge opened in 1931" in html
    assert 'class="sure"' not in html
    assert "Closest passages" not in render.exchange_html(absent("Who?"))


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1, "Very sure"), (0.9, "Very sure"), (0.8, "Sure"), (0.6, "Fairly sure"), (0.2, "Unsure"), (0, "Unsure")],
)
def test_confidence_is_said_in_words_and_its_number_is_at_hand(confidence: float, words: str) -> None:
    html = render.exchange_html(found("Q?", "Yes.", confidence=confidence))
    assert f'title="Confidence {confidence:.2f}">{words}</span>' in html


def test_a_follow_up_shows_how_it_was_understood() -> None:
    answer = found("And where?", "There.")
    assert "Understood as" not in render.exchange_html(answer)
    assert "Understood as: Where is it?" in render.exchange_html(replace(answer, standalone_question="Where is it?"))


def test_an_unsafe_link_is_not_a_link() -> None:
    assert "href" not in render.article_html(replace(BRIDGE, url="javascript:alert(1)"))
    assert 'href="https://example.org/bridge"' in render.article_html(BRIDGE)


def test_earlier_exchanges_stay_as_they_were() -> None:
    answers = tuple(ANSWERS.values())
    before, after = render.conversation(answers[:2]), render.conversation(answers[:3])
    pending = render.conversation(answers[:2], pending="Q?")
    blocks = before.split("\n\n")
    assert after.split("\n\n")[:2] == pending.split("\n\n")[:2] == blocks[:2]
    assert after.split("\n\n")[-1] == blocks[-1]


@pytest.mark.parametrize(("date", "shown"), [("2024-03-14", "14 March 2024"), ("spring 2024", "spring 2024")])
def test_a_date_is_shown_as_it_is_read(date: str, shown: str) -> None:
    assert shown in Reader(render.article_html(replace(BRIDGE, date=date)), "byline").text
