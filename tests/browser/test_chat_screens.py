"""Pictures of the page, light and dark, desktop and phone; with FOOTNOTE_SCREENS=1 docs/screens is taken anew."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
OWN = (
    "Third ferry found for the morning hours\n\n"
    "The ferry Marigold will come from Oban on March 20, with room for 180 people and 40 bicycles. It replaces the "
    "harbour bridge, which closes on April 2 for nine weeks.\n\n"
    "Ines Okafor, who chairs the harbour board, said the crossing takes 40 minutes. The board rejected a plan to build "
    "a second bridge, because the ground on the quay is too soft."
)

Open = Callable[..., Visit]


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens(visit: Open, real_server: str, scheme: str, options: dict[str, Any], tmp_path: Path) -> None:
    chat = visit(real_server, color_scheme=scheme, device_scale_factor=2, **options)
    page, log = chat.page, chat.page.locator("#log")
    folder = SCREENS if os.environ.get("FOOTNOTE_SCREENS") else tmp_path

    def take(name: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{'phone-' if options else ''}{name}-{scheme}.png")

    def turn_to(tab: str) -> None:
        if options:
            page.get_by_role("tab", name=tab, exact=True).click()

    page.locator("#chips .chip").nth(3).wait_for(timeout=60_000)
    take("chat")
    chat.ask("How many people attended the seminar?")
    log.locator(".fn").first.click()
    expect(page.locator(".margin-mark")).to_be_visible()
    take("footnote")
    turn_to("Questions")
    chat.ask("And where was it held?")
    take("follow-up")
    chat.ask("How much do the fighter jets cost?")
    assert "does not say" in log.inner_text()
    take("not-in-article")
    turn_to("Article")
    page.get_by_role("button", name="Add your own article").click()
    page.get_by_label("The article's text").fill(OWN)
    take("own-article")
    page.get_by_role("button", name="Add the article").click()
    expect(page.locator("#own")).to_be_hidden()
    turn_to("Questions")
    chat.ask("Who chairs the harbour board?")
    if not options:
        log.locator(".fn").last.click()
    take("own-answer")
