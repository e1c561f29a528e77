"""Runs of the shipped reader, compared: a worse one is found worse, and the same again is not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from eval.asking import ask
from eval.comparing import Difference, compare
from eval.gold import read_gold
from eval.report import write
from rag.assembly import Engine, Shape, open_engine
from rag.settings import Settings
from tests.integration.conftest import ROOT

pytestmark = pytest.mark.integration

REPORTS = ("a04-colombo-seminar", "b12-montreal-game-studio", "c08-recife-light-rail")
WORSE = Shape(dense=False)


def asked(folder: Path, engine: Engine, out: Path) -> Path:
    write(ask(read_gold(folder), engine, None), out)
    return out


def differences(a: Path, b: Path) -> dict[str, Difference]:
    return {one.name: one for one in compare(a, b).differences}


def test_a_worse_configuration_is_found_worse_and_an_identical_one_is_not(tmp_path: Path, settings: Settings) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in REPORTS:
        for suffix in (".md", ".jsonl"):
            shutil.copy(ROOT / "eval" / "gold" / "news" / (name + suffix), reports)
    shipped = open_engine(settings)
    hampered = replace(open_engine(replace(settings, depth=1, caution=0.95)), shape=WORSE)
    first = asked(reports, shipped, tmp_path / "first")
    again = asked(reports, shipped, tmp_path / "again")
    worse = asked(reports, hampered, tmp_path / "worse")

    found = differences(first, worse)["containment"]
    assert found.p is not None
    assert found.p < 0.05
    assert found.interval is not None
    assert found.interval.high < 0
    assert found.count >= 50

    for one in differences(first, again).values():
        assert one.p in {None, 1.0}
        # times differ from run to run, answers do not
        assert one.unit == "milliseconds" or one.difference == 0
