"""What happens on the page: asking, stopping, clearing, another article; each gives what the page is to show then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

from rag.errors import FootnoteError, UnknownDocument
from rag.types import Answer, Asker, Status, Turn
from ui import paper, render
from ui.exchanges import Exchange, Notice, turns
from ui.sessions import Session, Sessions, Work
from ui.suggestions import Memory, Suggestions, offered
from ui.waiting import Desk

# Exchanges of one conversation that are kept.
LENGTH = 50

_FAULT = "Something went wrong here; the server's log tells what."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """What is to be shown from now on, part by part, as HTML; None leaves a part as it is."""

    log: str | None = None
    chips: str | None = None
    scope: str | None = None
    picker: str | None = None
    text: str | None = None
    # Whether the box for the question is to be emptied.
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Conversing:
    """The events of the page. A token tells which session they belong to; each raises `BadInput` for what is none."""

    desk: Desk
    sessions: Sessions
    # What suggested questions are tried on: nobody asked them, so that they are not counted or logged.
    asker: Asker
    suggestions: Suggestions
    # Questions about everybody's articles.
    suggested: Memory = field(default_factory=dict)
    # Whether visitors may bring articles.
    own: bool = False

    async def resume(self, token: str) -> AsyncIterator[View]:
        """Show a session as it stands, and the end of what is being worked on."""
        session = self.sessions.open(token)
        yield self._whole(session)
        if session.work:
            async for view in self._follow(session, session.work):
                yield view

    async def ask(self, token: str, question: str, scope: str, *, alone: bool = False) -> AsyncIterator[View]:
        """Show the question at once, then how far it is, then what came of it.

        Args:
            token: the session's.
            question: as it was typed.
            scope: the id of the article to ask; empty for all.
            alone: without the history.
        """
        session = self.sessions.open(token)
        question = question.strip()
        if not question or session.work:
            return
        choice = paper.scope(session.shelf, scope) if scope != session.scope else None
        session.scope = scope
        past = session.exchanges
        if past and isinstance(past[-1].outcome, Notice) and past[-1].question == question:
            # Asked again: what failed gives way.
            session.exchanges = past[:-1]
        work = session.work = Work(question, scope or None)
        history = () if alone else turns(session.exchanges)
        # It belongs to the session, not to the page that asked: a page that is loaded anew finds its answer.
        work.task = asyncio.create_task(self._work(session, work, history))
        yield View(log=self._log(session), scope=choice, taken=True)
        async for view in self._follow(session, work):
            yield view

    def stop(self, token: str) -> View:
        """Call off the question that is being worked on."""
        session = self.sessions.open(token)
        if session.work:
            session.work.stopped.set()
        return View()

    def clear(self, token: str) -> View:
        """Forget the conversation."""
        session = self.sessions.open(token)
        if session.work:
            session.work.stopped.set()
            session.work = None
        session.exchanges = ()
        return View(log=self._log(session))

    def show(self, token: str, id: str) -> View:
        """Show another article."""
        session = self.sessions.open(token)
        try:
            document = session.shelf.document(id)
        except UnknownDocument:
            return View()
        session.shown = id
        return View(text=paper.article_html(document), picker=self._picker(session))

    async def suggest(self, token: str) -> AsyncIterator[View]:
        """Offer questions about the article on show."""
        session = self.sessions.open(token)
        try:
            document = session.shelf.document(session.shown)
            own = session.shelf.own_asker if session.shelf.is_own(document.id) else None
            memory = session.suggested if own else self.suggested
            found = await self.suggestions.of(document, own or self.asker, memory)
        except FootnoteError:
            found = ()
        except Exception:  # noqa: BLE001  a page without suggestions is as good
            _log.exception("No questions could be suggested.")
            found = ()
        yield View(chips=render.chips(offered(found, session.exchanges) if session.shelf.documents else ()))

    def _whole(self, session: Session) -> View:
        shelf = session.shelf
        if session.shown not in {document.id for document in shelf.documents}:
            session.shown = shelf.documents[0].id if shelf.documents else ""
        text = paper.article_html(shelf.document(session.shown)) if session.shown else paper.no_article()
        return View(
            log=self._log(session), scope=paper.scope(shelf, session.scope), picker=self._picker(session), text=text
        )

    def _log(self, session: Session) -> str:
        work = session.work
        pending = render.Pending(work.question, work.stage) if work else None
        return render.conversation(session.exchanges, pending, own=self.own)

    def _picker(self, session: Session) -> str:
        return paper.picker(session.shelf, session.shown, own=self.own)

    async def _follow(self, session: Session, work: Work) -> AsyncIterator[View]:
        """Show how far a question is until it is over."""
        known = 0
        while not work.done:
            known = await work.news(known)
            if not work.done:
                yield View(log=self._log(session))
        yield View(log=self._log(session))

    async def _work(self, session: Session, work: Work, history: tuple[Turn, ...]) -> None:
        outcome = await self._outcome(session, work, history)
        if session.work is work:
            shelf = session.shelf
            private = shelf.is_own(work.article) or (
                isinstance(outcome, Answer) and any(shelf.is_own(note.document) for note in outcome.citations)
            )
            exchange = Exchange(work.question, outcome, work.article, private)
            session.exchanges = (*session.exchanges, exchange)[-LENGTH:]
            session.work = None
        work.finish()

    async def _outcome(self, session: Session, work: Work, history: tuple[Turn, ...]) -> Answer | Notice:
        asking = asyncio.create_task(self._answer(session, work, history))
        stop = asyncio.create_task(work.stopped.wait())
        await asyncio.wait((asking, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not asking.done():
            asking.cancel()
            return Notice("Stopped.")
        fault = asking.exception()
        if fault is None:
            return asking.result()
        if isinstance(fault, FootnoteError):
            return Notice(str(fault))
        # Whatever fails, the page must not go on saying that it reads.
        _log.error("A question could not be answered.", exc_info=fault)
        return Notice(_FAULT)

    async def _answer(self, session: Session, work: Work, history: tuple[Turn, ...]) -> Answer:
        desk = self.desk.over(session.shelf)
        async with aclosing(desk.stream(work.question, history, article=work.article)) as events:
            async for event in events:
                if isinstance(event, Answer):
                    return event
                if isinstance(event, Status):
                    work.tell(event.stage)
        raise RuntimeError("The desk gave no answer.")
