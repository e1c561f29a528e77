"""How much one client may ask, and the pages of one origin."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from rag.settings import Access
from tests.ui.fakes import FakeLibrary, ScriptedAsker
from ui import limiting
from ui.app import create_app
from ui.limiting import Rate, client_key

NEWS, BLOG = "https://news.example", "https://blog.example"


@dataclass(slots=True)
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@given(
    limit=st.integers(1, 30),
    steps=st.lists(st.floats(0, 20, allow_nan=False), max_size=200),
)
def test_in_no_stretch_of_time_more_goes_through_than_the_rate_and_one_burst(limit: int, steps: list[float]) -> None:
    clock = Clock()
    rate = Rate(limit, clock)
    passed: list[float] = []
    for step in steps:
        clock.now += step
        if rate.wait("a") == 0:
            passed.append(clock.now)
    for first, start in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= limit + (passed[last] - start) * limit / 60 + 1e-6


def test_after_the_seconds_named_the_next_call_goes_through() -> None:
    clock = Clock()
    rate = Rate(7, clock)
    while (seconds := rate.wait("a")) == 0:
        pass
    clock.now += seconds
    assert rate.wait("a") == 0
    assert rate.wait("b") == 0


def test_those_not_seen_for_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "REMEMBERED", 3)
    rate = Rate(1, Clock())
    assert [rate.wait(key) > 0 for key in "aabcda"] == [False, True, False, False, False, False]
    assert rate.wait("d") > 0


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_client(host: str, key: str) -> None:
    assert client_key({"client": (host, 1)}) == key
    assert client_key({"client": None}) == ""


def ask(client: TestClient, **headers: str) -> int:
    answer = client.post("/api/ask", json={"question": "Who?"}, headers=headers)
    if answer.status_code == 429:
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers.get("access-control-allow-origin") == headers.get("origin")
    return answer.status_code


def test_a_client_that_asks_too_much_is_told_to_wait() -> None:
    with TestClient(
        create_app(ScriptedAsker(), FakeLibrary(), access=Access(rate=3)), base_url="http://127.0.0.1"
    ) as it:
        assert [ask(it) for _ in range(4)] == [200, 200, 200, 429]
        assert it.post("/api/v1/ask", json={"question": "Who?"}).status_code == 429
        assert it.get("/api/articles").status_code == 200


def test_each_client_behind_a_trusted_proxy_has_a_rate_of_its_own_and_each_origin_one_for_all() -> None:
    access = Access.from_environment(
        {
            "FOOTNOTE_PROXIES": "10.0.0.1",
            "FOOTNOTE_RATE": "2",
            "FOOTNOTE_ORIGIN_RATE": "3",
            "FOOTNOTE_ORIGINS": f"{NEWS} {BLOG}",
        }
    )
    app = create_app(ScriptedAsker(), FakeLibrary(), access=access)
    with TestClient(app, base_url="http://127.0.0.1", client=("10.0.0.1", 1)) as it:
        clients = [f"192.0.2.{number}" for number in range(9)]
        assert [ask(it, **{"x-forwarded-for": clients[0]}) for _ in range(3)] == [200, 200, 429]
        # What a client writes itself stands left of what the proxy adds.
        assert ask(it, **{"x-forwarded-for": f"{clients[8]}, {clients[0]}"}) == 429
        statuses = [ask(it, origin=NEWS, **{"x-forwarded-for": client}) for client in clients[1:6]]
        assert statuses == [200, 200, 200, 429, 429]
        assert ask(it, origin=BLOG, **{"x-forwarded-for": clients[7]}) == 200


def test_nobody_else_is_believed_about_who_asks() -> None:
    access = Access.from_environment({"FOOTNOTE_PROXIES": "10.0.0.0/8", "FOOTNOTE_RATE": "1"})
    app = create_app(ScriptedAsker(), FakeLibrary(), access=access)
    with TestClient(app, base_url="http://127.0.0.1", client=("192.0.2.1", 1)) as it:
        assert [ask(it, **{"x-forwarded-for": f"198.51.100.{number}"}) for number in range(2)] == [200, 429]
