from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# What Gradio's client says when a page that is left closes its stream.
LEFT = (
    "AbortError: signal is aborted without reason",
    "AbortError: BodyStreamBuffer was aborted",
    "Unexpected error Connection errored out.",
)
ROOT = Path(__file__).parents[2]


@contextmanager
def served(kind: str) -> Iterator[str]:
    """Serve the app in a process of its own and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.browser.server", kind, str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        if server.stdout.readline() != "ready\n":
            pytest.fail(server.stderr.read())
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        _out, faults = server.communicate(timeout=20)
        assert server.returncode == 0
        # A test breaks the fake on purpose; nothing else may have gone wrong.
        assert faults.count("Traceback") == faults.count("ZeroDivisionError: secret internals")
        assert faults.count("\n") == 0 or "Traceback" in faults


@pytest.fixture(scope="module")
def fake_server() -> Iterator[str]:
    with served("fake") as address:
        yield address


PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def real_server() -> Iterator[str]:
    with served("real") as address:
        yield address


# Playwright keeps an event loop running while it is open, in which no test of another module could run its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page open on the chat, and what it did that it should not."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Take note of what the console complains about, but for Gradio when it is left in mid-stream."""
        if message.type in {"error", "warning"} and not message.text.startswith(LEFT):
            self.faults.append(message.text)

    def stumble(self, error: Error) -> None:
        """Take note of an error that nothing in the page caught, but for Gradio's own when it is left in mid-stream."""
        if not str(error).startswith(LEFT):
            self.faults.append(str(error))

    def see(self, request: Request) -> None:
        """Take note of a request that goes elsewhere."""
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(request.url)

    def ask(self, question: str) -> None:
        """Type a question, press Enter and wait for what comes of it."""
        before = self.page.locator("#log .exchange:not(.pending)").count()
        self.send(question)
        self.page.locator("#log .exchange:not(.pending)").nth(before).wait_for()

    def send(self, question: str) -> None:
        """Type a question and press Enter."""
        box = self.page.get_by_placeholder("Ask about the article")
        box.fill(question)
        box.press("Enter")

    def highlighted(self) -> str:
        """The words that are highlighted in the article."""
        return str(self.page.evaluate("[...(CSS.highlights.get('footnote') ?? [])].map(String).join('|')"))

    def wait_for_highlight(self, quote: str) -> None:
        """Wait until exactly the quote is highlighted."""
        script = "quote => [...(CSS.highlights.get('footnote') ?? [])].map(String).join('|') === quote"
        self.page.wait_for_function(script, arg=quote)

    def highlight_in_sight(self) -> bool:
        """Whether the highlighted words lie within the article's pane, and that within the window."""
        return bool(
            self.page.evaluate(
                """() => {
                    const quote = [...CSS.highlights.get('footnote')][0].getBoundingClientRect();
                    const pane = document.querySelector('#text').getBoundingClientRect();
                    const [top, bottom] = [Math.max(pane.top, 0), Math.min(pane.bottom, innerHeight)];
                    return quote.top >= top && quote.bottom <= bottom && quote.height > 0;
                }"""
            )
        )


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open the chat; afterwards no request may have gone elsewhere and nothing may have failed in the console."""
    visits: list[Visit] = []

    def open_page(address: str, path: str = "/", *, script: str | None = None, **options: Any) -> Visit:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(10_000)
        visit = Visit(page, address)
        visits.append(visit)
        page.on("console", visit.hear)
        page.on("pageerror", visit.stumble)
        page.on("request", visit.see)
        if script:
            page.add_init_script(script)
        page.goto(address + path)
        page.get_by_placeholder("Ask about the article").wait_for(timeout=30_000)
        # It is there, if perhaps behind the other tab, once the session is on show.
        page.locator("#article article.paper").wait_for(state="attached")
        return visit

    yield open_page
    for visit in visits:
        visit.page.context.close()
    assert [visit.faults for visit in visits] == [[]] * len(visits)
