"""Who uses it and how: keyboard, screen reader (axe-core's rules), colours, small screens."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit
from tests.ui.fakes import ANSWERS

pytestmark = pytest.mark.browser

QUOTED = ANSWERS["Who is quoted?"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

Open = Callable[..., Visit]


def findings(chat: Visit, *least: str) -> list[str]:
    """What axe-core finds of the given impacts: rule, and the elements."""
    response = Axe().run(chat.page, options=RULES).response
    return [
        f"{found['impact']} {found['id']}: {[node['html'][:120] + node['failureSummary'] for node in found['nodes']]}"
        for found in response["violations"]
        if found["impact"] in least
    ]


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Open, fake_server: str, scheme: str, options: dict[str, Any]) -> None:
    chat = visit(fake_server, color_scheme=scheme, bypass_csp=True, **options)
    expect(chat.page.locator("#chips .chip").first).to_be_visible()
    assert findings(chat, "serious", "critical") == []
    for question in ("Who is quoted?", "And when?", "Who designed the bridge?", "Break"):
        chat.ask(question)
    chat.page.locator("#log .words .fn").first.click()
    chat.wait_for_highlight(QUOTED.citations[0].quote)
    assert findings(chat, "serious", "critical") == []
    if options:
        chat.page.get_by_role("tab", name="Questions").click()
        assert findings(chat, "serious", "critical") == []
        chat.page.get_by_role("tab", name="Article").click()
    chat.page.get_by_role("button", name="Add your own article").click()
    chat.page.get_by_role("button", name="Add the article").click()
    expect(chat.page.locator("#own .problem")).to_be_visible()
    assert findings(chat, "serious", "critical") == []


def test_axe_would_find_something(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, bypass_csp=True)
    chat.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert any("button-name" in found for found in findings(chat, "serious", "critical"))


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


def test_the_article_is_scrolled_by_keyboard(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, viewport={"width": 1280, "height": 400})
    pane = chat.page.get_by_role("group", name="Text of the article")
    expect(pane).to_have_attribute("tabindex", "0")
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        if chat.page.evaluate("document.activeElement?.id") == "text":
            break
    expect(pane).to_be_focused()
    expect(pane).to_have_css("outline-style", "solid")
    chat.page.keyboard.press("PageDown")
    chat.page.wait_for_function("() => document.querySelector('#text').scrollTop > 0")


def test_on_a_phone_the_keyboard_goes_with_the_pane(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, **PHONE)
    chat.ask("Who is quoted?")
    footnote = chat.page.locator("#log .words .fn").nth(1)
    footnote.press("Enter")
    chat.wait_for_highlight(QUOTED.citations[1].quote)
    expect(chat.page.get_by_role("button", name="Back to the answer")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(footnote).to_be_focused()


def test_a_screen_reader_is_told_from_the_first_words_on(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    live = chat.page.locator("#announcer")
    expect(live).to_have_text("")
    expect(live).to_have_attribute("aria-live", "polite")
    chat.ask("Who is quoted?")
    chat.page.locator("#log .words .fn").first.click()
    expect(live).to_contain_text(QUOTED.citations[0].quote)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_and_can_be_read(visit: Open, fake_server: str, scheme: str) -> None:
    chat = visit(fake_server, color_scheme=scheme)
    background = luminance(chat, "#reading", "--paper")
    assert (background > 0.5) is (scheme == "light")
    for variable in ("--ink", "--soft", "--accent"):
        for ground in ("--paper", "--sheet"):
            assert contrast(luminance(chat, "#reading", variable), luminance(chat, "#reading", ground)) >= 4.5
    # The edges of what can be clicked (WCAG 2.2, 1.4.11), and marked words, which axe-core does not see.
    assert contrast(luminance(chat, "#reading", "--line"), background) >= 3
    for marker in ("--marker", "--marker-strong"):
        marked = luminance(chat, "#reading", "--marker-ink"), luminance(chat, "#reading", marker)
        assert contrast(*marked) >= 4.5


@pytest.mark.parametrize("width", [320, 360, 600, 820, 821, 1024])
def test_nothing_is_wider_than_the_window(visit: Open, fake_server: str, width: int) -> None:
    chat = visit(fake_server, viewport={"width": width, "height": 740})
    for question in ("Who is quoted?", "And when?", "Who designed the bridge?", "x" * 300):
        chat.ask(question)
    assert chat.page.evaluate("document.documentElement.scrollWidth") == width
    assert chat.page.evaluate(
        "document.querySelector('#log').scrollWidth <= document.querySelector('#log').clientWidth"
    )
    if width <= 820:
        chat.page.get_by_role("tab", name="Article").click()
        assert chat.page.evaluate("document.documentElement.scrollWidth") == width


def test_what_a_finger_has_to_hit_is_large_enough(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, **PHONE)
    chat.ask("Who is quoted?")
    expect(chat.page.locator("#chips .chip").first).to_be_visible()
    # 24 by 24 pixels (WCAG 2.2, 2.5.8); a footnote's number stands in a line of text, which is excepted.
    small = chat.page.evaluate(
        """() => [...document.querySelectorAll('button, select, textarea')]
            .filter(element => element.checkVisibility() && !element.matches('.fn'))
            .filter(element => Math.min(element.offsetWidth, element.offsetHeight) < 24)
            .map(element => element.outerHTML.slice(0, 80))"""
    )
    assert small == []


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
