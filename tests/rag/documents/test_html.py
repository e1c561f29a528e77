from __future__ import annotations

import pytest
from hypothesis import given

from rag.documents import read
from rag.documents.markup import visible_text
from rag.errors import BadDocument
from rag.types import Document
from tests.strategies import texts

PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html lang="ms-MY"><head><title>Pact signed - Daily News</title>
<meta property="og:site_name" content="Daily News"><meta property="og:title" content="Pact signed">
<meta property="article:published_time" content="2024-03-14T10:00:00Z"><link rel="canonical" href="https://x.org/pact">
<style>p { color: red }</style><script>var hidden = 1</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">All the news</a></li></ul></nav>
<main><article><h1>Pact signed</h1>
<p>The <b>pact</b> was signed on <a href="/monday">Monday</a>, said the ambassador, who had long waited for it.</p>
<h2>Costs</h2>
<p>It cost 3&nbsp;million ringgit, according to the ministry of works and several others who were asked.<br>
Others disagreed with that.</p>
<ul><li>One item of the agreement</li><li>Two items of the <em>agreement</em></li></ul>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2024</td><td>12</td></tr></table>
</article></main><footer><p>Copyright 2024. Cookie policy.</p></footer></body></html>
"""


def document(page: str | bytes, url: str | None = None) -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    return read(data, name="pact.html", suffix=".html", url=url)


def test_the_article_is_found_with_its_structure_and_metadata() -> None:
    made = document(PAGE)
    assert [(block.kind, made.text[block.start : block.end]) for block in made.blocks] == [
        ("paragraph", "The pact was signed on Monday, said the ambassador, who had long waited for it."),
        ("heading", "Costs"),
        (
            "paragraph",
            "It cost 3 million ringgit, according to the ministry of works and several others who were asked.",
        ),
        ("paragraph", "Others disagreed with that."),
        ("item", "One item of the agreement"),
        ("item", "Two items of the agreement"),
        ("item", "Year | Ships"),
        ("item", "2024 | 12"),
    ]
    assert "agreement\nTwo items" in made.text
    assert "agreement\n\nYear | Ships\n2024" in made.text
    assert (made.title, made.source, made.date) == ("Pact signed", "Daily News", "2024-03-14")
    assert (made.url, made.language) == ("https://x.org/pact", "ms")


def test_the_address_it_was_read_from_goes_before_what_the_page_says() -> None:
    assert document(PAGE, url="https://y.org/a").url == "https://y.org/a"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Only one line</p>", "Only one line"),
        ("plain words, no tags", "plain words, no tags"),
        ("<div>Words in a div<br><br>more words</div>", "Words in a div\n\nmore words"),
        ("<title>Pact</title><p>Short.</p>", "Short."),
    ],
)
def test_pages_that_are_hardly_articles(page: str, text: str) -> None:
    assert document(page).text == text


def test_visible_text_leaves_out_what_is_not_shown() -> None:
    page = "<p>One <i>two</i><!-- no --></p><script>no</script><svg><text>no</text></svg>three<pre>a\n b</pre>"
    assert visible_text(page) == "One two\nthree\na\n b"


def test_code_stays_in_its_sentence_or_keeps_its_lines() -> None:
    page = "<p>Call <code>main</code> and then <code>x</code>.</p><pre><code>a = 1\n\nb = 2</code></pre>"
    assert document(page).text == "Call main and then x.\n\na = 1\nb = 2"


@pytest.mark.parametrize("page", ["<p> </p>", "<!-- only -->", "<html></html>", "<script>x()</script>"])
def test_pages_without_text_are_refused(page: str) -> None:
    with pytest.raises(BadDocument, match=r"pact\.html has no text"):
        document(page)


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp"])
def test_a_page_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>東京で署名された。</p></body></html>'
    assert document(page.encode(encoding)).text == "東京で署名された。"


def test_deep_nesting_does_no_harm() -> None:
    assert document("<div>" * 200 + "<p>Deep words.</p>" + "</div>" * 200).text == "Deep words."
    with pytest.raises(BadDocument, match="no text"):
        document("<div>" * 50_000 + "<p>Too deep.</p>")


@given(texts(max_size=80))
def test_any_page_is_read_or_refused(text: str) -> None:
    try:
        made = document(f"<p>{text}</p>".encode("utf-8", "replace"))
    except BadDocument:
        return
    assert made.blocks[-1].end == len(made.text)
