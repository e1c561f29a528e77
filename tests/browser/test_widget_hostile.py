"""Three hundred and more hostile strings through question, answer, title, quote and address: nothing runs or leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.browser.hosting import Host, asked_from, hosting
from tests.hostile import HOSTILE

pytestmark = pytest.mark.browser

TAGS = set("A ARTICLE BUTTON DIV FORM H2 H3 HEADER LABEL LI OL P Q SECTION SPAN SUP TEXTAREA UL path svg".split())
# Asks one string after another and looks, after each, at everything that the widget has made of it.
ASK_ALL = """async ([strings, server]) => {
    const chat = document.querySelector("footnote-chat");
    const report = { tags: new Set(), attributes: new Set(), links: new Set(), unlike: [], answered: 0 };
    for (const hostile of strings) {
        chat.clear();
        for (const name of ["title", "greeting", "placeholder", "disclaimer"]) chat.dataset[name] = hostile;
        chat.dataset.questions = hostile;
        const asked = hostile.trim() ? hostile : `x${hostile}`;
        const answer = await chat.ask(asked);
        if (answer) report.answered += 1;
        const root = chat.shadowRoot;
        for (const button of root.querySelectorAll(".marker, .note")) button.click();
        for (const element of root.querySelectorAll("*")) {
            report.tags.add(element.tagName);
            for (const { name } of element.attributes) report.attributes.add(name);
            if (element.href?.length && element.tagName === "A") report.links.add(element.href);
        }
        const bare = (text) => [...(text ?? "")].filter((it) => it > " " && !/\\p{C}|\\p{Z}/u.test(it)).join("");
        const panel = root.querySelector(".panel");
        const right = bare(root.querySelector("q")?.textContent) === bare(asked);
        if (!right || panel.scrollWidth > panel.clientWidth) report.unlike.push(hostile);
    }
    for (const name of ["tags", "attributes", "links"]) report[name] = [...report[name]];
    return report;
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[Host]:
    with hosting() as host, asked_from(host.address, kind="echo") as server:
        host.server = server
        yield host


def test_there_are_enough() -> None:
    assert len(HOSTILE) >= 300
    assert len(set(HOSTILE)) == len(HOSTILE)


def open_page(browser: Browser, site: Host, strange: list[str]) -> Page:
    page = browser.new_page()
    own = (f"{site.address}/", f"{site.server}/", "data:")
    page.on("request", lambda request: None if request.url.startswith(own) else strange.append(request.url))

    def dismiss(dialog: Dialog) -> None:
        strange.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("popup", lambda popup: strange.append(f"popup {popup.url}"))
    page.on("pageerror", lambda error: strange.append(str(error)))
    page.on("framenavigated", lambda frame: None if frame.url.startswith(own) else strange.append(frame.url))
    page.goto(f"{site.address}/plain.html")
    page.locator("footnote-chat").wait_for(state="attached")
    page.evaluate("document.querySelector('footnote-chat').dataset.open = ''")
    page.locator(".launcher").click()
    return page


def test_nothing_runs_and_no_request_leaves(browser: Browser, site: Host) -> None:
    strange: list[str] = []
    page = open_page(browser, site, strange)
    report = page.evaluate(ASK_ALL, [list(HOSTILE), site.server])
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert strange == []
    assert report["answered"] == len(HOSTILE)
    assert set(report["tags"]) <= TAGS
    assert [name for name in report["attributes"] if name.startswith("on") or name in {"style", "src", "srcdoc"}] == []
    assert [link for link in report["links"] if not link.startswith(("http://", "https://"))] == []
    assert [link for link in report["links"] if "secret" in link] == []
    assert report["unlike"] == []
    assert page.url == f"{site.address}/plain.html"
    page.close()


def test_what_was_remembered_is_shown_as_text_too(browser: Browser, site: Host) -> None:
    strange: list[str] = []
    page = open_page(browser, site, strange)
    for hostile in HOSTILE[:50]:
        page.evaluate("hostile => document.querySelector('footnote-chat').ask(hostile)", hostile)
    page.reload()
    page.locator("footnote-chat").wait_for(state="attached")
    page.locator(".launcher").click()
    assert page.locator(".exchange").count() == 50
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert strange == []
    page.close()
