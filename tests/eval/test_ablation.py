from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from eval.ablation import AXES, Row, Variant, ablate, markdown, plain, table, variants
from eval.drawing import draw
from eval.keeping import Keeping, KeptAnswers
from eval.running import Run, run
from rag.assembly import Engine, Shape
from rag.errors import BadInput
from rag.settings import Settings
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item, refused

SETTINGS = Settings()
ITEMS = tuple(item(f"q{number}", f"Who is number {number}?", "Okafor") for number in range(12))


def rows(tmp_path: Path) -> list[Row]:
    """The rows of runs whose answers depend on depth alone: right at 4, wrong below."""
    return list(_rows(variants(SETTINGS, ["depth", "caution"]), tmp_path))


def _rows(wanted: tuple[Variant, ...], out: Path) -> Iterator[Row]:
    def engine(variant: Variant) -> Engine:
        return Engine(variant.settings, None, None, None, variant.shape)  # type: ignore[arg-type] # never loaded

    def ask(opened: Engine, kept: KeptAnswers) -> Run:
        said = answered("Okafor", "Okafor", quote="Okafor") if opened.settings.depth >= 4 else refused()
        scripted = ScriptedAsker({one.question: said for one in ITEMS})
        return run(gold(*ITEMS), Keeping(scripted, kept), [document()], config={"depth": str(opened.settings.depth)})

    return ablate(wanted, engine, ask, out, {"gold": "0"})


def test_one_setting_differs_at_a_time_and_none_is_asked_twice() -> None:
    first, *others = variants(SETTINGS)
    assert (first.settings, first.shape) == (SETTINGS, Shape())
    assert {one.axis for one in others} == set(AXES)
    seen = [(one.settings, one.shape) for one in (first, *others)]
    assert len({str(one) for one in seen}) == len(seen)
    for one in others:
        assert (one.settings == SETTINGS) != (one.shape == Shape())
    assert len({one.folder for one in (first, *others)}) == len(seen)


def test_the_settings_as_they_stand_decide_what_is_left_out() -> None:
    others = variants(replace(SETTINGS, depth=8), ["depth"])[1:]
    assert [one.value for one in others] == ["1", "2", "4"]


def test_readers_and_models_can_be_added() -> None:
    _, reader, model = variants(SETTINGS, (), ["org/some reader"], ["ollama:qwen3:4b"])
    assert reader.settings.reader == "org/some reader"
    assert model.settings.model == "ollama:qwen3:4b"
    for one in (reader, model):
        assert re.fullmatch(r"[\w.-]+", one.folder)


def test_an_axis_that_there_is_none_of_is_told_of() -> None:
    with pytest.raises(BadInput, match="retrieval, chunks, depth, caution"):
        variants(SETTINGS, ["colour"])


def test_each_variant_is_held_against_the_settings_as_they_stand(tmp_path: Path) -> None:
    first, *others = found = rows(tmp_path)
    assert first.against is None
    by_name = {f"{row.variant.axis} {row.variant.value}": row.against for row in others}
    worse, same = by_name["depth 1"], by_name["depth 8"]
    assert worse
    assert (worse.difference, worse.lost) == (-1.0, 12)
    assert worse.p is not None
    assert worse.p < 0.05
    assert same
    assert (same.difference, same.p) == (0.0, 1.0)

    lines = table(found).splitlines()
    assert [len(line) for line in lines[1:3]]
    assert "-100.0%" in next(line for line in lines if line.startswith("depth 1"))
    assert markdown(found, "bridge.jsonl").count("\n| ") == len(found) + 2
    written = json.loads(json.dumps(plain(found)))
    assert [row["folder"] for row in written] == [row.variant.folder for row in found]
    assert written[1]["metrics"]["containment"] == {
        "value": 0.0,
        "low": 0.0,
        "high": pytest.approx(0.2425, 1e-3),
        "count": 12,
    }


def test_broken_off_and_started_again_it_asks_what_is_missing_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = variants(SETTINGS, ["depth"])
    assert len(list(islice(_rows(wanted, tmp_path), 2))) == 2
    asked: list[str] = []
    original = ScriptedAsker.ask

    def counted(self: ScriptedAsker, question: str, *rest: object, **more: object) -> object:
        asked.append(question)
        return original(self, question, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ScriptedAsker, "ask", counted)
    assert len(list(_rows(wanted, tmp_path))) == 4
    assert len(asked) == 2 * len(ITEMS)


def test_the_plot_shows_each_axis_and_trusts_no_name(tmp_path: Path) -> None:
    found = rows(tmp_path)
    found[1] = replace(found[1], variant=replace(found[1].variant, value="<script>alert(1)</script>"))
    draw(found, tmp_path / "ablation.svg", "a & b <i>")
    root = ET.parse(tmp_path / "ablation.svg").getroot()  # noqa: S314 - our own file
    source = (tmp_path / "ablation.svg").read_text(encoding="utf-8")
    assert root.tag.endswith("svg")
    assert "<script" not in source
    assert "depth" in source
    assert "caution" in source
    first = source
    draw(found, tmp_path / "ablation.svg", "a & b <i>")
    assert len((tmp_path / "ablation.svg").read_text(encoding="utf-8")) == len(first)


def test_the_run_of_a_variant_is_one_that_compare_reads(tmp_path: Path) -> None:
    from eval.comparing import compare

    found = rows(tmp_path)
    folder = tmp_path / found[1].variant.folder
    assert compare(tmp_path / found[0].variant.folder, folder).paired == 12
