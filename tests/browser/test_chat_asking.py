"""Everyday things: status, stop, retry, suggestions, what was understood, reload, copying, sharing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.ui.fakes import ANSWERS, BRIDGE

pytestmark = pytest.mark.browser

QUOTED = ANSWERS["Who is quoted?"]

Open = Callable[..., Visit]


def test_it_says_what_it_does_and_can_be_stopped_and_asked_again(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    log, stop = chat.page.locator("#log"), chat.page.get_by_role("button", name="Stop")
    expect(stop).to_be_hidden()
    chat.send("Take long")
    expect(log.locator(".working")).to_contain_text("Reading the closest passages")
    expect(chat.page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
    stop.click()
    expect(log.locator(".notice .words")).to_have_text("Stopped.", timeout=1000)
    log.get_by_role("button", name="Try again").click()
    expect(log.locator(".pending")).to_be_visible()
    stop.click()
    expect(log.locator(".notice")).to_have_count(1)
    expect(log.locator(".pending")).to_have_count(0)


def test_earlier_turns_go_with_a_follow_up_and_a_fault_is_told(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    chat.page.evaluate("document.querySelector('#log .exchange').dataset.kept = 'yes'")
    chat.send("Break")
    expect(chat.page.locator("#log .notice")).to_contain_text("Something went wrong here")
    expect(chat.page.locator("#log .exchange[data-kept]")).to_have_count(1)


def test_questions_are_suggested_to_begin_with_and_after_an_answer(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chips = chat.page.locator("#chips .chip")
    expect(chat.page.locator(".welcome")).to_be_visible()
    # What the article on show answers, as the asker says.
    expect(chips).to_have_text(
        ["What is this article about?", "When will the harbour bridge close for nine weeks?",
         "How much will the repair cost?"]
    )  # fmt: skip
    chips.nth(2).click()
    expect(chat.page.locator("#log .short")).to_have_text("4.2 million pounds")
    expect(chips).to_have_text(["What is this article about?", "When will the harbour bridge close for nine weeks?"])


def test_how_a_question_was_understood_can_be_put_right(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("And when?")
    understood = chat.page.locator("#log .understood")
    expect(understood).to_contain_text("Understood as: When will the harbour bridge close for nine weeks?")
    understood.get_by_role("button", name="Edit").click()
    field = chat.page.get_by_label("The question as it is to be understood")
    expect(field).to_be_focused()
    expect(field).to_have_value("When will the harbour bridge close for nine weeks?")
    field.press("Escape")
    expect(understood).to_be_visible()
    understood.get_by_role("button", name="Edit").click()
    field.fill("How much will the repair cost?")
    chat.page.get_by_role("button", name="Ask this").click()
    expect(chat.page.locator("#log .short").nth(1)).to_have_text("4.2 million pounds")


def test_a_conversation_is_kept_over_a_reload_and_cleared_for_good(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server)
    chat.ask("Who is quoted?")
    chat.send("Take long")
    expect(chat.page.locator("#log .pending")).to_be_visible()
    chat.page.reload()
    expect(chat.page.locator("#log .exchange")).to_have_count(2)
    # The answer that was under way arrives on the new page.
    expect(chat.page.locator("#log .absent")).to_be_visible(timeout=10_000)
    chat.page.locator("#log .words .fn").nth(0).click()
    chat.wait_for_highlight(QUOTED.citations[0].quote)
    chat.page.get_by_role("button", name="Clear", exact=True).click()
    expect(chat.page.locator(".welcome")).to_be_visible()
    chat.page.reload()
    expect(chat.page.locator(".welcome")).to_be_visible()


def test_another_tab_is_another_session(visit: Open, fake_server: str) -> None:
    visit(fake_server).ask("Who is quoted?")
    other = visit(fake_server)
    expect(other.page.locator(".welcome")).to_be_visible()


def test_an_answer_is_copied_with_its_footnotes_and_shared_as_a_link(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, permissions=["clipboard-read", "clipboard-write"])
    chat.ask("And when?")
    chat.page.get_by_role("button", name="Copy", exact=True).click()
    expect(chat.page.get_by_role("button", name="Copied")).to_be_visible()
    quote = ANSWERS["And when?"].citations[0].quote
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{quote} [1]\n\n[1] “{quote}”\n    {BRIDGE.title}, https://example.org/bridge, ")
    # It says so for a moment, and is itself again.
    expect(chat.page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    chat.page.get_by_role("button", name="Copy link").click()
    expect(chat.page.get_by_role("button", name="Copied")).to_have_count(1)
    link = chat.page.evaluate("navigator.clipboard.readText()")
    # Whoever opens it sees the question as it stands alone, asked and answered.
    other = visit(link.split("?")[0].rstrip("/"), "/?" + link.split("?")[1])
    expect(other.page.locator("#log .question")).to_contain_text("When will the harbour bridge close for nine weeks?")
    expect(other.page.locator("#log .short")).to_have_text("April 2")
    # Asked once: a reload shows what is there.
    assert "?" not in other.page.url
    other.page.reload()
    expect(other.page.locator("#log .exchange")).to_have_count(1)


def test_a_link_to_one_article_asks_that_one(visit: Open, fake_server: str) -> None:
    chat = visit(fake_server, "/?q=Which+ferry+comes%3F&article=ferry")
    expect(chat.page.locator("#log .short")).to_have_text("Marigold")
    expect(chat.page.locator("select.asked")).to_have_value("ferry")
    expect(chat.page.locator("[data-link]")).to_have_attribute("data-link", "?q=Which+ferry+comes%3F&article=ferry")
    expect(chat.page.locator("select.shown")).to_have_value("ferry")


def test_a_conversation_is_saved_as_markdown(visit: Open, fake_server: str, tmp_path: Path) -> None:
    chat = visit(fake_server)
    expect(chat.page.get_by_role("button", name="Save as Markdown")).to_be_hidden()
    chat.ask("When does the bridge close?")
    with chat.page.expect_download() as started:
        chat.page.get_by_role("button", name="Save as Markdown").click()
    started.value.save_as(tmp_path / "saved.md")
    assert started.value.suggested_filename == "conversation.md"
    saved = (tmp_path / "saved.md").read_text()
    assert saved.startswith(
        "# A conversation with Footnote\n\n## When does the bridge close?\n\nThe harbour bridge will"
    )
    assert "[^1-1]: “The harbour bridge will close on April 2 for nine weeks, the harbour board said.”" in saved
