"""A visitor's own article: pasted, from a file, from an address."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.ui.fakes import BRIDGE, FERRY

pytestmark = pytest.mark.browser

TEXT = "The keeper Tamsin Crewe lit the lighthouse lamp by hand until 1983. She was the last of nine keepers."
LIT = "The keeper Tamsin Crewe lit the lighthouse lamp by hand until 1983."
HEBREW = "הגשר ייסגר באפריל לתשעה שבועות. \n\nהמועצה דחתה את התוכנית לגשר שני."

Open = Callable[..., Visit]


def paste(chat: Visit, text: str) -> None:
    chat.page.get_by_role("button", name="Add your own article").click()
    chat.page.get_by_label("The article's text").fill(text)
    chat.page.get_by_role("button", name="Add the article").click()
    expect(chat.page.locator("#own")).to_be_hidden()


def test_pasted_text_is_shown_asked_and_cited(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    paste(chat, TEXT)
    expect(chat.page.locator("#article .text")).to_have_text(TEXT)
    expect(chat.page.locator("select.asked")).to_have_value("pasted-text")
    chat.ask("Who lit the lighthouse lamp?")
    chat.page.locator("#log .words .fn").click()
    chat.wait_for_highlight(LIT)
    # Nobody else could open it.
    expect(chat.page.locator("[data-link]")).to_have_count(0)
    expect(chat.page.locator("[data-copy]")).to_have_count(1)


def test_a_question_put_at_once_is_asked_of_it(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    page = chat.page
    page.evaluate(
        """() => {
          const field = document.querySelector("#question textarea");
          new MutationObserver(() => {
            if (document.querySelector("#own").open || field.value) return;
            field.value = "Who lit the lighthouse lamp?";
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
          }).observe(document.querySelector("#own"), { attributeFilter: ["open"] });
        }"""
    )
    paste(chat, TEXT)
    expect(page.locator("#log .words .fn")).to_have_count(1)
    expect(page.locator("select.asked")).to_have_value("pasted-text")


def test_it_is_kept_over_a_reload_seen_by_nobody_else_and_can_be_removed(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    paste(chat, TEXT)
    expect(chat.page.locator("select.shown")).to_have_value("pasted-text")
    chat.page.reload()
    expect(chat.page.locator("#article .text")).to_have_text(TEXT)
    other = visit(fake_server)
    expect(other.page.locator("select.shown option")).to_have_count(2)
    chat.page.get_by_role("button", name="Remove").click()
    expect(chat.page.locator("select.shown option")).to_have_count(2)
    expect(chat.page.locator("#article h1")).to_have_text(BRIDGE.title)
    expect(chat.page.locator("select.asked")).to_have_value("")


def test_a_file_is_chosen_and_a_bad_one_says_what_is_wrong(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    page = chat.page
    page.get_by_role("button", name="Add your own article").click()
    page.get_by_role("tab", name="File").click()
    submit, problem = page.get_by_role("button", name="Add the article"), page.locator("#own .problem")
    submit.click()
    expect(problem).to_have_text("Choose a file.")
    file = page.locator("#own input[type=file]")
    file.set_input_files({"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"PK\x03\x04 not a PDF"})
    submit.click()
    expect(problem).to_contain_text("x.pdf is not a PDF but a ZIP archive")
    file.set_input_files(
        {"name": "Lighthouse.md", "mimeType": "text/markdown", "buffer": f"# Light\n\n{TEXT}".encode()}
    )
    expect(problem).to_be_hidden()
    submit.click()
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#article h1")).to_have_text("Light")


def test_progress_is_shown_and_cancelling_leaves_nothing(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    page = chat.page
    page.get_by_role("button", name="Add your own article").click()
    page.get_by_label("The article's text").fill("Take long over these words.")
    page.get_by_role("button", name="Add the article").click()
    expect(page.locator("#own .step")).to_have_text("Indexing")
    expect(page.locator("#own progress")).to_have_attribute("value", re.compile(r"0\.\d+"))
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#own")).to_be_hidden()
    # Longer than it would have taken.
    page.wait_for_timeout(2500)
    page.reload()
    expect(page.locator("select.shown option")).to_have_count(2)


def test_an_address_is_read_and_a_forbidden_one_says_why(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    page = chat.page
    page.get_by_role("button", name="Add your own article").click()
    page.get_by_role("tab", name="Address").click()
    field = page.get_by_label("The article's address")
    for address in ("http://127.0.0.1/", "file:///etc/passwd"):
        field.fill(address)
        field.press("Enter")
        expect(page.locator("#own .problem")).to_contain_text("only public pages are fetched")
    field.fill("https://example.org/ferry")
    field.press("Enter")
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#article h1")).to_have_text(FERRY.title)
    expect(page.locator("select.shown")).to_have_value("ferry-2")


def test_where_no_addresses_are_read_none_can_be_given(visit: Open, real_server: str) -> None:
    chat = visit(real_server)
    chat.page.get_by_role("button", name="Add your own article").click()
    expect(chat.page.get_by_role("tab", name="Paste")).to_be_visible()
    expect(chat.page.get_by_role("tab", name="Address")).to_have_count(0)


@pytest.mark.integration
def test_the_real_reader_answers_from_it(visit: Open, real_server: str) -> None:
    chat = visit(real_server)
    paste(chat, TEXT)
    # The page says that this article is asked; before, a question is put to all.
    expect(chat.page.locator("select.asked")).to_have_value("pasted-text")
    chat.ask("Until when was the lamp lit by hand?")
    chat.page.locator("#log .words .fn").first.click()
    chat.wait_for_highlight(LIT)
    chat.ask("How many people attended the seminar?")
    expect(chat.page.locator("#log .absent")).to_be_visible()
    chat.page.locator("select.asked").select_option("")
    chat.ask("How many people attended the seminar?")
    expect(chat.page.locator("#log .short").last).to_contain_text("150")


def test_the_keyboard_is_enough_and_focus_comes_back(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    opener = chat.page.get_by_role("button", name="Add your own article")
    opener.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_label("The article's text")).to_be_focused()
    chat.page.keyboard.press("Shift+Tab")
    chat.page.keyboard.press("ArrowRight")
    expect(chat.page.get_by_role("tab", name="File")).to_be_focused()
    expect(chat.page.locator("#own-file")).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#own")).to_be_hidden()
    expect(opener).to_be_focused()


def test_text_from_right_to_left_runs_so(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    paste(chat, HEBREW)
    words = chat.page.locator("#article .text p").first
    expect(words).to_contain_text("הגשר")
    assert words.evaluate("element => getComputedStyle(element).direction") == "rtl"
    chat.ask("מתי הגשר ייסגר באפריל?")
    for part in ("#log .question .asked", "#log .words", "#log .note q"):
        assert chat.page.locator(part).evaluate("element => getComputedStyle(element).direction") == "rtl"
    chat.page.locator("#log .words .fn").click()
    chat.wait_for_highlight("הגשר ייסגר באפריל לתשעה שבועות.")
