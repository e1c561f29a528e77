import json
import os
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.ui.fakes import ANSWERS, BRIDGE, FERRY

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SCREENS = Path(__file__).parents[2] / "docs" / "screens"
QUOTED = ANSWERS["Who is quoted?"]

Open = Callable[..., Visit]


def test_a_footnote_shows_exactly_its_words_in_the_article(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    expect(chat.page.locator(".short")).to_have_text("Ines Okafor")
    expect(chat.page.locator(".sure")).to_have_text("Very sure")
    markers = chat.page.locator("#log .words .fn")
    expect(markers).to_have_count(2)
    for number, citation in enumerate(QUOTED.citations):
        markers.nth(number).click()
        chat.wait_for_highlight(citation.quote)
        assert chat.highlight_in_sight()
        expect(markers.nth(number)).to_have_attribute("aria-current", "true")
        expect(chat.page.locator(".margin-mark")).to_have_text(str(citation.marker))


def test_the_listed_footnote_shows_them_too(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    chat.page.locator("#log .note").nth(1).click()
    chat.wait_for_highlight(QUOTED.citations[1].quote)
    assert chat.highlight_in_sight()


def test_a_footnote_of_another_article_brings_that_article(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Which ferry comes?")
    chat.ask("When does the bridge close?")
    for question, title in (("Which ferry comes?", FERRY.title), ("When does the bridge close?", BRIDGE.title)) * 2:
        exchange = chat.page.locator("#log .exchange", has_text=question)
        exchange.locator(".fn").click()
        chat.wait_for_highlight(ANSWERS[question].citations[0].quote)
        expect(chat.page.locator("#article h1")).to_have_text(title)
        expect(chat.page.get_by_role("combobox")).to_have_value(title)


def test_another_article_can_be_picked(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.page.get_by_role("combobox").click()
    chat.page.get_by_role("option", name=FERRY.title).click()
    expect(chat.page.locator("#article h1")).to_have_text(FERRY.title)
    assert chat.page.locator("#article .text").evaluate("element => element.textContent") == FERRY.text


def test_what_the_article_does_not_say_looks_unlike_an_answer(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who designed the bridge?")
    absent = chat.page.locator("#log .absent")
    expect(absent.locator(".words")).to_have_text("The article does not say.")
    expect(absent).to_contain_text("Closest passages (not an answer)")
    expect(absent.locator(".fn, .sure")).to_have_count(0)
    absent.locator(".note").first.click()
    chat.wait_for_highlight("The bridge opened in 1931")


def test_an_example_asks_itself(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    expect(chat.page.locator(".welcome")).to_be_visible()
    chat.page.get_by_role("button", name="When does the bridge close?").click()
    expect(chat.page.locator("#log .short")).to_have_text("April 2")
    expect(chat.page.locator(".welcome")).to_have_count(0)
    chat.page.get_by_role("button", name="Clear the conversation").click()
    expect(chat.page.locator(".welcome")).to_be_visible()
    expect(chat.page.locator("#log .exchange")).to_have_count(0)


def test_the_keyboard_is_enough(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    keyboard = chat.page.keyboard
    for _ in range(30):
        if chat.page.evaluate("document.activeElement?.placeholder") == "Ask about the article":
            break
        keyboard.press("Tab")
    keyboard.type("Who is quoted?")
    keyboard.press("Enter")
    chat.page.locator("#log .fn").nth(1).wait_for()
    expect(chat.page.get_by_placeholder("Ask about the article")).to_be_focused()
    for _ in range(30):
        if chat.page.evaluate("document.activeElement?.className") == "fn":
            break
        keyboard.press("Shift+Tab")
    while chat.page.evaluate("document.activeElement.dataset.marker") != "2":
        keyboard.press("Tab")
    keyboard.press("Enter")
    chat.wait_for_highlight(QUOTED.citations[1].quote)
    expect(chat.page.locator("#announcer")).to_contain_text(QUOTED.citations[1].quote)


def test_on_a_phone_the_article_is_below_and_there_is_a_way_back(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, **PHONE)
    log, article = chat.page.locator("#conversation").bounding_box(), chat.page.locator("#article").bounding_box()
    assert log
    assert article
    assert log["y"] + log["height"] <= article["y"]
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 360
    chat.ask("Who is quoted?")
    chat.page.locator("#log .words .fn").nth(1).tap()
    chat.wait_for_highlight(QUOTED.citations[1].quote)
    assert chat.highlight_in_sight()
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 360
    chat.page.get_by_role("button", name="Back to the answer").tap()
    expect(chat.page.locator("#log .words .fn").nth(1)).to_be_in_viewport()
    expect(chat.page.locator("#back")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_and_can_be_read(visit: Open, fake_server: str, scheme: str) -> None:
    chat = visit(fake_server, color_scheme=scheme)
    chat.ask("Who is quoted?")
    chat.ask("Who designed the bridge?")
    background = luminance(chat, "#reading", "--paper")
    assert (background > 0.5) is (scheme == "light")
    for variable in ("--ink", "--soft", "--accent"):
        for ground in ("--paper", "--sheet"):
            assert contrast(luminance(chat, "#reading", variable), luminance(chat, "#reading", ground)) >= 4.5
    marked = luminance(chat, "#reading", "--marker-ink"), luminance(chat, "#reading", "--marker")
    assert contrast(*marked) >= 4.5


def test_without_highlights_the_words_are_marked(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, script="Object.defineProperty(CSS, 'highlights', {value: undefined})")
    chat.ask("Who is quoted?")
    before = chat.page.locator("#article .text").evaluate("element => element.textContent")
    for number in (0, 1):
        chat.page.locator("#log .words .fn").nth(number).click()
        expect(chat.page.locator("#article mark")).to_have_text(QUOTED.citations[number].quote)
    assert chat.page.locator("#article .text").evaluate("element => element.textContent") == before == BRIDGE.text


def test_markup_in_a_question_stays_text(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("<img src=x onerror=alert(1)> **bold** %%%LATEX_BLOCK_0%%%")
    expect(chat.page.locator("#log .question")).to_contain_text(
        "<img src=x onerror=alert(1)> **bold** %%%LATEX_BLOCK_0%%%"
    )
    expect(chat.page.locator("#log img")).to_have_count(0)


def test_earlier_turns_go_with_a_follow_up_and_a_fault_is_told(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    chat.page.evaluate("document.querySelector('#log .exchange').dataset.kept = 'yes'")
    chat.page.get_by_placeholder("Ask about the article").fill("Break")
    chat.page.get_by_placeholder("Ask about the article").press("Enter")
    expect(chat.page.locator("#log .notice")).to_contain_text("Something went wrong here")
    expect(chat.page.locator("#log .exchange[data-kept]")).to_have_count(1)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens(visit: Open, real_server: str, scheme: str, tmp_path: Path) -> None:
    # With FOOTNOTE_SCREENS=1 the pictures in docs/screens are taken anew.
    folder = SCREENS if os.environ.get("FOOTNOTE_SCREENS") else tmp_path
    for name, options in (("", {}), ("phone-", PHONE)):
        chat = visit(real_server, color_scheme=scheme, device_scale_factor=2, **options)
        chat.page.screenshot(path=folder / f"{name}chat-{scheme}.png")
        chat.ask("How many people attended the seminar?")
        chat.page.locator("#log .words .fn").first.click()
        chat.page.wait_for_timeout(1000)
        chat.page.screenshot(path=folder / f"{name}footnote-{scheme}.png")
        chat.ask("How much do the fighter jets cost?")
        chat.page.wait_for_timeout(500)
        assert "does not say" in chat.page.locator("#log").inner_text()
        chat.page.screenshot(path=folder / f"{name}not-in-article-{scheme}.png")


def luminance(chat: Visit, selector: str, variable: str) -> float:
    """The relative luminance of a colour of the stylesheet (WCAG 2.2)."""
    script = """([selector, variable]) => {
        const probe = document.createElement('i');
        probe.style.color = `var(${variable})`;
        document.querySelector(selector).append(probe);
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    }"""
    channels = [float(value) / 255 for value in chat.page.evaluate(script, [selector, variable])]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: float, other: float) -> float:
    """The contrast ratio of two luminances (WCAG 2.2)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
