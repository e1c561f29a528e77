from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from eval.formats.own import fields
from eval.gold import GoldItem, read_gold, read_placed
from rag.errors import BadGold
from tests.eval.scripted import written
from tests.eval.test_gold import ITEMS, item_json


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(ITEMS)
def test_written_items_are_read_back(tmp_path: Path, items: list[GoldItem]) -> None:
    path = written(tmp_path / "gold.jsonl", "\n".join(json.dumps(fields(item)) for item in items))
    assert read_gold(path).items == tuple(items)


def test_proposals_are_no_gold_until_a_person_accepts_them(tmp_path: Path) -> None:
    lines = item_json(id="q1"), item_json(id="q2", status="proposed"), item_json(id="q3", status="accepted")
    path = written(tmp_path / "gold.jsonl", "\n".join(lines))
    with pytest.raises(BadGold, match='line 2: 1 of 3 items are proposals, the first "q2"; read each, mend it'):
        read_gold(path)
    faults: list[BadGold] = []
    items = read_placed(path, faults.append).gold.items
    assert [item.proposed for item in items] == [False, True, False]
    assert [fields(item).get("status") for item in items] == [None, "proposed", None]
    assert not faults


@pytest.mark.parametrize("status", ["done", "", 3, None, []])
def test_another_status_is_named(tmp_path: Path, status: object) -> None:
    with pytest.raises(BadGold, match=r'line 1: "status" is .*; write "proposed" or "accepted"'):
        read_gold(written(tmp_path / "gold.jsonl", item_json(status=status)))


def test_every_fault_of_a_file_can_be_had(tmp_path: Path) -> None:
    path = written(tmp_path / "gold.jsonl", "\n".join([item_json(), "{", item_json(id="q2"), item_json(question="")]))
    faults: list[BadGold] = []
    assert [item.id for item in read_placed(path, faults.append).gold.items] == ["q1", "q2"]
    assert [str(fault).split(": ")[0].rpartition(", ")[2] for fault in faults] == ["line 2", "line 4"]
