from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.comparing import Comparison, compare
from eval.report import write
from eval.running import run
from rag.errors import BadInput
from rag.types import Answer
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item, refused

ITEMS = (
    item("q1", "How long?", "nine weeks", article="a"),
    item("q2", "Who?", "Ines Okafor", article="a"),
    item("q3", "When?", "March 3", article="b"),
    item("q4", "Why?", article="b"),
    item("q5", "What for?", article="b"),
)
BEFORE = {
    "How long?": answered("nine weeks"),
    "Who?": answered("harbour\nboard"),
    "When?": refused(),
    "Why?": refused(),
    "What for?": answered("Repairs"),
}
AFTER = {
    "How long?": answered("nine long weeks"),
    "Who?": answered("Okafor, Ines Okafor"),
    "When?": answered("March 3"),
    "Why?": refused(elapsed_ms=15.0),
    "What for?": refused(),
}


def folder(path: Path, answers: Mapping[str, Answer], *ids: str) -> Path:
    items = [one for one in ITEMS if not ids or one.id in ids]
    write(run(gold(*items), ScriptedAsker(answers), [document()]), path)
    return path


@pytest.fixture
def both(tmp_path: Path) -> Comparison:
    return compare(folder(tmp_path / "a", BEFORE), folder(tmp_path / "b", AFTER))


def test_differences_are_b_less_a(both: Comparison) -> None:
    found = {one.name: one for one in both.differences}
    assert (both.paired, both.unpaired, both.errors) == (5, 0, 0)
    right = found["right"]
    assert (right.a, right.b, right.gained, right.lost) == (2 / 5, 4 / 5, 3, 1)
    assert right.difference == pytest.approx(2 / 5)
    assert right.p == 2 * (1 + 4) / 16
    containment = found["containment"]
    assert (containment.count, containment.gained, containment.lost) == (3, 2, 1)
    assert containment.difference == pytest.approx(1 / 3)
    assert (found["refused_unanswerable"].a, found["refused_unanswerable"].b) == (0.5, 1.0)
    assert found["false_refusal_rate"].difference == pytest.approx(-1 / 3)
    assert found["f1"].p is None
    # 2 of 3 words are right in the first two answers, and all that were wanted are there
    assert found["f1"].b == pytest.approx((0.8 + 0.8 + 1.0) / 3)
    assert found["mean_elapsed_ms"].difference == pytest.approx((10 * 3 + 15 + 5) / 5 - (10 * 3 + 5 * 2) / 5)
    for one in both.differences:
        if one.interval:
            assert one.interval.low <= one.difference + 1e-9
            assert one.difference <= one.interval.high + 1e-9


def test_flips_are_listed_with_what_was_said(both: Comparison) -> None:
    assert [(flip.id, flip.gained, flip.a, flip.b) for flip in both.flips] == [
        ("q1", False, "nine weeks", "nine long weeks"),
        ("q2", True, "harbour board", "Okafor, Ines Okafor"),
        ("q3", True, "(refused)", "March 3"),
        ("q5", True, "Repairs", "(refused)"),
    ]


def test_a_run_against_itself_has_no_differences(tmp_path: Path) -> None:
    path = folder(tmp_path / "a", BEFORE)
    found = compare(path, path)
    assert not found.flips
    for one in found.differences:
        assert (one.difference, one.interval, one.p) == (0, None, 1.0 if one.p else None)
    assert "to" not in found.table().split()


def test_only_shared_items_without_errors_are_paired(tmp_path: Path) -> None:
    fewer = {question: answer for question, answer in AFTER.items() if question != "Who?"}
    found = compare(folder(tmp_path / "a", BEFORE, "q1", "q2", "q4"), folder(tmp_path / "b", fewer, "q1", "q2", "q5"))
    assert (found.paired, found.unpaired, found.errors) == (1, 2, 1)
    assert "1 items paired, 1 left out for errors, 2 in one run only" in found.table()
    assert "refused_unanswerable" not in {one.name for one in found.differences}


def test_the_table_reads(both: Comparison) -> None:
    lines = both.table().splitlines()
    rows = {line.split()[0]: line.split() for line in lines if line}
    assert rows["right"][1:4] == ["40.0%", "80.0%", "+40.0%"]
    assert rows["right"][-4:] == ["5", "3", "1", "0.625"]
    assert rows["f1"][-1] == "-"
    assert "4 flips: 3 gained, 1 lost" in lines
    assert "+ q3  When?" in lines
    assert "    A: (refused)" in lines


def test_long_lists_of_flips_are_cut(tmp_path: Path) -> None:
    many = [item(f"q{number}", f"Q{number}?") for number in range(25)]
    for name, answer in (("a", refused()), ("b", answered("x"))):
        asker = ScriptedAsker({one.question: answer for one in many})
        write(run(gold(*many), asker, [document()]), tmp_path / name)
    found = compare(tmp_path / "a", tmp_path / "b")
    assert len(found.flips) == 25
    assert found.table().endswith("... and 5 more\n")


def test_what_cannot_be_compared_is_explained(tmp_path: Path) -> None:
    good = folder(tmp_path / "a", BEFORE, "q1")
    with pytest.raises(BadInput, match="no such file; give a folder that `footnote eval --out` wrote"):
        compare(good, tmp_path / "nowhere")
    with pytest.raises(BadInput, match="share no items"):
        compare(good, folder(tmp_path / "b", BEFORE, "q2"))
    other = tmp_path / "c"
    asker = ScriptedAsker({"Other?": refused()})
    write(run(gold(item("q1", "Other?", "x")), asker, [document()]), other)
    with pytest.raises(BadInput, match='item "q1" is not the same question'):
        compare(good, other)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "line 1: not a JSON object"),
        ("[]", "line 1: not a JSON object"),
        ('{"id": "q1"}', "has no gold and score"),
        (
            '{"id": "q1", "question": "?", "gold": {"question": "?", "article": null}, "score": {}}',
            "lacks or garbles 'answerable'",
        ),
    ],
)
def test_damaged_runs_are_named(tmp_path: Path, line: str, wrong: str) -> None:
    (tmp_path / "answers.jsonl").write_text(line)
    with pytest.raises(BadInput) as raised:
        compare(tmp_path, tmp_path)
    assert wrong in str(raised.value)
    assert str(tmp_path / "answers.jsonl") in str(raised.value)
