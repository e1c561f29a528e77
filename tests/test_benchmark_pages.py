"""The commands that make the pages on evaluation: what they count, draw and write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.attacks import main as attack
from benchmarks.evaluating import drawn
from benchmarks.evaluating import main as time_evaluation
from benchmarks.judgements import METRICS, Judged, agreement, read
from benchmarks.judgements import main as judge
from benchmarks.network import main as time_networks
from benchmarks.results import ENTRIES, Entry, pictures, written
from benchmarks.results import main as write_results
from benchmarks.writing import main as write
from eval.measures import MEASURES
from eval.report import summarise
from eval.running import run
from rag.errors import BadInput
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item, refused

ROOT = Path(__file__).parents[1]


def test_agreement_with_people() -> None:
    judged = [
        Judged("October", ("October",), right=True),
        Judged("in October, he said", ("October",), right=True),
        Judged("the tenth month", ("October",), right=True),
        Judged("not in October", ("October",), right=False),
    ]
    exact, contained = (agreement(judged, METRICS[name]) for name in ("exact match", "containment"))
    assert (exact.found, exact.sound, exact.agreed) == (1 / 3, 1.0, 0.5)
    assert (contained.found, contained.sound, contained.agreed) == (2 / 3, 2 / 3, 0.5)
    # verdicts agree as often as by chance: three of four right, three of four called so, half the same
    assert contained.kappa == pytest.approx((0.5 - 0.625) / (1 - 0.625))


def test_the_verdicts_are_joined_with_the_gold_answers(tmp_path: Path) -> None:
    (tmp_path / "NQ301_BEM.tsv").write_text(
        'id\tQuestion\tGold answers\tModel answer\tAcceptable?\n1\twhen\t"May | in May"\tJune\tYes\n', encoding="utf-8"
    )
    (tmp_path / "NQ301_human.tsv").write_text(
        "id\tQuestion\tModel answer\tAcceptable?\n1\twhen\tJune\tNo\n1\twhen\tnever\tYes\n", encoding="utf-8"
    )
    assert read(tmp_path) == [Judged("June", ("May", "in May"), right=False)]
    (tmp_path / "NQ301_human.tsv").write_text("id\n1\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"NQ301_human\.tsv: it lacks one of the columns Acceptable\?, Model answer"):
        read(tmp_path)


@pytest.mark.parametrize("main", [attack, judge, time_evaluation, time_networks, write])
def test_a_path_that_is_not_there_is_one_line(
    main: Callable[[Sequence[str]], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing")
    assert main(["--gold", missing] if main is write else [missing]) == 2
    err = capsys.readouterr().err
    assert err.startswith("benchmarks.")
    assert "missing" in err
    assert err.count("\n") == 1


def test_a_page_of_results_under_other_settings_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOOTNOTE_DEPTH", "2")
    assert write_results([]) == 2
    assert capsys.readouterr().err.startswith("benchmarks.results: the page is of the shipped default")


def squad_file(path: Path, articles: int, each: int) -> Path:
    data = [
        {
            "title": f"a{number}",
            "paragraphs": [
                {"context": "x", "qas": [{"id": f"{number}-{part}-{n}"} for n in range(each)]} for part in range(2)
            ],
        }
        for number in range(articles)
    ]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def test_questions_are_drawn_evenly_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    file = squad_file(tmp_path / "set.json", articles=5, each=4)
    first, again, other = (drawn([file], 3, 12, seed) for seed in (1, 1, 2))
    assert first == again != other
    counts = [sum(len(part["qas"]) for part in entry["paragraphs"]) for entry in first["data"]]
    assert counts == [4, 4, 4]
    with pytest.raises(BadInput, match="only 5 articles have 4 questions"):
        drawn([file], 6, 24, 1)


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_a_file_of_another_form_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"set\.json: cannot be read .*; give a file of SQuAD's form"):
        drawn([file], 1, 1, 1)


def test_the_page_of_results_has_every_metric_and_type() -> None:
    asker = ScriptedAsker({"Who?": answered("Okafor", "Okafor", quote="Ines Okafor"), "Why?": refused()})
    done = run(gold(item("q1", "Who?", "Okafor"), item("q2", "Why?", type="near_miss")), asker, [document()])
    report = summarise(done)
    entry = Entry("bridge", "the bridge", Path("gold.jsonl"), Path("corpus"))
    text = written({"bridge": (entry, done, report)})
    assert "footnote eval gold.jsonl --corpus corpus\n" in text
    for measure in MEASURES:
        assert f"\n| `{measure.name}` | " in text
    assert "\n| `containment` | 100.0% (20.7 to 100.0) | " in text
    assert "\n| near miss | 1 | 100.0% | - |" in text
    for name, drawing in pictures(entry, report).items():
        assert f"results/{name}" in text
        root = ET.fromstring(drawing)  # noqa: S314 - our own file
        assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_sets_of_the_page_are_there() -> None:
    for entry in ENTRIES:
        assert (ROOT / entry.gold).exists()
        assert entry.corpus is None or (ROOT / entry.corpus).is_dir()
