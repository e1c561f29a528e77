"""Asking as a Runnable of LangChain."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Generator, Sequence
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.base import BaseTracer

from rag.errors import BadQuestion
from rag.messages import as_message
from rag.runnable import LATEST, ArticleRunnable, as_runnable
from rag.types import Event, Status, Token, Turn
from tests.ui.fakes import ANSWERS, ScriptedAsker

QUOTED = ANSWERS["Who is quoted?"]
MIDDLE = QUOTED.answer.index(" [1]") + 4


class Writing(ScriptedAsker):
    """Tells its answer in two pieces, and whether it was told to stop."""

    def __init__(self, pause: float = 0, first: str = QUOTED.answer[:MIDDLE]) -> None:
        super().__init__()
        self.pause, self.first = pause, first
        self.threads: set[str] = set()
        self.ended = threading.Event()
        self.finished = False

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Generator[Event]:
        del question, history, id, article
        try:
            self.threads.add(threading.current_thread().name)
            yield Status("writing")
            yield Token(self.first)
            time.sleep(self.pause)
            yield Token(QUOTED.answer[MIDDLE:])
            self.finished = True
            yield QUOTED
        finally:
            self.ended.set()


class Runs(BaseTracer):
    """Keeps what was run."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, Any]] = []

    def _persist_run(self, run: Any) -> None:
        self.seen.append((run.name, run.error))


async def test_one_question_many_questions_and_none_blocking() -> None:
    asker = ScriptedAsker()
    chain = as_runnable(asker) | RunnableLambda(lambda message: message.text)
    assert chain.invoke("Who is quoted?") == QUOTED.answer
    assert await chain.ainvoke("Who is quoted?") == QUOTED.answer
    both = [QUOTED.answer, ANSWERS["Which ferry comes?"].answer]
    assert chain.batch(["Who is quoted?", "Which ferry comes?"]) == both
    assert await chain.abatch(["Who is quoted?", "Which ferry comes?"]) == both
    assert as_runnable(asker).invoke("Who is quoted?") == as_message(QUOTED)
    mixed: list[Any] = as_runnable(asker).batch(["Who is quoted?", " "], return_exceptions=True)
    assert mixed[0] == as_message(QUOTED)
    assert isinstance(mixed[1], BadQuestion)


@pytest.mark.parametrize(
    "given",
    [
        {
            "question": "Where?",
            "history": [Turn("When?", "In May."), {"question": "Who?", "answer": "Okafor."}],
            "article": "bridge",
        },
        {"question": "Where?", "history": [("user", "When?"), ("ai", "In May."), ("user", "Who?"), ("ai", "Okafor.")]},
        {
            "messages": [
                HumanMessage("When?"),
                AIMessage("In May."),
                HumanMessage("Who?"),
                AIMessage("Okafor."),
                HumanMessage("Where?"),
            ]
        },
        [("user", "When?"), ("ai", "In May."), ("user", "Who?"), ("ai", "Okafor."), ("user", "Where?")],
        ChatPromptTemplate(
            [("user", "When?"), ("ai", "In May."), ("user", "Who?"), ("ai", "Okafor."), ("user", "Where?")]
        ).invoke({}),
    ],
    ids=["turns", "pairs", "state", "messages", "prompt"],
)
def test_a_question_with_its_history_in_every_form(given: Any) -> None:
    asker = ScriptedAsker()
    as_runnable(asker).invoke(given)
    article = given.get("article") if isinstance(given, dict) else None
    assert asker.asked[-1] == ("Where?", (Turn("When?", "In May."), Turn("Who?", "Okafor.")), article)


@pytest.mark.parametrize(
    "given", [{"question": "Where?", "history": None}, {"messages": "Where?"}, {"messages": HumanMessage("Where?")}]
)
def test_a_question_without_history(given: Any) -> None:
    asker = ScriptedAsker()
    as_runnable(asker).invoke(given)
    assert asker.asked[-1] == ("Where?", (), None)


