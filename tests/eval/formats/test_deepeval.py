from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.gold import GoldItem, read_gold
from rag.errors import BadGold
from tests.eval.scripted import written

GOLDEN: dict[str, object] = {
    "input": "When will it close?",
    "actual_output": "In May.",
    "expected_output": "March 3",
    "retrieval_context": ["Something else."],
    "context": ["It will close on March 3."],
    "name": None,
    "additional_metadata": None,
}


def test_goldens_are_read_from_a_list_and_from_lines(tmp_path: Path) -> None:
    wanted = GoldItem("q1", "untyped", "When will it close?", ("March 3",), ("It will close on March 3.",))
    for name, text in (("g.json", json.dumps([GOLDEN], indent=4)), ("g.jsonl", json.dumps(GOLDEN))):
        gold = read_gold(written(tmp_path / name, text))
        assert gold.items == (wanted,)
        assert not gold.quoted


def test_contexts_may_stand_in_one_string(tmp_path: Path) -> None:
    path = written(tmp_path / "g.jsonl", json.dumps(GOLDEN | {"context": "One.|Two."}))
    assert read_gold(path).items[0].evidence == ("One.", "Two.")


def test_an_empty_expected_output_says_that_there_is_no_answer(tmp_path: Path) -> None:
    path = written(tmp_path / "g.jsonl", json.dumps(GOLDEN | {"expected_output": "", "context": None}))
    assert not read_gold(path).items[0].answerable


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"expected_output": None}, 'line 2: "expected_output" is missing; add'),
        ({"expected_output": ["x"]}, 'line 2: "expected_output" is ["x"], not a string'),
        ({"input": ""}, 'line 2: "input" is empty'),
        ({"context": 3}, 'line 2: "context" is 3, not a list'),
        ({"scenario": "A caller asks."}, "line 2: it is a conversational golden; give goldens with an input"),
    ],
)
def test_faults_are_named(tmp_path: Path, fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(BadGold) as raised:
        read_gold(written(tmp_path / "g.jsonl", json.dumps(GOLDEN) + "\n" + json.dumps(GOLDEN | fields)))
    assert wrong in str(raised.value)
