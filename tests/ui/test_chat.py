import os
from collections.abc import Sequence
from typing import Any

import gradio

from rag.types import Turn
from tests.ui.fakes import ANSWERS, FERRY, FakeLibrary, ScriptedAsker
from ui import chat, render
from ui.waiting import Desk


def handlers(asker: ScriptedAsker) -> Any:
    return chat._Handlers(Desk(asker), FakeLibrary())


async def states(
    asker: ScriptedAsker, question: str, exchanges: Sequence[render.Exchange] = ()
) -> list[tuple[Any, ...]]:
    return [state async for state in handlers(asker).ask(question, tuple(exchanges))]


async def test_a_question_is_shown_at_once_and_then_its_answer() -> None:
    pending, done = await states(ScriptedAsker(), " Who is quoted? ")
    assert "Reading the article" in pending[0]
    assert "Who is quoted?" in pending[0]
    assert pending[1] == ""
    assert done[2] == (ANSWERS["Who is quoted?"],)
    assert done[0] == render.conversation(done[2])


async def test_earlier_turns_are_passed_on() -> None:
    asker = ScriptedAsker()
    earlier = (ANSWERS["Who is quoted?"], render.Notice("Too long", "Ask in fewer words."))
    await states(asker, "And when?", earlier)
    assert asker.asked == [("And when?", (Turn("Who is quoted?", ANSWERS["Who is quoted?"].answer),), None)]


async def test_an_empty_question_changes_nothing() -> None:
    asker = ScriptedAsker()
    ((log, box, kept),) = await states(asker, "   ")
    assert log == box == kept == gradio.skip()
    assert asker.asked == []


async def test_a_fault_is_told_without_its_inside(caplog: Any) -> None:
    _pending, done = await states(ScriptedAsker(), "Break")
    assert "Something went wrong here" in done[0]
    assert "secret" not in done[0]
    assert "secret internals" in caplog.text


async def test_a_conversation_is_bounded() -> None:
    many = [render.Notice(f"{number}?", "No.") for number in range(chat.LENGTH)]
    _pending, done = await states(ScriptedAsker(), "One more?", many)
    assert len(done[2]) == chat.LENGTH
    assert done[2][-1].question == "One more?"


def test_another_article_is_shown_and_an_unknown_one_is_not() -> None:
    shown = handlers(ScriptedAsker())
    assert shown.show("ferry") == (render.article_html(FERRY), "ferry")
    assert shown.show("none") == (gradio.skip(), gradio.skip())


def test_clearing_forgets() -> None:
    assert handlers(ScriptedAsker()).clear() == (render.conversation(()), ())


async def test_gradio_keeps_quiet() -> None:
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    page = chat.build(Desk(ScriptedAsker()), FakeLibrary())
    assert page.analytics_enabled is False
    config = page.get_config_file()
    assert all(dependency["api_visibility"] == "private" for dependency in config["dependencies"])
