import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rag.errors import BadInput
from rag.types import Turn
from tests.ui.fakes import ANSWERS, FERRY, FakeLibrary, TellingAsker
from ui import conversing, paper, render
from ui.conversing import Conversing, View
from ui.exchanges import Exchange, Notice
from ui.sessions import Sessions
from ui.shelf import Shelf
from ui.suggestions import Suggestions
from ui.waiting import Desk

TOKEN = "t" * 32


@pytest.fixture
def asker() -> TellingAsker:
    return TellingAsker()


@pytest.fixture
def page(asker: TellingAsker) -> Conversing:
    return Conversing(Desk(asker), Sessions(Shelf(FakeLibrary(), asker)), asker, Suggestions())


async def views(events: AsyncIterator[View]) -> list[View]:
    return [view async for view in events]


def exchanges(page: Conversing) -> tuple[Exchange, ...]:
    return page.sessions.open(TOKEN).exchanges


async def test_a_question_is_shown_at_once_then_how_far_it_is_and_then_its_answer(page: Conversing) -> None:
    first, *between, last = await views(page.ask(TOKEN, " Who is quoted? ", ""))
    assert first.taken
    assert "Waiting for a turn" in (first.log or "")
    assert "Who is quoted?" in (first.log or "")
    assert any("Searching" in (view.log or "") or "Reading" in (view.log or "") for view in between)
    assert exchanges(page) == (Exchange("Who is quoted?", ANSWERS["Who is quoted?"]),)
    assert last.log == render.conversation(exchanges(page))


async def test_earlier_turns_are_passed_on_unless_it_is_to_stand_alone(page: Conversing, asker: TellingAsker) -> None:
    await views(page.ask(TOKEN, "Who is quoted?", ""))
    await views(page.ask(TOKEN, "And when?", "bridge"))
    await views(page.ask(TOKEN, "When is the closure?", "", alone=True))
    turn = Turn("Who is quoted?", ANSWERS["Who is quoted?"].answer)
    assert asker.asked[1:] == [("And when?", (turn,), "bridge"), ("When is the closure?", (), None)]


async def test_an_empty_question_changes_nothing(page: Conversing, asker: TellingAsker) -> None:
    assert await views(page.ask(TOKEN, "   ", "")) == []
    assert asker.asked == []


async def test_a_fault_is_told_without_its_inside_and_gives_way_when_tried_again(
    page: Conversing, asker: TellingAsker, caplog: Any
) -> None:
    *_, last = await views(page.ask(TOKEN, "Break", ""))
    assert "Something went wrong here" in (last.log or "")
    assert "secret" not in (last.log or "")
    assert "secret internals" in caplog.text
    asker.answers["Break"] = ANSWERS["Who is quoted?"]
    await views(page.ask(TOKEN, "Break", ""))
    assert len(exchanges(page)) == 1


async def test_what_cannot_be_asked_is_said(page: Conversing) -> None:
    *_, last = await views(page.ask(TOKEN, "Where?", "none"))
    assert "There is no article" in (last.log or "")


async def test_a_question_can_be_stopped(page: Conversing, asker: TellingAsker) -> None:
    asking = asyncio.create_task(views(page.ask(TOKEN, "Take long", "")))
    await asyncio.sleep(0.05)
    page.stop(TOKEN)
    await asyncio.wait_for(asking, 1)
    assert exchanges(page) == (Exchange("Take long", Notice("Stopped.")),)
    asker.go.set()


async def test_one_question_at_a_time(page: Conversing, asker: TellingAsker) -> None:
    asking = asyncio.create_task(views(page.ask(TOKEN, "Take long", "")))
    await asyncio.sleep(0.05)
    assert await views(page.ask(TOKEN, "Who is quoted?", "")) == []
    asker.go.set()
    await asking
    assert [past.question for past in exchanges(page)] == ["Take long"]


async def test_a_page_that_is_loaded_anew_finds_its_conversation_and_the_answer_under_way(
    page: Conversing, asker: TellingAsker
) -> None:
    await views(page.ask(TOKEN, "Who is quoted?", "ferry"))
    await anext(page.ask(TOKEN, "Take long", ""))
    following = page.resume(TOKEN)
    whole = await anext(following)
    assert "Ines Okafor" in (whole.log or "")
    assert "Take long" in (whole.log or "")
    asker.go.set()
    *_, last = await views(following)
    assert "working" not in (last.log or "")
    assert [past.question for past in exchanges(page)] == ["Who is quoted?", "Take long"]


async def test_clearing_forgets_also_what_is_under_way(page: Conversing, asker: TellingAsker) -> None:
    await views(page.ask(TOKEN, "Who is quoted?", ""))
    asking = asyncio.create_task(views(page.ask(TOKEN, "Take long", "")))
    await asyncio.sleep(0.05)
    assert page.clear(TOKEN) == View(log=render.conversation(()))
    asker.go.set()
    await asking
    assert exchanges(page) == ()


async def test_a_conversation_is_bounded(page: Conversing) -> None:
    session = page.sessions.open(TOKEN)
    session.exchanges = tuple(Exchange(f"{number}?", Notice("No.")) for number in range(conversing.LENGTH))
    await views(page.ask(TOKEN, "Who is quoted?", ""))
    assert len(exchanges(page)) == conversing.LENGTH
    assert exchanges(page)[-1].question == "Who is quoted?"


def test_another_article_is_shown_and_an_unknown_one_is_not(page: Conversing) -> None:
    view = page.show(TOKEN, "ferry")
    assert view.text == paper.article_html(FERRY)
    assert 'value="ferry" selected' in (view.picker or "")
    assert page.show(TOKEN, "none") == View()


async def test_questions_are_offered_about_the_article_on_show(page: Conversing, asker: TellingAsker) -> None:
    question = "When will the harbour bridge close for nine weeks?"
    asker.answers[question] = ANSWERS["When does the bridge close?"]
    (view,) = await views(page.suggest(TOKEN))
    assert question in (view.chips or "")
    page.show(TOKEN, "ferry")
    (view,) = await views(page.suggest(TOKEN))
    assert question not in (view.chips or "")


async def test_no_session_no_conversation(page: Conversing) -> None:
    for happens in (page.ask("", "Who?", ""), page.resume("x"), page.suggest("")):
        with pytest.raises(BadInput):
            await views(happens)


async def test_a_page_that_is_told_late_still_sees_the_answer(page: Conversing) -> None:
    events = page.ask(TOKEN, "Who is quoted?", "")
    await anext(events)
    await asyncio.sleep(0.1)
    assert "Ines Okafor" in ((await views(events))[-1].log or "")
