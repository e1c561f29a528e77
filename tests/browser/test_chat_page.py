import json
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit
from tests.ui.fakes import ANSWERS, BRIDGE, FERRY

pytestmark = pytest.mark.browser

QUOTED = ANSWERS["Who is quoted?"]

Open = Callable[..., Visit]


def test_a_footnote_shows_exactly_its_words_in_the_article(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    expect(chat.page.locator("#log .short")).to_have_text("Ines Okafor")
    markers = chat.page.locator("#log .words .fn")
    expect(markers).to_have_count(2)
    for number, citation in enumerate(QUOTED.citations):
        markers.nth(number).click()
        chat.wait_for_highlight(citation.quote)
        assert chat.highlight_in_sight()
        expect(markers.nth(number)).to_have_attribute("aria-current", "true")
        expect(chat.page.locator(".margin-mark")).to_have_text(str(citation.marker))


def test_the_short_answer_is_marked_inside_the_quote(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    inner = "[...(CSS.highlights.get('footnote-short') ?? [])].map(String).join('|')"
    chat.page.locator("#log .words .fn").nth(0).click()
    chat.wait_for_highlight(QUOTED.citations[0].quote)
    assert chat.page.evaluate(inner) == "Ines Okafor"
    chat.page.locator("#log .words .fn").nth(1).click()
    chat.wait_for_highlight(QUOTED.citations[1].quote)
    assert chat.page.evaluate(inner) == ""


def test_the_listed_footnote_shows_them_too(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    chat.page.locator("#log .note").nth(1).click()
    chat.wait_for_highlight(QUOTED.citations[1].quote)
    assert chat.highlight_in_sight()


def test_the_quote_shows_on_hover_and_on_focus_and_goes_with_escape(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    marker, peek = chat.page.locator("#log .words .fn").nth(0), chat.page.locator("#peek")
    marker.hover()
    expect(peek).to_have_text(QUOTED.citations[0].quote)
    expect(marker).to_have_attribute("aria-describedby", "peek")
    # The pointer may go into what is shown.
    peek.hover()
    chat.page.wait_for_timeout(300)
    expect(peek).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(peek).to_be_hidden()
    chat.page.get_by_placeholder("Ask about the article").focus()
    for _ in range(40):
        chat.page.keyboard.press("Shift+Tab")
        if chat.page.evaluate("document.activeElement?.className") == "fn":
            break
    expect(peek).to_have_text(QUOTED.citations[1].quote)
    chat.page.keyboard.press("Tab")
    expect(peek).to_be_hidden()


def test_confidence_is_in_words_and_its_number_shows_on_hover(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    sure = chat.page.locator("#log .sure")
    expect(sure).to_have_text("Very sure")
    sure.hover()
    expect(chat.page.locator("#peek")).to_have_text("Confidence 0.93 of 1")


def test_a_footnote_of_another_article_brings_that_article(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Which ferry comes?")
    chat.ask("When does the bridge close?")
    for question, article in (("Which ferry comes?", FERRY), ("When does the bridge close?", BRIDGE)) * 2:
        exchange = chat.page.locator("#log .exchange", has_text=question)
        exchange.locator(".fn").click()
        chat.wait_for_highlight(ANSWERS[question].citations[0].quote)
        expect(chat.page.locator("#article h1")).to_have_text(article.title)
        expect(chat.page.get_by_label("Article", exact=True).last).to_have_value(article.id)


def test_another_article_can_be_picked_and_asked_alone(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.page.locator("select.shown").select_option(label=FERRY.title)
    expect(chat.page.locator("#article h1")).to_have_text(FERRY.title)
    assert chat.page.locator("#article .text").evaluate("element => element.textContent") == FERRY.text
    scope = chat.page.locator("select.asked")
    expect(scope).to_have_value("")
    scope.select_option("ferry")
    chat.ask("Which ferry comes?")
    expect(chat.page.locator("[data-link]")).to_have_attribute("data-link", "?q=Which+ferry+comes%3F&article=ferry")


def test_what_the_article_does_not_say_looks_unlike_an_answer(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who designed the bridge?")
    absent = chat.page.locator("#log .absent")
    expect(absent.locator(".kicker")).to_have_text("Not in the article")
    expect(absent.locator(".words")).to_have_text("The article does not say.")
    expect(absent).to_contain_text("Closest passages (not an answer)")
    expect(absent.locator(".fn, .sure")).to_have_count(0)
    absent.locator(".note").first.click()
    chat.wait_for_highlight("The bridge opened in 1931")


def test_on_a_phone_there_are_tabs_and_a_way_back_to_the_answer(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, **PHONE)
    questions, article = (chat.page.get_by_role("tab", name=name) for name in ("Questions", "Article"))
    expect(questions).to_have_attribute("aria-selected", "true")
    expect(chat.page.locator("#article")).to_be_hidden()
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 360
    chat.ask("Who is quoted?")
    chat.page.locator("#log .words .fn").nth(1).tap()
    chat.wait_for_highlight(QUOTED.citations[1].quote)
    expect(article).to_have_attribute("aria-selected", "true")
    assert chat.highlight_in_sight()
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 360
    chat.page.get_by_role("button", name="Back to the answer").tap()
    expect(chat.page.locator("#log .words .fn").nth(1)).to_be_in_viewport()
    expect(chat.page.locator("#back")).to_be_hidden()
    questions.focus()
    chat.page.keyboard.press("ArrowRight")
    expect(article).to_be_focused()
    expect(chat.page.locator("#conversation")).to_be_hidden()


def test_without_highlights_the_words_are_marked(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, script="Object.defineProperty(CSS, 'highlights', {value: undefined})")
    chat.ask("Who is quoted?")
    before = chat.page.locator("#article .text").evaluate("element => element.textContent")
    for number, short in ((0, 1), (1, 0), (0, 1)):
        chat.page.locator("#log .words .fn").nth(number).click()
        expect(chat.page.locator("#article mark")).to_have_text(QUOTED.citations[number].quote)
        expect(chat.page.locator("#article mark b")).to_have_count(short)
    assert chat.page.locator("#article .text").evaluate("element => element.textContent") == before == BRIDGE.text


def test_markup_in_a_question_stays_text(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    question = "<img src=x onerror=alert(1)> **bold** %%%LATEX_BLOCK_0%%%"
    chat.ask(question)
    expect(chat.page.locator("#log .question")).to_contain_text(question)
    expect(chat.page.locator("#log img")).to_have_count(0)


@pytest.mark.integration
def test_the_real_chain_is_shown_as_the_fake_one(visit: Open, real_server: str) -> None:
    question = "What is this article about?"
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{real_server}/api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    assert answer["citations"]
    chat = visit(real_server)
    chat.ask(question)
    for citation in answer["citations"]:
        chat.page.locator(f"#log .words .fn[data-marker='{citation['marker']}']").click()
        chat.wait_for_highlight(citation["quote"])
        assert chat.highlight_in_sight()
