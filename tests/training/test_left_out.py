"""What each source is worth: what is left out, and the table of what is done."""

import json
import random
from pathlib import Path

import pytest

from training import left_out
from training.examples import Example
from training.left_out import GROUPS, scores_in, table, without
from training.negatives import cut, hardest, swapped

SCORES = {"f1": 0.5, "auc_both": 0.875, "count": 8.0}


def example(source: str) -> Example:
    return Example("Who won?", "Ada won.", ((0, 3),), source, "a")


def test_only_the_group_is_left_out() -> None:
    examples = [example(source) for source in ("wiki", "news", "reddit", "twin")]
    kept = [one.source for one in without(examples, GROUPS["SQuADShifts"])]
    assert kept == ["news", "twin"]


def test_what_was_made_of_a_group_is_left_out_with_it() -> None:
    context = "The bridge closed in 2019. Ines Okafor opened it in May. Ferries sailed in between."
    for source in ("wiki", "news"):
        asked = Example("Who opened it first?", context, ((27, 38),), source, "a")
        other = Example("Who sailed?", "It is the bridge that opened first.", (), source, "a")
        made = [cut(asked), swapped(asked, [], random.Random(1)), *hardest([asked, other])]
        examples = [one for one in made if one]
        assert [one.source for one in examples] == ["cut", "swap", "other"]
        assert without(examples, GROUPS["SQuADShifts"]) == ([] if source == "wiki" else examples)


def test_no_source_is_in_two_groups() -> None:
    named = [source for group in GROUPS.values() for source in group]
    assert len(named) == len(set(named))


def test_what_is_done_is_printed_and_not_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # In another order than the groups', as several runs side by side leave them; no data to train on is there.
    lines = [
        {
            "left_out": name,
            "steps": 3000,
            "tokens": 128,
            "questions": 1234,
            "news": SCORES,
            "squad2": SCORES,
            "twins": SCORES,
        }
        for name in reversed(GROUPS)
    ]
    (tmp_path / "scores.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["left_out", "--data", str(tmp_path / "none"), "--out", str(tmp_path)])
    left_out.main()
    printed = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in printed[2:]] == list(GROUPS)
    assert printed[2] == "| none | 1,234 | 50.0, 0.875 | 50.0, 0.875 | 50.0, 0.875 |"


def test_what_was_done_at_other_lengths_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "scores.jsonl"
    path.write_text('{"left_out": "none", "steps": 300, "tokens": 128}\n{"left_out": "twins"}\n', encoding="utf-8")
    assert list(scores_in(path, 300, 128)) == ["none"]
    assert not scores_in(path, 3000, 128)
    assert not scores_in(path, 300, 64)


def test_an_unfinished_table_holds_what_is_done() -> None:
    done = {"twins": {"questions": 7, "news": SCORES, "squad2": SCORES, "twins": SCORES}}
    assert table(done).splitlines()[2:] == ["| twins | 7 | 50.0, 0.875 | 50.0, 0.875 | 50.0, 0.875 |"]
