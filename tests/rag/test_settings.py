"""Settings come from the environment once; a wrong one is named with its range."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadSetting
from rag.settings import DEFAULT_EMBEDDING, Access, Price, Settings


def test_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.embedding, settings.depth, settings.caution) == (DEFAULT_EMBEDDING, 4, 0.5)
    assert settings.index == Path(".footnote/index")


def test_reads_every_variable() -> None:
    settings = Settings.from_environment(
        {
            "FOOTNOTE_INDEX": "/tmp/i",
            "FOOTNOTE_CACHE": "/tmp/c",
            "FOOTNOTE_EMBEDDING": "other",
            "FOOTNOTE_DEPTH": "9",
            "FOOTNOTE_CAUTION": "0.25",
            "FOOTNOTE_THREADS": "2",
            "FOOTNOTE_READER": "mine",
        }
    )
    assert settings == Settings(Path("/tmp/i"), Path("/tmp/c"), "other", 9, 0.25, 2, "mine")


def test_a_price_is_two_numbers() -> None:
    price = Settings.from_environment({"FOOTNOTE_MODEL_PRICE": "0.15/0.6"}).model_price
    assert price == Price(0.15, 0.6)
    assert price.of(2_000_000, 1_000_000) == pytest.approx(0.9)
    for wrong in ("0.15", "-1/2", "1/nan", "1/2/3"):
        with pytest.raises(BadSetting, match=rf"^FOOTNOTE_MODEL_PRICE is '{wrong}'; give two prices"):
            Settings.from_environment({"FOOTNOTE_MODEL_PRICE": wrong})


def test_blank_is_unset() -> None:
    assert Settings.from_environment({"FOOTNOTE_DEPTH": " ", "FOOTNOTE_EMBEDDING": ""}).depth == 4


def test_the_cache_follows_xdg() -> None:
    assert Settings.from_environment({"XDG_CACHE_HOME": "/x"}).cache == Path("/x/footnote")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOOTNOTE_DEPTH", "0"),
        ("FOOTNOTE_DEPTH", "2.5"),
        ("FOOTNOTE_DEPTH", "many"),
        ("FOOTNOTE_CAUTION", "1.1"),
        ("FOOTNOTE_CAUTION", "nan"),
        ("FOOTNOTE_THREADS", "-1"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=rf"{name} is .*{value}.*; give a (?:whole )?number from \d+ to \d+\."):
        Settings.from_environment({name: value})


def test_fetching_is_one_of_three_ways() -> None:
    assert [Settings.from_environment({"FOOTNOTE_FETCH": value}).fetch for value in ("", "ON", "off")] == [
        "auto", "on", "off",
    ]  # fmt: skip
    with pytest.raises(BadSetting, match=r"^FOOTNOTE_FETCH is 'yes'; give auto, on or off\.$"):
        Settings.from_environment({"FOOTNOTE_FETCH": "yes"})


def test_nobody_else_is_let_in_by_default() -> None:
    assert Access.from_environment({}) == Access()
    assert (Access().origins, Access().proxies, Access().question_log) == (frozenset(), (), None)


def test_reads_who_may_ask() -> None:
    access = Access.from_environment(
        {
            "FOOTNOTE_ORIGINS": "https://News.example:443/, http://localhost:8000 https://bücher.example http://[::1]:80",
            "FOOTNOTE_URL": "https://ask.example/",
            "FOOTNOTE_PROXIES": "127.0.0.1, 10.0.0.0/8 2001:db8::/32",
            "FOOTNOTE_RATE": "0",
            "FOOTNOTE_ORIGIN_RATE": "99",
            "FOOTNOTE_PATIENCE": "2.5",
            "FOOTNOTE_QUESTION_LOG": "/tmp/q.jsonl",
        }
    )
    assert access.origins == {
        "https://news.example", "http://localhost:8000", "https://xn--bcher-kva.example", "http://[::1]",
    }  # fmt: skip
    assert [str(network) for network in access.proxies] == ["127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32"]
    assert (access.url, access.rate, access.origin_rate, access.patience) == ("https://ask.example", 0, 99, 2.5)
    assert access.question_log == Path("/tmp/q.jsonl")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("FOOTNOTE_ORIGINS", word)
            for word in ("*", "null", "news.example", "https://*.example", "https://a.example/page", "https://", "ftp://a",
                         "https://a.example?x", "https://u@a.example", "https://a.example:http", "https://[::1")
        ),
        ("FOOTNOTE_URL", "ask.example"),
        ("FOOTNOTE_PROXIES", "proxy.example"),
        ("FOOTNOTE_PROXIES", "10.0.0.1/8"),
        ("FOOTNOTE_RATE", "many"),
        ("FOOTNOTE_PATIENCE", "0"),
    ],
)  # fmt: skip
def test_access_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name}"):
        Access.from_environment({name: value})
