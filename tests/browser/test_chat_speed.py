"""How soon something is seen, and how soon an answer that is ready is."""

import statistics
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

FIRST_PAINT_MS = 2000
SHOWN_MS = 150

Open = Callable[..., Visit]

# Milliseconds from pressing Enter to each change of the conversation; `done` once an answer is painted.
WATCH = """() => {
    window.seen = {};
    document.querySelector('#question textarea').addEventListener('keydown', (event) => {
        if (event.key === 'Enter') window.seen = { start: performance.now() };
    }, { capture: true });
    new MutationObserver(() => {
        const all = document.querySelectorAll('#log .exchange:not(.pending)').length;
        if (all > (window.before ?? 0)) {
            window.before = all;
            requestAnimationFrame(() => setTimeout(() => { window.seen.done = performance.now(); }));
        }
    }).observe(document.querySelector('#log'), { childList: true, subtree: true });
}"""


@pytest.mark.integration
def test_something_is_seen_within_two_seconds(visit: Open, real_server: str) -> None:
    chat = visit(real_server)
    paints = chat.page.evaluate("performance.getEntriesByType('paint').map(entry => entry.startTime)")
    assert paints
    assert max(paints) < FIRST_PAINT_MS


def test_an_answer_is_shown_soon_after_it_is_ready(visit: Open, fake_server: str) -> None:
    """The fake answers at once, so that all the time from Enter to the painted answer is the page's and the queue's."""
    chat = visit(fake_server)
    expect(chat.page.locator("#chips .chip").first).to_be_visible()
    chat.page.evaluate(WATCH)
    took = []
    for _ in range(7):
        chat.ask("Who is quoted?")
        chat.page.wait_for_function("() => window.seen.done")
        took.append(chat.page.evaluate("window.seen.done - window.seen.start"))
        expect(chat.page.locator("#log .pending")).to_have_count(0)
        # The questions suggested next are apart from it.
        chat.page.wait_for_timeout(200)
    assert statistics.median(took) < SHOWN_MS, took
