import ast
import inspect
import os
from collections.abc import AsyncIterator

import gradio

from tests.ui.fakes import FakeLibrary, ScriptedAsker
from ui import chat
from ui.conversing import Conversing, View
from ui.sessions import Sessions
from ui.shelf import Shelf
from ui.suggestions import Suggestions
from ui.waiting import Desk


async def test_gradio_keeps_quiet() -> None:
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    asker = ScriptedAsker()
    page = chat.build(Conversing(Desk(asker), Sessions(Shelf(FakeLibrary(), asker)), asker, Suggestions()))
    assert page.analytics_enabled is False
    config = page.get_config_file()
    assert all(dependency["api_visibility"] == "private" for dependency in config["dependencies"])


async def test_a_part_that_is_not_named_stays_as_it_is() -> None:
    async def happen(_question: str) -> AsyncIterator[View]:
        yield View(log="<p>log</p>", taken=True)
        yield View(text="<p>text</p>")

    skip = gradio.skip()
    assert [outputs async for outputs in chat._stream(happen)("Q?")] == [
        ["<p>log</p>", skip, skip, skip, skip, ""],
        [skip, skip, skip, skip, "<p>text</p>", skip],
    ]


def test_it_is_wiring_alone() -> None:
    functions = [node for node in ast.walk(ast.parse(inspect.getsource(chat))) if isinstance(node, ast.FunctionDef)]
    assert max((node.end_lineno or 0) - node.lineno + 1 for node in functions) <= 60
