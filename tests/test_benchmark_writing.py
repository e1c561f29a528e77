"""The benchmark of written answers counts each kind of sentence by itself."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.drafts import Line, honest, weak
from benchmarks.writing import GOLD, Tally, cases, folded, table
from rag.types import Span
from rag.writing.sources import Source

ROOT = Path(__file__).parents[1]
TEXTS = (
    "The ferry sails again on Monday.",
    "The bridge, which is sixty years old, closes for nine weeks.",
    "“The steel is tired,” the harbour master said.",
    "What the board found",
    "The repairs cost four million pounds, the council said.",
    "PORT ELLEN, March 14 - The board meets again in June.",
    "Walkers may use the eastern footpath.",
    "Cars are sent over the old road.",
    "The tolls stay as they are.",
)
SOURCES = tuple(Source(number, text, Span("", 0, 0)) for number, text in enumerate(TEXTS, start=1))


@pytest.mark.parametrize(
    "lines", [[*honest(SOURCES, Counter())], [*weak(SOURCES, random.Random(1))]], ids=["honest", "weak"]
)
def test_no_kind_of_true_sentence_is_taken_for_shown_because_another_is(lines: list[Line]) -> None:
    true = [line for line in lines if line.supported]
    kinds = {line.kind for line in true}
    assert len(kinds) > 1
    for kind in kinds:
        shown = {folded(line.text) for line in true if line.kind != kind}
        assert not [line.text for line in true if line.kind == kind and folded(line.text) in shown]


def test_every_kind_is_drafted_and_differs_from_its_source() -> None:
    lines = [*honest(SOURCES, Counter())]
    assert [line.kind for line in lines] == [
        "verbatim",
        "without a relative clause",
        "other quotes",
        "without attribution",
        "without dateline",
        "two joined",
        "with a lead-in",
        "verbatim",
    ]
    assert not [line for line in lines if line.kind != "verbatim" and line.text in TEXTS]


def test_a_kind_of_few_sentences_is_drafted_of_each_in_its_turn() -> None:
    both = Source(2, "PORT ELLEN, March 14 - The ferry sails again on Monday, the council said.", Span("", 0, 0))
    told: Counter[str] = Counter()
    drafts = [[*honest((SOURCES[0], both), told)] for _ in range(4)]
    assert [first.kind for first, _ in drafts] == ["verbatim"] * 4
    assert {second.kind for _, second in drafts} == {"without attribution", "without dateline", "with a lead-in"}


@pytest.mark.parametrize("articles", [1, 3, None])
def test_every_planted_order_is_in_one_of_the_articles_taken(
    articles: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    found = [*cases(GOLD, articles)]
    orders = [order for case in found for order in case.planted]
    assert len(orders) == len(set(orders)) == 100
    assert len({len(case.planted) for case in found}) <= 2
    assert all(len(case.payloads) == len(case.planted) for case in found)


@pytest.mark.parametrize(
    ("times", "shown"), [([], "- | - | -"), ([2.5], "2.5 | 2.5 | 2.5"), ([1, 3], "2.0 | 2.9 | 3.0")]
)
def test_a_table_can_be_made_of_however_few_times(times: list[float], shown: str) -> None:
    assert f"| a check, ms a sentence | {shown} |\n" in table(Tally(check_ms=times).as_json())
