import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from rag.errors import BadQuestion, TooBusy, TooSlow
from rag.types import Answer, Event, Status, Token, Turn
from tests.ui.fakes import ScriptedAsker, absent
from ui.waiting import Desk


class Slow:
    """Holds every question until it is released, and counts how many are held at once."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.now = self.most = 0
        self._lock = threading.Lock()

    def ask(self, question: str, *_: object, **__: object) -> Answer:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.release.wait(5)
        with self._lock:
            self.now -= 1
        return absent(question)


async def test_a_bounded_number_is_worked_on_and_waits_and_the_rest_is_told() -> None:
    slow = Slow()
    desk = Desk(slow, workers=2, seats=3)
    asked = [asyncio.create_task(desk.ask(f"{number}?")) for number in range(5)]
    await asyncio.sleep(0.1)
    with pytest.raises(TooBusy, match="ask again"):
        await desk.ask("One more?")
    slow.release.set()
    answers = await asyncio.gather(*asked)
    assert [answer.question for answer in answers] == [f"{number}?" for number in range(5)]
    assert slow.most == 2


async def test_there_is_room_again_after_a_fault() -> None:
    desk = Desk(ScriptedAsker(), workers=1, seats=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await desk.ask("Break")
    assert (await desk.ask("Who?")).question == "Who?"


async def test_history_and_article_are_passed_on() -> None:
    asker = ScriptedAsker()
    await Desk(asker).ask("And where?", [Turn("When?", "In May.")], article="ferry")
    assert asker.asked == [("And where?", (Turn("When?", "In May."),), "ferry")]


class Telling:
    """Tells how far it is, goes on when it is let, and notes whether it came to its end."""

    def __init__(self, *events: Event) -> None:
        self.events = events
        self.go_on = threading.Semaphore(0)
        self.ended = threading.Event()
        self.finished = False

    def ask(self, *_: object, **__: object) -> Answer:
        raise AssertionError("It is to be streamed.")

    def stream(self, *_: object, **__: object) -> Iterator[Event]:
        try:
            for event in self.events:
                yield event
                self.go_on.acquire(timeout=5)
            self.finished = True
        finally:
            self.ended.set()


STEPS = (Status("searching"), Status("reading"), Token("In "), absent("When?"))


async def test_what_happens_is_told_while_it_happens() -> None:
    asker = Telling(*STEPS)
    async with aclosing(Desk(asker).stream("When?")) as events:
        for step in STEPS:
            assert await anext(events) == step
            asker.go_on.release()
        with pytest.raises(StopAsyncIteration):
            await anext(events)


async def test_an_asker_that_tells_nothing_on_the_way_gives_its_answer() -> None:
    async with aclosing(Desk(ScriptedAsker()).stream("Who?")) as events:
        assert [event async for event in events] == [absent("Who?")]
    with pytest.raises(BadQuestion):
        await anext(Desk(ScriptedAsker()).stream(" "))


async def test_a_question_called_off_is_not_worked_on_any_further() -> None:
    asker = Telling(*STEPS)
    desk = Desk(asker, workers=1)
    async with aclosing(desk.stream("When?")) as events:
        await anext(events)
    assert desk.inside == 1
    asker.go_on.release()
    await asyncio.to_thread(asker.ended.wait, 5)
    assert not asker.finished
    while desk.inside:
        await asyncio.sleep(0.01)


async def test_a_question_that_waits_leaves_the_queue_when_it_is_called_off() -> None:
    slow = Slow()
    desk = Desk(slow, workers=1, seats=1)
    first = asyncio.create_task(desk.ask("1?"))
    second = asyncio.create_task(desk.ask("2?"))
    await asyncio.sleep(0.1)
    second.cancel()
    await asyncio.wait([second])
    assert desk.inside == 1
    slow.release.set()
    assert (await first).question == "1?"


async def test_a_question_is_given_so_much_time() -> None:
    slow = Slow()
    with pytest.raises(TooSlow, match=r"0\.1 seconds"):
        await Desk(slow, patience=0.1).ask("When?")
    slow.release.set()


async def test_a_timeout_of_the_asker_s_own_is_not_taken_for_the_desk_s() -> None:
    class Cut(ScriptedAsker):
        def ask(self, *_: object, **__: object) -> Answer:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await Desk(Cut()).ask("When?")


async def test_an_asker_that_ends_without_an_answer_is_a_fault() -> None:
    asker = Telling(Status("searching"))
    asker.go_on.release()
    with pytest.raises(TypeError, match="without an answer"):
        await Desk(asker).ask("When?")
