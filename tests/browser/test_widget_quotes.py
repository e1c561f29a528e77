"""Quotes found again in pages that did to a text what pages do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from rag.citing import citation
from tests.browser.hosting import REPORT, Host, hosting
from tests.ui.fakes import BRIDGE

pytestmark = pytest.mark.browser

MODULE = Path(__file__).parents[2] / "ui" / "widget" / "quotes.js"
FIND = """async ([html, selector]) => {
    const { findQuote } = await import("/quotes.js");
    document.body.innerHTML = html;
    const before = document.body.innerHTML;
    const ranges = findQuote(document.body, selector);
    if (document.body.innerHTML !== before) throw new Error("The page was changed.");
    return ranges.map(String).join("");
}"""
DISFIGURE = (Path(__file__).parent / "disfigure.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site() -> Iterator[Host]:
    with hosting() as host:
        host.add("/quotes.js", MODULE.read_text(encoding="utf-8"), {"Content-Type": "text/javascript"})
        host.add("/page", "<!doctype html><title>x</title><body></body>")
        yield host


@pytest.fixture
def page(browser: Browser, site: Host) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(f"{site.address}/page")
    yield page
    page.close()


def selector(document: Any, quote: str, occurrence: int = 0) -> dict[str, Any]:
    start = -1
    for _ in range(occurrence + 1):
        start = document.text.index(quote, start + 1)
    return asdict(citation(document, start, start + len(quote), 1))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("document", [REPORT, BRIDGE])
def test_no_disfigurement_hides_a_quote(page: Page, document: Any, seed: int) -> None:
    blocks = [block for block in document.blocks if block.kind == "paragraph"]
    quotes = [asdict(citation(document, block.start, block.end, 1)) for block in blocks]
    quotes += [asdict(citation(document, block.start + 5, block.start + 25, 1)) for block in blocks]
    assert page.evaluate(DISFIGURE, [document.text, quotes, seed, 10]) == []


TWICE = "<p>One said that it will rain today.</p><p>Two said that <b>it will</b> rain today, and snow.</p>"


@pytest.mark.parametrize(
    ("html", "wanted", "found"),
    [
        (TWICE, {"quote": "it will rain", "prefix": "Two said that ", "suffix": " today, and"}, "it will rain"),
        ("<p>the <i>end</i></p>", {"quote": "the end"}, "the end"),
        ("<p>K<span>uala</span> Lumpur</p>", {"quote": "Kuala Lumpur"}, "Kuala Lumpur"),
        ("<ul><li>one<li>two</ul>", {"quote": "one\ntwo"}, "onetwo"),
        ("<p>the 47<sup>th</sup> summit</p>", {"quote": "the 47th summit"}, "the 47th summit"),
        ("<p>It rained.<sup>[3]</sup> It snowed.</p>", {"quote": "It rained. It snowed."}, "It rained. It snowed."),
        ("<p>office, ﬁne, naïve, ½</p>", {"quote": "ofﬁce, fine, nai\u0308ve, 1⁄2"}, "office, ﬁne, naïve, ½"),
        ("<p>한국어 질문</p>", {"quote": "한국어 질문"}, "한국어 질문"),
        (
            "<p>A \U0001f309 bridge\U0001f309</p>",
            {"quote": "\U0001f309 bridge\U0001f309"},
            "\U0001f309 bridge\U0001f309",
        ),
        ("<p hidden>It rains.</p>", {"quote": "It rains."}, ""),
        ("<p hidden>It rains.</p><p>It <b>rains</b>.</p>", {"quote": "It rains."}, "It rains."),
        ("<p>It <span hidden>never </span>rains.</p>", {"quote": "It rains."}, "It rains."),
        ("<style>i { display: none }</style><p>It <i>now</i> rains.</p>", {"quote": "It rains."}, "It  rains."),
        ("<p>the 47<sup>th</sup><b hidden>x</b> summit</p>", {"quote": "the 47th summit"}, "the 47th summit"),
        ("<p>It<sup>[3]</sup> <span hidden>never </span>rains.</p>", {"quote": "It rains."}, "It rains."),
        ("<p>It <i hidden>x</i><b style='display: contents'>rains</b>.</p>", {"quote": "It rains."}, "It rains."),
        ("<script>it rains</script><textarea>it rains</textarea>", {"quote": "it rains"}, ""),
        ("<footnote-chat>it rains</footnote-chat>", {"quote": "it rains"}, ""),
        ("<p>it rains</p>", {"quote": ""}, ""),
        ("<p>it rains</p>", {"quote": " \u00ad "}, ""),
        ("<p>(a+)+$ [x] .*</p>", {"quote": "(a+)+$ [x] .*"}, "(a+)+$ [x] .*"),
        ("", {"quote": "it rains"}, ""),
    ],
)
def test_what_is_found_of_a_quote(page: Page, html: str, wanted: dict[str, str], found: str) -> None:
    assert page.evaluate(FIND, [html, wanted]).replace("\n", "") == found


def test_the_place_that_fits_is_chosen_of_several(page: Page) -> None:
    where = """async ([html, selector]) => {
        const { findQuote } = await import("/quotes.js");
        document.body.innerHTML = html;
        return findQuote(document.body, selector)[0].startContainer.parentElement.closest("p").textContent.slice(0, 3);
    }"""
    for prefix, suffix, start in (
        ("Two said that", "", "Two"),
        ("One said that", "", "One"),
        ("", " today, and", "Two"),
    ):
        assert page.evaluate(where, [TWICE, {"quote": "it will rain", "prefix": prefix, "suffix": suffix}]) == start


def test_a_large_page_is_searched_within_a_moment(page: Page) -> None:
    took = page.evaluate(
        """async () => {
            const { findQuote } = await import("/quotes.js");
            const words = "Lorem ipsum dolor sit amet, “consectetur” adipiscing — elit. ".repeat(30);
            document.body.innerHTML = `<p>${words}</p>`.repeat(500) + "<p>The <b>very</b> last words.</p>";
            const started = performance.now();
            const found = findQuote(document.body, { quote: "The very last words." });
            const missing = findQuote(document.body, { quote: "Nowhere to be found." });
            return [performance.now() - started, found.length, missing.length, document.body.textContent.length];
        }"""
    )
    milliseconds, found, missing, length = took
    assert (found, missing) == (3, 0)
    assert length > 900_000
    # Four passes over the page; generous, because the machine may be busy.
    assert milliseconds < 3000, milliseconds
