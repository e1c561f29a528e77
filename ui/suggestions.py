"""Questions to begin with and to go on with, each known to have an answer in the article on show."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from rag.suggesting import ABOUT, Candidate, suggest
from rag.types import Answer, Asker, Document, unwritten
from ui.exchanges import Exchange

# Questions offered to begin with, and after an answer, where the conversation needs the room.
OFFERED = 4
NEXT = 3
# Characters of a question that hardly fits one line.
LONG = 62
# What was found for each article; whoever keeps it decides how long.
Memory = dict[Document, "asyncio.Future[tuple[Candidate, ...]]"]


class Suggestions:
    """Finds an article's questions when they are first wanted, one article at a time."""

    def __init__(self) -> None:
        # A single thread, so that finding questions never takes more than one of the processors from answering.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="suggestions")
        self._closed = threading.Event()

    async def of(self, document: Document, asker: Asker, memory: Memory) -> tuple[Candidate, ...]:
        """Return the questions about an article that `asker` answers, the first time after some seconds.

        Args:
            document: the article, which the asker knows.
            asker: what answers; called from another thread.
            memory: where they are looked up and kept.
        """
        if document not in memory:
            search = partial(suggest, document, unwritten(asker), wanted=lambda: not self._closed.is_set())
            memory[document] = asyncio.get_running_loop().run_in_executor(self._pool, search)
        # A visitor who leaves must not end the search for the others.
        try:
            return await asyncio.shield(memory[document])
        except Exception:
            memory.pop(document, None)
            raise

    def close(self) -> None:
        """Give up what is being searched, so that the server can stop."""
        self._closed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)


def offered(found: Sequence[Candidate], exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Return the questions to offer: none that was asked, none whose sentence an answer has quoted, one a sentence.

    After an answer those come first that are made from what stands next to its quotes.
    """
    most = NEXT if exchanges else OFFERED
    asked = {_plain(question) for past in exchanges for question in (past.question, past.standalone)}
    quoted = [
        (note.document, note.start, note.end)
        for past in exchanges
        if isinstance(past.outcome, Answer)
        for note in past.outcome.citations
    ]
    fresh = [
        candidate
        for candidate in found
        if _plain(candidate.question) not in asked
        and not any(start < candidate.end and candidate.start < end for _id, start, end in quoted)
    ]
    if quoted:
        here = quoted[-1][1]
        near = sorted(fresh, key=lambda candidate: abs(candidate.start - here))[: (most + 1) // 2]
        fresh = [*near, *(candidate for candidate in fresh if candidate not in near)]
    sentences: dict[int, Candidate] = {}
    for candidate in fresh:
        sentences.setdefault(candidate.start, candidate)
    questions = [candidate.question for candidate in sentences.values()]
    # One long question at most: the page has room for a few lines of them.
    long = [question for question in questions if len(question) > LONG]
    questions = [question for question in questions if question not in long[1:]]
    if _plain(ABOUT) not in asked:
        questions.insert(0, ABOUT)
    return tuple(questions[:most])


def _plain(question: str) -> str:
    return " ".join(question.casefold().rstrip("?!. ").split())
