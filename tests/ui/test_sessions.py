import asyncio

import pytest
from starlette.testclient import TestClient

from rag.errors import BadInput
from tests.ui.fakes import FakeLibrary, ScriptedAsker, bind, document
from ui import sessions
from ui.app import create_app
from ui.exchanges import Exchange, Notice
from ui.sessions import Sessions
from ui.shelf import Shelf

SHELF = Shelf(FakeLibrary(), ScriptedAsker())
ONE, TWO, THREE = ("t" * 31 + digit for digit in "123")


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_token_leads_to_its_own_session_and_no_other() -> None:
    kept = Sessions(SHELF)
    kept.open(ONE).exchanges = (Exchange("Q?", Notice("No.")),)
    assert kept.open(ONE).exchanges
    assert not kept.open(TWO).exchanges
    assert kept.open(TWO).shown == "bridge"


@pytest.mark.parametrize("token", ["", "short", "x" * 65, "a b" * 9, "../../../../../../../etc/passwd"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(BadInput, match="load it again"):
        Sessions(SHELF).open(token)


def test_a_session_is_gone_when_it_was_unused_for_long() -> None:
    clock = Clock()
    kept = Sessions(SHELF, idle=10, clock=clock)
    first, second = kept.open(ONE), kept.open(TWO)
    clock.now = 8
    assert kept.open(TWO) is second
    clock.now = 11
    assert kept.open(TWO) is second
    assert len(kept) == 1
    assert kept.open(ONE) is not first


async def test_idle_sessions_go_though_nobody_visits() -> None:
    clock = Clock()
    kept = Sessions(SHELF, idle=10, clock=clock)
    kept.open(ONE)
    tidying = asyncio.create_task(kept.tidy(every=0.001))
    await asyncio.sleep(0.02)
    assert len(kept) == 1
    clock.now = 11
    async with asyncio.timeout(5):
        while len(kept):
            await asyncio.sleep(0.001)
    tidying.cancel()


def test_the_server_tidies_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[str] = []

    async def tidy(_sessions: Sessions) -> None:
        states.append("tidying")
        try:
            await asyncio.Event().wait()
        finally:
            states.append("done")

    monkeypatch.setattr(Sessions, "tidy", tidy)
    with TestClient(create_app(ScriptedAsker(), FakeLibrary()), base_url="http://127.0.0.1"):
        assert states == ["tidying"]
    assert states == ["tidying", "done"]


def test_only_so_many_are_kept_and_the_one_longest_unused_goes() -> None:
    kept = Sessions(SHELF, most=2)
    first, second = kept.open(ONE), kept.open(TWO)
    kept.open(ONE)
    kept.open(THREE)
    assert kept.open(ONE) is first
    assert kept.open(TWO) is not second


def test_visitors_articles_are_bounded_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_CHARACTERS", 25)
    kept = Sessions(SHELF)
    mine = document("mine", "Mine", ("paragraph", "Ten chars."))
    opened = {token: kept.open(token) for token in (ONE, TWO, THREE)}
    for session in opened.values():
        session.shelf = session.shelf.with_own(mine, bind, lambda _done, _total: None)
        kept.make_room(session)
    assert [token for token, session in opened.items() if kept.open(token) is session] == [TWO, THREE]
