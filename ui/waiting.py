"""One queue for everybody who asks: a few questions are worked on, a bounded number waits, the rest is told so."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import AsyncGenerator, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, closing

from rag.chain import final
from rag.errors import TooBusy, TooSlow
from rag.types import Answer, Asker, Event, Status, StreamingAsker, Token, Turn

WORKERS = 2
SEATS = 16
# Seconds from asking to the answer, the wait included.
PATIENCE = 60.0


class Desk:
    """Takes questions from an event loop and has them answered in worker threads.

    Args:
        asker: what answers; called from up to `workers` threads at once.
        workers: questions worked on at a time.
        seats: questions that may wait beyond those.
        patience: seconds that a question is given, waiting and working.
    """

    def __init__(self, asker: Asker, *, workers: int = WORKERS, seats: int = SEATS, patience: float = PATIENCE) -> None:
        self._asker = asker
        self._room = workers + seats
        self._patience = patience
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="desk")
        self._inside: set[Future[None]] = set()

    @property
    def inside(self) -> int:
        """Questions that wait or are worked on."""
        return len(self._inside)

    def over(self, asker: Asker) -> Desk:
        """Return the same desk, its queue and its workers, for questions to another asker."""
        other = copy.copy(self)
        other._asker = asker  # noqa: SLF001  of its own kind
        return other

    async def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer one question; raises `TooBusy` at once if the room is full, `TooSlow`, and what the asker raises.

        Cancelled, the question leaves the queue, or is dropped after the step that is being worked on.
        """
        async with aclosing(self.stream(question, history, id=id, article=article)) as events:
            return final([event async for event in events])

    async def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> AsyncGenerator[Event]:
        """Yield what happens on the way to the answer, which comes last; raises as `ask` does.

        Close the iterator (`contextlib.aclosing`) to call the question off.
        """
        if len(self._inside) >= self._room:
            raise TooBusy("Too many questions are waiting; ask again in a moment.")
        call = _Call(_events(self._asker, question, tuple(history), id, article))
        deadline = asyncio.get_running_loop().time() + self._patience
        work = self._pool.submit(call.run)
        self._inside.add(work)
        # What is worked on keeps its place until it is done, wanted or not.
        work.add_done_callback(self._inside.discard)
        try:
            while True:
                event = await self._next(call, deadline)
                if isinstance(event, Answer):
                    break
                yield event
        finally:
            call.unwanted.set()
            work.cancel()
            if call.done:
                # The thread may take a moment longer to come back.
                self._inside.discard(work)
        yield event

    async def _next(self, call: _Call, deadline: float) -> Event:
        try:
            async with asyncio.timeout_at(deadline):
                arrived = await call.arrivals.get()
        except TimeoutError:
            raise TooSlow(f"There was no answer within {self._patience:g} seconds; ask something simpler.") from None
        call.done = not isinstance(arrived, Status | Token)
        if isinstance(arrived, Exception):
            raise arrived
        return arrived


class _Call:
    """One question: its events go from the worker thread to the loop that asked."""

    def __init__(self, events: Generator[Event]) -> None:
        self._events = events
        self._loop = asyncio.get_running_loop()
        self.arrivals: asyncio.Queue[Event | Exception] = asyncio.Queue()
        self.unwanted = threading.Event()
        self.done = False

    def run(self) -> None:
        """Work, in the worker thread, until the answer is there or nobody wants it any more."""
        try:
            with closing(self._events):
                for event in self._events:
                    self._send(event)
                    if isinstance(event, Answer) or self.unwanted.is_set():
                        return
            self._send(TypeError("The asker ended without an answer."))
        except Exception as error:  # noqa: BLE001  it is raised again where the question was asked
            self._send(error)

    def _send(self, arrival: Event | Exception) -> None:
        # The loop may have been closed over a question under way.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.arrivals.put_nowait, arrival)


def _events(
    asker: Asker, question: str, history: Sequence[Turn], id: str | None, article: str | None
) -> Generator[Event]:
    if isinstance(asker, StreamingAsker):
        yield from asker.stream(question, history, id=id, article=article)
    else:
        yield asker.ask(question, history, id=id, article=article)
