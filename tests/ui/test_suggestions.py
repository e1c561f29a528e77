import asyncio
import threading

import pytest

from rag.suggesting import ABOUT, Candidate
from rag.types import Answer
from tests.ui.fakes import ANSWERS, BRIDGE, NearestAsker, absent
from ui.exchanges import Exchange
from ui.suggestions import LONG, NEXT, OFFERED, Memory, Suggestions, offered

FOUND = tuple(
    Candidate(question, "when", start, start + 40)
    for question, start in (("One?", 0), ("Two?", 900), ("Three?", 400), ("Four?", 300), ("Five?", 500))
)


def test_a_few_are_offered_to_begin_with() -> None:
    assert offered(FOUND, ()) == (ABOUT, "One?", "Two?", "Three?")
    assert offered((), ()) == (ABOUT,)


def test_nothing_is_offered_that_was_asked_or_quoted() -> None:
    closing = ANSWERS["When does the bridge close?"]
    asked = [Exchange(ABOUT.lower(), closing), Exchange(" two ?", closing)]
    assert set(offered(FOUND, asked)) == {"Three?", "Four?", "Five?"}


def test_what_stands_near_the_last_quote_comes_first() -> None:
    answer = ANSWERS["Who is quoted?"]
    assert answer.citations[-1].start > 800
    assert offered(FOUND, [Exchange(ABOUT, answer)])[:2] == ("Five?", "Three?")


def test_a_sentence_is_asked_about_once() -> None:
    twice = (FOUND[0], Candidate("Six?", "why", 0, 40), *FOUND[1:])
    assert "Six?" not in offered(twice, ())
    assert len(offered(twice, ())) == OFFERED
    assert len(offered(twice, [Exchange("Q?", ANSWERS["And when?"])])) == NEXT


def test_one_long_question_at_most_is_offered() -> None:
    long = tuple(Candidate(f"{number}{'x' * LONG}?", "why", 1000 + number, 1001 + number) for number in range(3))
    assert offered((*long, *FOUND), ())[:3] == (ABOUT, long[0].question, "One?")


async def test_they_are_found_once_however_many_want_them() -> None:
    asker, suggestions, memory = NearestAsker((BRIDGE,)), Suggestions(), Memory()
    first, second = await asyncio.gather(suggestions.of(BRIDGE, asker, memory), suggestions.of(BRIDGE, asker, memory))
    assert first is second
    assert "How much will the repair cost?" in [candidate.question for candidate in first]


async def test_no_model_is_called_to_try_them() -> None:
    class Written(NearestAsker):
        """An asker of which every answer would cost something."""

        def ask(self, question: str, *_: object, **__: object) -> Answer:
            pytest.fail(f"a model was asked {question!r}")

        def unwritten(self) -> NearestAsker:
            return NearestAsker((BRIDGE,))

    found = await Suggestions().of(BRIDGE, Written((BRIDGE,)), Memory())
    assert "How much will the repair cost?" in [candidate.question for candidate in found]


async def test_a_visitor_who_leaves_does_not_end_the_search_for_others() -> None:
    held = threading.Event()

    class Held(NearestAsker):
        def ask(self, question: str, *_: object, **__: object) -> Answer:
            held.wait(5)
            return absent(question)

    suggestions, memory = Suggestions(), Memory()
    leaving = asyncio.create_task(suggestions.of(BRIDGE, Held((BRIDGE,)), memory))
    staying = asyncio.create_task(suggestions.of(BRIDGE, Held((BRIDGE,)), memory))
    await asyncio.sleep(0.05)
    leaving.cancel()
    held.set()
    assert await staying == ()
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_a_search_that_failed_is_tried_anew() -> None:
    suggestions, memory = Suggestions(), Memory()
    with pytest.raises(AttributeError):
        await suggestions.of(BRIDGE, object(), memory)  # type: ignore[arg-type]
    assert await suggestions.of(BRIDGE, NearestAsker((BRIDGE,)), memory)


async def test_a_server_that_stops_does_not_wait_for_the_search() -> None:
    held, asked = threading.Event(), []

    class Held(NearestAsker):
        def ask(self, question: str, *_: object, **__: object) -> Answer:
            asked.append(question)
            held.wait(5)
            return absent(question)

    suggestions = Suggestions()
    searching = asyncio.create_task(suggestions.of(BRIDGE, Held((BRIDGE,)), Memory()))
    await asyncio.sleep(0.05)
    suggestions.close()
    held.set()
    assert await searching == ()
    assert len(asked) == 1
