"""What the server keeps of its visitors: conversations and articles of their own, in memory, until they are gone.

Nothing here is written to disk. All of it is touched from the event loop alone.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.errors import BadInput
from rag.types import Stage
from ui.exchanges import Exchange
from ui.shelf import Shelf
from ui.suggestions import Memory

# Seconds that a session is kept after it was last used, how many are kept, and the characters of all articles that
# visitors brought; beyond, those longest unused go.
IDLE = 3600.0
MOST = 1000
MOST_CHARACTERS = 20_000_000

# The page makes it of random bytes and keeps it in the tab; whoever knows it is the session's visitor.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


class Work:
    """A question that is being worked on; any number of pages may follow it."""

    def __init__(self, question: str, article: str | None) -> None:
        self.question = question
        self.article = article
        self.stage: Stage | None = None
        self.done = False
        self.stopped = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._said = 0

    def tell(self, stage: Stage) -> None:
        """Say what is being done now."""
        self.stage = stage
        self._announce()

    def finish(self) -> None:
        """Say that it is over."""
        self.done = True
        self._announce()

    async def news(self, known: int) -> int:
        """Wait until more was said than is known, and return how much was said: nothing is missed by being late."""
        while self._said == known:
            await self._news.wait()
        return self._said

    def _announce(self) -> None:
        self._said += 1
        self._news.set()
        self._news = asyncio.Event()


@dataclass(slots=True)
class Session:
    """One visitor's tab: what was asked, what is being asked, and what can be asked.

    `shown` is the id of the article on show, `scope` that of the one that questions are put to (empty: all).
    """

    shelf: Shelf
    exchanges: tuple[Exchange, ...] = ()
    work: Work | None = None
    shown: str = ""
    scope: str = ""
    # Questions about the visitor's own articles: gone with the session, as the articles are.
    suggested: Memory = field(default_factory=dict)
    used: float = 0.0


@dataclass(slots=True)
class Sessions:
    """The sessions by their tokens."""

    shelf: Shelf
    most: int = MOST
    idle: float = IDLE
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, Session] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._kept)

    def open(self, token: str) -> Session:
        """Return the session of a token, a new one if there is none (any more).

        Raises:
            BadInput: it is no token.
        """
        if not _TOKEN.fullmatch(token):
            raise BadInput("The page has no session; load it again.")
        now = self.clock()
        self._forget_idle(now)
        session = self._kept.pop(token, None) or Session(self.shelf, shown=_first(self.shelf))
        session.used = now
        # A dict keeps its order: the first is the one longest unused.
        self._kept[token] = session
        while len(self._kept) > self.most:
            self._kept.pop(next(iter(self._kept)))
        return session

    async def tidy(self, every: float = 60.0) -> None:
        """Forget idle sessions every so many seconds, though nobody may visit any more; ends when it is cancelled."""
        while True:
            await asyncio.sleep(every)
            self._forget_idle(self.clock())

    def make_room(self, session: Session) -> None:
        """Forget sessions, longest unused first, while visitors' articles together are more than may be kept."""
        total = sum(_characters(kept) for kept in self._kept.values())
        for token, kept in tuple(self._kept.items()):
            if total <= MOST_CHARACTERS:
                return
            if kept is not session and kept.shelf.own:
                total -= _characters(kept)
                del self._kept[token]

    def _forget_idle(self, now: float) -> None:
        for token in [token for token, session in self._kept.items() if now - session.used > self.idle]:
            del self._kept[token]


def _first(shelf: Shelf) -> str:
    return shelf.documents[0].id if shelf.documents else ""


def _characters(session: Session) -> int:
    return sum(len(document.text) for document in session.shelf.own)
