"""The widget on pages of another origin: asking, streaming, and the cited words highlighted in the page itself."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.hosting import ATTENDED, ELSEWHERE, EXAMPLES, MET, QUOTES, SIGNED, UNSAID, Host, asked_from, hosting
from tests.ui.fakes import BRIDGE
from tests.ui.telling import ENDLESS, LATE_FAULT
from ui.widget import script

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SCREENS = Path(__file__).parents[2] / "docs" / "screens"
PLAIN, WORDPRESS, STRICT = "/plain.html", "/wordpress.html", "/strict-csp.html"
FULL_POLICY = (
    "default-src 'none'; script-src {server}; connect-src {server}; img-src data:; style-src 'none'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
# Counts how often anything of the page's own document is changed.
WATCH = """
addEventListener("DOMContentLoaded", () => {
  window.changes = [];
  new MutationObserver((records) => {
    for (const record of records) {
      const made = [...record.addedNodes, ...record.removedNodes];
      if (!made.length || made.some((node) => node.nodeName !== "FOOTNOTE-CHAT")) window.changes.push(record.type);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
});
"""
EVENTS = """
window.heard = [];
for (const name of ["ready", "ask", "answer", "cite", "error"])
  addEventListener(`footnote-${name}`, (event) => window.heard.push([name, event.detail]));
"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site() -> Iterator[Host]:
    with hosting() as host, asked_from(host.address) as server:
        host.server = server
        yield host


@pytest.fixture
def open_page(browser: Browser, site: Host) -> Iterator[Open]:
    """Open a page; afterwards nothing may have failed in it and no request may have gone elsewhere."""
    pages: list[tuple[Page, list[str]]] = []

    def visit(path: str, *, init: str = "", may_fail: bool = False, **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        page = browser.new_context(**options).new_page()
        faults: list[str] = []
        pages.append((page, [] if may_fail else faults))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url) if not _known(request.url, site) else None)
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.add_init_script(init + EVENTS)
        page.goto(path if path.startswith("http") else site.address + path)
        page.wait_for_function("window.heard.some(([name]) => name === 'ready')")
        return page

    yield visit
    for page, _faults in pages:
        page.context.close()
    assert [faults for _page, faults in pages] == [[]] * len(pages)


def _known(url: str, site: Host) -> bool:
    return url.startswith((site.address + "/", site.server + "/", "data:"))


def page_with(site: Host, name: str, tag: str, body: str = "<h1>A page</h1>", policy: str = "") -> str:
    """Add a page with its own tag for the widget; `{server}` is the server's address."""
    html = (
        f"<!doctype html><html lang=en><head><title>{name}</title></head><body><main>{body}</main>{tag}</body></html>"
    )
    headers = {"Content-Security-Policy": policy.replace("{server}", site.server)} if policy else {}
    return site.add(f"/{name}", html.replace("{server}", site.server), headers)


def launch(page: Page) -> None:
    page.locator(".launcher").click()


def ask(page: Page, question: str) -> None:
    """Ask and wait for what comes of it."""
    box = page.locator("textarea")
    box.fill(question)
    box.press("Enter")
    page.locator("[part=answer][aria-busy=true]").wait_for(state="detached")


def highlighted(page: Page) -> str:
    """The words that are highlighted, white space and soft hyphens aside."""
    return squeezed(page.evaluate("[...(CSS.highlights.get('footnote-quote') ?? [])].map(String).join('')"))


def squeezed(text: str) -> str:
    """The text without white space and soft hyphens, which are the page's own."""
    return re.sub(r"[\s\xad]+", "", text)


def in_sight(page: Page) -> bool:
    """Whether all highlighted words lie in the window and the widget covers none of them."""
    return bool(
        page.evaluate(
            """() => {
                const panel = document.querySelector("footnote-chat").shadowRoot.querySelector(".panel");
                const over = panel.getBoundingClientRect();
                return [...CSS.highlights.get("footnote-quote")].flatMap((range) => [...range.getClientRects()])
                    .every((box) => box.top >= 0 && box.bottom <= innerHeight
                        && (box.bottom <= over.top || box.top >= over.bottom || box.right <= over.left));
            }"""
        )
    )


@pytest.mark.parametrize("path", [PLAIN, WORDPRESS, STRICT])
@pytest.mark.parametrize("question", [SIGNED, ATTENDED, MET])
def test_a_footnote_highlights_its_words_in_the_page(open_page: Open, path: str, question: str) -> None:
    page = open_page(path, init=WATCH)
    if path != WORDPRESS:
        launch(page)
    ask(page, question)
    expect(page.locator(".words").last).to_contain_text(QUOTES[question])
    page.locator(".marker").first.click()
    assert highlighted(page) == squeezed(QUOTES[question])
    assert in_sight(page)
    expect(page.locator(".marker").first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status")).to_contain_text("Highlighted in the page")
    assert page.evaluate("window.changes") == []


@pytest.mark.parametrize("question", [SIGNED, ATTENDED])
def test_on_a_phone_the_words_are_seen_above_the_sheet(open_page: Open, question: str) -> None:
    page = open_page(PLAIN, **PHONE)
    launch(page)
    ask(page, question)
    page.locator(".marker").first.tap()
    assert highlighted(page) == squeezed(QUOTES[question])
    assert in_sight(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_words_in_a_box_that_scrolls_by_itself_are_scrolled_into_sight(open_page: Open, site: Host) -> None:
    body = (EXAMPLES / "plain.html").read_text(encoding="utf-8").split("<main>")[1].split("</main>")[0]
    style = (
        "<style>html, body { height: 100%; margin: 0; overflow: hidden } .box { height: 300px; overflow: auto }</style>"
    )
    tag = '<script async src="{server}/widget.js"></script>'
    page = open_page(page_with(site, "box.html", tag, f"{style}<div class=box>{body}</div>"))
    launch(page)
    for question in (ATTENDED, SIGNED):
        ask(page, question)
        page.locator(".marker").last.click()
        assert highlighted(page) == squeezed(QUOTES[question])
        assert page.evaluate(
            """() => {
                const box = document.querySelector(".box").getBoundingClientRect();
                return [...CSS.highlights.get("footnote-quote")].flatMap((range) => [...range.getClientRects()])
                    .every((words) => words.top >= box.top && words.bottom <= box.bottom);
            }"""
        )


def test_each_footnote_shows_its_own_words_and_other_brackets_stay_text(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    ask(page, MET)
    expect(page.locator(".marker")).to_have_count(2)
    expect(page.locator(".words")).to_contain_text("Not a marker: [7]")
    for number, question in ((1, SIGNED), (0, MET)):
        page.locator(".marker").nth(number).click()
        assert highlighted(page) == squeezed(QUOTES[question])
    page.locator(".note").nth(1).click()
    assert highlighted(page) == squeezed(QUOTES[SIGNED])
    page.get_by_role("button", name="New conversation").click()
    assert highlighted(page) == ""
    expect(page.locator(".exchange")).to_have_count(0)


def test_what_is_written_is_seen_while_it_is_written(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    page.evaluate(
        """() => {
            const root = document.querySelector("footnote-chat").shadowRoot;
            window.seen = [];
            new MutationObserver(() => {
                for (const name of [".status", "[aria-busy] .words"]) {
                    const text = root.querySelector(name)?.textContent;
                    if (text && window.seen.at(-1) !== text) window.seen.push(text);
                }
            }).observe(root, { subtree: true, childList: true, characterData: true });
        }"""
    )
    ask(page, ATTENDED)
    seen = page.evaluate("window.seen")
    assert [text for text in seen if text.endswith("…")][:4] == ["Sending…", "Searching…", "Reading…", "Writing…"]
    drafts = [text for text in seen if text.startswith("The ")]
    assert len(drafts) > 3
    assert all(QUOTES[ATTENDED].startswith(draft.strip()) for draft in drafts[:-1])
    page.locator(".note").wait_for()


def test_a_question_can_be_stopped_and_another_asked(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    box = page.locator("textarea")
    box.fill(ENDLESS)
    box.press("Enter")
    page.locator("[aria-busy=true] .words").wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".notice")).to_have_text("Stopped.")
    ask(page, ATTENDED)
    expect(page.locator(".note")).to_have_count(1)
    assert [name for name, _ in page.evaluate("window.heard")] == ["ready", "ask", "ask", "answer"]


def test_what_the_article_does_not_say_and_its_closest_passages(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    ask(page, UNSAID)
    expect(page.locator(".words")).to_have_text("The article does not say.")
    expect(page.locator(".caption")).to_have_text("Closest passages (not an answer)")
    expect(page.locator(".marker")).to_have_count(0)
    page.locator(".note").click()
    assert highlighted(page) == squeezed("The seminar drew about 150 participants")


def test_words_that_the_page_does_not_carry_are_quoted_with_a_link_to_them(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    ask(page, ELSEWHERE)
    page.locator(".marker").click()
    assert highlighted(page) == ""
    expect(page.locator("q")).to_contain_text("The harbour bridge will close on April 2")
    link = page.locator(".where a")
    fragment = "PORT%20ELLEN%2C%20March%2014%20%2D,weeks%2C%20the%20harbour%20board%20said."
    assert link.get_attribute("href") == f"{BRIDGE.url}#:~:text={fragment}"
    assert link.get_attribute("rel") == "noopener noreferrer"
    expect(page.locator(".where")).to_contain_text("These words are not on this page.")


def test_a_browser_without_highlights_selects_the_words(open_page: Open) -> None:
    page = open_page(PLAIN, init="delete window.Highlight;")
    launch(page)
    ask(page, ATTENDED)
    page.locator(".marker").click()
    assert squeezed(page.evaluate("getSelection().toString()")) == squeezed(QUOTES[ATTENDED])


def test_the_conversation_lasts_as_long_as_the_tab_and_page(open_page: Open, site: Host) -> None:
    page = open_page(PLAIN)
    launch(page)
    ask(page, ATTENDED)
    page.reload()
    page.wait_for_function("window.heard?.length > 0")
    launch(page)
    expect(page.locator(".exchange")).to_have_count(1)
    page.locator(".marker").click()
    assert highlighted(page) == squeezed(QUOTES[ATTENDED])
    with page.expect_request("**/api/v1/ask") as sent:
        ask(page, UNSAID)
    body = json.loads(sent.value.post_data or "")
    assert [turn["question"] for turn in body["history"]] == [ATTENDED]
    page.goto(site.address + WORDPRESS)
    page.wait_for_function("window.heard?.length > 0")
    expect(page.locator(".exchange")).to_have_count(0)


def test_articles_told_apart_by_the_query_have_their_own_conversations(open_page: Open, site: Host) -> None:
    page = open_page(f"{PLAIN}?id=1")
    launch(page)
    ask(page, ATTENDED)
    for query, exchanges in (("?id=2", 0), ("?id=1", 1)):
        page.goto(site.address + PLAIN + query)
        page.wait_for_function("window.heard?.length > 0")
        expect(page.locator(".exchange")).to_have_count(exchanges)


def test_storage_that_is_shut_or_spoilt_only_forgets(open_page: Open) -> None:
    shut = 'Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("no"); } });'
    spoilt = ["[1, {}, null", "[null]", "{}", "7", '[{"question":"a","answer":"b","citations":[null]}]']
    returned = [f"Storage.prototype.getItem = () => {json.dumps(text)};" for text in spoilt]
    for init in (shut, *returned):
        page = open_page(PLAIN, init=init)
        launch(page)
        ask(page, ATTENDED)
        expect(page.locator(".note")).to_have_count(1)


def test_keyboard_alone(open_page: Open) -> None:
    page = open_page(PLAIN)
    focused = "(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).className || "
    focused += "(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).tagName"
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "launcher":
            break
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "TEXTAREA"
    page.keyboard.type(MET)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.locator(".marker").nth(1).wait_for()
    assert page.evaluate(focused) == "TEXTAREA"
    seen = []
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        seen.append(page.evaluate(focused))
        if seen[-1] == "marker":
            break
    assert seen[-1] == "marker", seen
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert highlighted(page) == squeezed(QUOTES[MET])
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    assert page.evaluate(focused) == "launcher"


def test_enter_while_a_syllable_is_composed_does_not_ask(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    page.locator("textarea").fill("무엇")
    page.locator("textarea").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(page.locator(".exchange")).to_have_count(0)


def test_a_screen_reader_is_told_the_answer(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    live = page.get_by_role("status")
    assert live.evaluate("element => getComputedStyle(element).display") != "none"
    ask(page, ATTENDED)
    expect(live).to_have_text(f"Answer: {QUOTES[ATTENDED]} [1]")
    expect(page.get_by_role("dialog", name="Ask this article")).to_be_visible()
    expect(page.get_by_role("button", name="Footnote 1: show in the page")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [PLAIN, WORDPRESS, STRICT])
def test_axe_finds_nothing(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, color_scheme=scheme)
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

    def look() -> None:
        found = Axe().run(page, context="footnote-chat", options=rules).response
        assert found["passes"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []

    look()
    if path != WORDPRESS:
        launch(page)
    look()
    ask(page, MET)
    page.locator(".marker").first.click()
    look()
    ask(page, UNSAID)
    ask(page, ELSEWHERE)
    page.locator(".marker").last.click()
    look()


@pytest.mark.parametrize(
    ("lang", "direction", "title", "absent"),
    [
        ("en", "ltr", "Ask this article", "The article does not say."),
        ("ms", "ltr", "Tanya artikel ini", "Artikel ini tidak menyatakannya."),
        ("ko-KR", "ltr", "이 기사에 질문하기", "기사에 나와 있지 않습니다."),
        ("ar", "rtl", "اسأل هذا المقال", "لا يذكر المقال ذلك."),
        ("xx", "ltr", "Ask this article", "The article does not say."),
    ],
)
def test_it_speaks_the_page_s_language(
    open_page: Open, site: Host, lang: str, direction: str, title: str, absent: str
) -> None:
    tag = f'<script async src="{{server}}/widget.js" data-lang="{lang}" data-open></script>'
    page = open_page(page_with(site, f"{lang}.html", tag))
    expect(page.locator("h2")).to_have_text(title)
    expect(page.locator(".root")).to_have_attribute("dir", direction)
    ask(page, UNSAID)
    expect(page.locator(".words")).to_have_text(absent)
    panel = page.locator(".panel").bounding_box()
    assert panel is not None
    assert (panel["x"] < 640) is (direction == "rtl")
    assert Axe().run(page, context="footnote-chat").violations_count == 0


def test_what_a_page_sets_is_what_is_seen(open_page: Open, site: Host) -> None:
    tag = """
      <style>footnote-chat { --footnote-width: 300px; } footnote-chat::part(title) { font-style: italic; }</style>
      <footnote-chat data-title="Frag" data-greeting="Hallo!" data-questions="Eins? | Zwei?" data-placeholder="Wort?"
        data-disclaimer="Ohne Gewähr." data-position="left" data-scheme="dark" data-accent="#ffd400" data-open
        data-shortcut="ctrl+shift+k" data-article="bridge"></footnote-chat>
      <script async src="{server}/widget.js"></script>"""
    page = open_page(page_with(site, "set.html", tag))
    expect(page.locator("h2")).to_have_text("Frag")
    expect(page.locator("h2")).to_have_css("font-style", "italic")
    expect(page.locator(".greeting")).to_have_text("Hallo!")
    expect(page.locator(".disclaimer")).to_have_text("Ohne Gewähr.")
    expect(page.locator("textarea")).to_have_attribute("placeholder", "Wort?")
    expect(page.locator(".panel")).to_have_css("background-color", "rgb(25, 27, 32)")
    expect(page.locator(".send")).to_have_css("background-color", "rgb(255, 212, 0)")
    expect(page.locator(".send")).to_have_css("color", "rgb(0, 0, 0)")
    box = page.locator(".panel").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (16, 300)
    with page.expect_request("**/api/v1/ask") as sent:
        page.get_by_role("button", name="Zwei?").click()
    assert json.loads(sent.value.post_data or "") == {"question": "Zwei?", "history": [], "article": "bridge"}
    page.wait_for_function("window.heard.some(([name]) => name === 'answer')")
    page.keyboard.press("Control+Shift+K")
    expect(page.locator(".panel")).to_be_hidden()
    page.keyboard.press("Control+Shift+K")
    expect(page.locator(".panel")).to_be_visible()
    page.evaluate("document.querySelector('footnote-chat').dataset.title = 'Neu'")
    expect(page.locator("h2")).to_have_text("Neu")
    page.evaluate(
        """async (question) => {
            const chat = document.querySelector("footnote-chat");
            const asked = chat.ask(question);
            chat.dataset.title = "Neuer";
            await asked;
        }""",
        ATTENDED,
    )
    expect(page.locator(".exchange")).to_have_count(2)


@pytest.mark.parametrize(
    ("accent", "text"),
    [
        ("#ffd400", "rgb(0, 0, 0)"),
        ("#2f4b8f", "rgb(255, 255, 255)"),
        ("oklch(0.9 0.18 95)", "rgb(0, 0, 0)"),
        ("oklch(0.4 0.12 264)", "rgb(255, 255, 255)"),
        ("lab(90 0 80)", "rgb(0, 0, 0)"),
        ("lab(30 20 -50)", "rgb(255, 255, 255)"),
        ("color(srgb 1 0.8 0)", "rgb(0, 0, 0)"),
        ("color(display-p3 0.1 0.2 0.5)", "rgb(255, 255, 255)"),
        ("color-mix(in srgb, yellow 80%, black)", "rgb(0, 0, 0)"),
        ("color-mix(in srgb, yellow 10%, black)", "rgb(255, 255, 255)"),
    ],
)
def test_the_text_can_be_read_on_every_form_of_accent(open_page: Open, site: Host, accent: str, text: str) -> None:
    tag = f'<script async src="{{server}}/widget.js" data-accent="{accent}"></script>'
    page = open_page(page_with(site, "accent.html", tag))
    expect(page.locator(".launcher")).to_have_css("color", text)


def test_a_page_s_script_can_open_ask_clear_close_and_listen(open_page: Open) -> None:
    page = open_page(PLAIN)
    chat = "document.querySelector('footnote-chat')"
    answer = page.evaluate(f"{chat}.open({json.dumps(ATTENDED)})")
    assert answer["short_answer"] == "about 150 participants"
    expect(page.locator(".panel")).to_be_visible()
    page.locator(".marker").click()
    assert page.evaluate(f"{chat}.ask('  ')") is None
    page.evaluate(f"{chat}.clear()")
    expect(page.locator(".exchange")).to_have_count(0)
    page.evaluate(f"{chat}.close()")
    expect(page.locator(".panel")).to_be_hidden()
    heard = page.evaluate("window.heard")
    assert [name for name, _ in heard] == ["ready", "ask", "answer", "cite"]
    assert heard[1][1] == {"question": ATTENDED}
    assert heard[2][1]["answer"] == answer
    assert (heard[3][1]["found"], heard[3][1]["citation"]["quote"]) == (True, QUOTES[ATTENDED])


def test_a_half_written_question_outlasts_a_change_of_the_page(open_page: Open) -> None:
    page = open_page(PLAIN)
    launch(page)
    page.keyboard.type("How many attended?")
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    page.evaluate(
        """() => {
            const chat = document.querySelector("footnote-chat");
            chat.dataset.scheme = "dark";
            chat.dataset.placeholder = "Frage?";
        }"""
    )
    expect(page.locator(".root")).to_have_class(re.compile("dark"))
    expect(page.locator("textarea")).to_have_attribute("placeholder", "Frage?")
    page.keyboard.type("people ")
    expect(page.locator("textarea")).to_have_value("How many people attended?")
    expect(page.locator("textarea")).to_be_focused()
    page.locator("h2").click()
    page.evaluate("document.querySelector('footnote-chat').dataset.scheme = 'light'")
    expect(page.locator("textarea")).to_have_value("How many people attended?")
    expect(page.locator("textarea")).not_to_be_focused()


def test_an_element_can_be_asked_once_it_stands_in_the_page(open_page: Open) -> None:
    page = open_page(PLAIN)
    early, late = page.evaluate(
        """async (question) => {
            document.querySelector("footnote-chat").remove();
            const chat = document.createElement("footnote-chat");
            const early = [await chat.ask(question), await chat.open(question)];
            document.body.append(chat);
            return [early, await chat.open(question)];
        }""",
        ATTENDED,
    )
    assert early == [None, None]
    assert late["short_answer"] == "about 150 participants"
    expect(page.locator(".exchange")).to_have_count(1)


def test_an_answer_is_copied_with_its_quotes(open_page: Open) -> None:
    page = open_page(PLAIN, permissions=["clipboard-read", "clipboard-write"])
    launch(page)
    ask(page, ATTENDED)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    title = "South Korea and Malaysia to seal defence memorandum in October"
    assert copied == f"{QUOTES[ATTENDED]} [1]\n\n[1] “{QUOTES[ATTENDED]}” {title}"


def test_a_module_tag_works_too(open_page: Open, site: Host) -> None:
    tag = '<script type="module" src="{server}/widget.js?v=1" data-title="Module" data-open></script>'
    page = open_page(page_with(site, "module.html", tag))
    expect(page.locator("h2")).to_have_text("Module")
    ask(page, ATTENDED)
    expect(page.locator(".note")).to_have_count(1)


def test_a_policy_without_inline_or_eval_and_a_hash_are_enough(open_page: Open, site: Host) -> None:
    tag = f'<script async src="{{server}}/widget.js" integrity="{script().integrity}" crossorigin="anonymous"></script>'
    body = (EXAMPLES / "plain.html").read_text(encoding="utf-8").split("<main>")[1].split("</main>")[0]
    page = open_page(page_with(site, "policy.html", tag, body, FULL_POLICY))
    launch(page)
    ask(page, ATTENDED)
    page.locator(".marker").click()
    assert highlighted(page) == squeezed(QUOTES[ATTENDED])
    expect(page.locator(".panel")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_a_policy_that_keeps_it_from_the_server_is_named(open_page: Open, site: Host) -> None:
    tag = '<script async src="{server}/widget.js" data-open></script>'
    page = open_page(page_with(site, "shut.html", tag, policy="connect-src 'none'"), may_fail=True)
    ask(page, ATTENDED)
    expect(page.locator(".notice")).to_contain_text("Content-Security-Policy")
    expect(page.locator(".notice")).to_contain_text(site.server)


def test_a_page_that_was_not_let_in_is_told_so_by_name(browser: Browser, site: Host) -> None:
    with hosting() as other:
        other.server = site.server
        page = browser.new_page()
        page.add_init_script(EVENTS)
        page.goto(other.address + PLAIN)
        launch(page)
        ask(page, ATTENDED)
        expect(page.locator(".notice")).to_have_text(
            f"This page may not ask here: {other.address} is not on the server's list. "
            "Its owner can add it to FOOTNOTE_ORIGINS."
        )
        expect(page.get_by_role("status")).to_contain_text("FOOTNOTE_ORIGINS")
        name, detail = page.evaluate("window.heard.at(-1)")
        assert (name, detail["kind"]) == ("error", "refused")
        page.close()


def test_a_server_that_is_gone_a_fault_and_a_long_question_are_told_apart(open_page: Open, site: Host) -> None:
    page = open_page(PLAIN, may_fail=True)
    launch(page)
    ask(page, "Break")
    expect(page.locator(".notice").last).to_have_text("Something went wrong at the server. Ask again later.")
    ask(page, LATE_FAULT)
    expect(page.locator(".notice").last).to_have_text("Something went wrong at the server. Ask again later.")
    page.evaluate("document.querySelector('footnote-chat').ask('x'.repeat(70000))")
    expect(page.locator(".notice").last).to_contain_text("The body is too large")
    page.route("**/api/v1/**", lambda route: route.abort())
    ask(page, ATTENDED)
    expect(page.locator(".notice").last).to_have_text(
        "The server cannot be reached. Check the connection and ask again."
    )
    problem = {"status": 429, "detail": "Wait."}
    page.unroute("**/api/v1/**")
    page.route("**/api/v1/ask", lambda route: route.fulfill(status=429, json=problem, headers=allowed(site)))
    ask(page, ATTENDED)
    expect(page.locator(".notice").last).to_have_text("That is more than may be asked in a minute. Ask again later.")


def allowed(site: Host) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": site.address}


def test_the_page_is_not_held_up(open_page: Open, site: Host) -> None:
    """No layout shift, no long task, one request."""
    watch = """
      window.shift = 0; window.long = []; window.shifted = [];
      new PerformanceObserver((list) => list.getEntries().forEach((it) => {
            window.shift += it.value;
            const page = document.querySelector("main");
            window.shifted.push(...it.sources.map(({ node }) => node).filter((node) => page.contains(node)));
          }))
        .observe({ type: "layout-shift", buffered: true });
      new PerformanceObserver((list) => list.getEntries().forEach((it) => window.long.push(it.duration)))
        .observe({ type: "longtask", buffered: true });
    """
    page = open_page(PLAIN, init=watch)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") == 0
    # The milliseconds of tasks of 50 ms and more.
    assert page.evaluate("window.long") == []
    loaded = page.evaluate("performance.getEntriesByType('resource').map((it) => it.name)")
    assert [url for url in loaded if url.startswith(site.server)] == [f"{site.server}/widget.js"]
    launch(page)
    ask(page, ATTENDED)
    page.locator(".marker").click()
    page.wait_for_timeout(300)
    # What moves then moves inside the panel.
    assert page.evaluate("window.shifted.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_for_the_documentation(open_page: Open, scheme: str, tmp_path: Path) -> None:
    # With FOOTNOTE_SCREENS=1 the pictures in docs/screens are taken anew.
    folder = SCREENS if os.environ.get("FOOTNOTE_SCREENS") else tmp_path
    for name, options in (("widget", {"viewport": {"width": 1280, "height": 800}}), ("phone-widget", PHONE)):
        page = open_page(PLAIN, color_scheme=scheme, **options)
        launch(page)
        ask(page, MET)
        page.locator(".marker").nth(1).click()
        picture = folder / f"{name}-{scheme}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000
