import asyncio
import threading

import pytest

from rag.errors import TooBusy
from rag.types import Answer, Turn
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
