"""One queue for everybody who asks: a few questions are worked on, a bounded number waits, the rest is told so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import anyio.to_thread

from rag.errors import TooBusy
from rag.types import Answer, Asker, Turn

WORKERS = 2
SEATS = 16


class Desk:
    """Takes questions from an event loop and has them answered in worker threads.

    Args:
        asker: what answers; its `ask` is called from up to `workers` threads at once.
        workers: questions worked on at a time.
        seats: questions that may wait beyond those.
    """

    def __init__(self, asker: Asker, *, workers: int = WORKERS, seats: int = SEATS) -> None:
        self._asker = asker
        self._room = workers + seats
        self._inside = 0
        self._limiter = anyio.CapacityLimiter(workers)

    async def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer one question; raises `TooBusy` at once if the room is full, and what the asker raises."""
        if self._inside >= self._room:
            raise TooBusy("Too many questions are waiting; ask again in a moment.")
        self._inside += 1
        try:
            work = partial(self._asker.ask, question, tuple(history), id=id, article=article)
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1