def test_a_conversation_without_end_is_asked_with_its_latest_turns() -> None:
    asker = ScriptedAsker()
    said = [message for _ in range(80) for message in (HumanMessage("When?"), AIMessage("In May."))]
    as_runnable(asker).invoke([*said, HumanMessage("Where?")])
    assert len(asker.asked[-1][1]) == LATEST


@pytest.mark.parametrize("given", [{}, {"question": None}, {"messages": []}, [], [3], AIMessage("In May.")])
def test_an_input_without_a_question_is_told(given: Any) -> None:
    with pytest.raises(BadQuestion):
        as_runnable(ScriptedAsker()).invoke(given)


async def test_sentences_come_one_by_one_and_add_up() -> None:
    expected: Any = as_message(QUOTED).content_blocks
    for pieces in (
        [*as_runnable(Writing()).stream("Who is quoted?")],
        [piece async for piece in as_runnable(Writing()).astream("Who is quoted?")],
    ):
        assert [piece.text for piece in pieces] == [QUOTED.answer[:MIDDLE], QUOTED.answer[MIDDLE:], ""]
        whole: Any = pieces[0] + pieces[1] + pieces[2]
        assert whole.content[0]["text"] == QUOTED.answer
        assert whole.content[0]["annotations"] == expected[0]["annotations"]
    # A reader's answer, which has no pieces, comes whole; a chain after it gets the pieces as well.
    assert [piece.text for piece in as_runnable(ScriptedAsker()).stream("Who is quoted?")] == [QUOTED.answer]
    after = as_runnable(Writing()) | RunnableLambda(lambda message: message.text)
    assert "".join(after.stream("Who is quoted?")) == QUOTED.answer


def test_what_was_shown_is_never_taken_back() -> None:
    with pytest.raises(ValueError, match="not what was shown"):
        [*as_runnable(Writing(first="Something else. ")).stream("Who is quoted?")]


def test_whoever_stops_reading_ends_the_work() -> None:
    asker = Writing()
    pieces: Any = as_runnable(asker).stream("Who is quoted?")
    next(pieces)
    pieces.close()
    assert asker.ended.wait(5)
    assert not asker.finished


async def test_a_cancelled_task_ends_the_work() -> None:
    async def read(chain: ArticleRunnable) -> None:
        [piece async for piece in chain.astream("Who is quoted?")]

    async def ask(chain: ArticleRunnable) -> None:
        await chain.ainvoke("Who is quoted?")

    for way in (read, ask):
        asker = Writing(pause=0.5)
        task = asyncio.ensure_future(way(as_runnable(asker)))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(asker.ended.wait, 5)
        assert not asker.finished


async def test_the_event_loop_is_not_held() -> None:
    asker = Writing(pause=0.3)
    waiting = asyncio.ensure_future(as_runnable(asker).ainvoke("Who is quoted?"))
    ticks = 0
    while not waiting.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 5
    assert "MainThread" not in asker.threads


def test_runs_are_traced_and_their_errors_too() -> None:
    runs = Runs()
    chain = as_runnable(ScriptedAsker())
    chain.invoke("Who is quoted?", {"callbacks": [runs]})
    [*chain.stream("Who is quoted?", {"callbacks": [runs]})]
    with pytest.raises(BadQuestion):
        chain.invoke(" ", {"callbacks": [runs]})
    assert [name for name, _ in runs.seen] == ["footnote"] * 3
    assert [error is None for _, error in runs.seen] == [True, True, False]


def test_the_asker_must_end_with_an_answer() -> None:
    class Silent(ScriptedAsker):
        def stream(
            self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
        ) -> Generator[Event]:
            del question, history, id, article
            yield Status("reading")

    with pytest.raises(TypeError, match="end with its answer"):
        as_runnable(Silent()).invoke("Who is quoted?")
