from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.finding import Finder
from eval.items import GoldArticle
from eval.metrics.squad import squad_scores
from eval.report import na_prob, predictions, summarise, table, write
from eval.running import Run, run
from rag.errors import BadInput
from rag.serialising import answer_from_json
from rag.types import Span
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item, refused

SENTENCE = "The bridge will close for nine weeks from March 3."
ITEMS = (
    item("q1", "How long?", "nine weeks", evidence=(SENTENCE,)),
    item("q2", "Who chairs it?", "Ines Okafor", evidence=("Ines Okafor chairs the harbour board.",)),
    item("q3", "When?", "March 3", type="terse"),
    item("q4", "Why?", type="near_miss"),
    item("q5", "Too long?", type="near_miss"),
    item("q6", "Kosten £?", "four million", evidence=("Repairs cost “four million” pounds.",), type="terse"),
)
ASKER = ScriptedAsker(
    {
        "How long?": answered(f"{SENTENCE} [1]", "nine weeks", quote=SENTENCE, confidence=0.9),
        "Who chairs it?": answered("The harbour board [1]", quote="harbour board", confidence=0.6),
        "When?": refused(0.2),
        "Why?": refused(0.05),
        "Kosten £?": answered("Four million. [1]", quote="“four million”", confidence=0.8),
    }
)


@pytest.fixture(scope="module")
def done() -> Run:
    return run(gold(*ITEMS), ASKER, [document()], config={"depth": "4"})


def one_by_one(done: Run) -> Run:
    articles = (GoldArticle("bridge", "Bridge", ITEMS, text=document().text),)
    return replace(done, gold=replace(done.gold, articles=articles), metadata=replace(done.metadata, per_article=True))


def test_numbers_of_a_small_run(done: Run) -> None:
    report = summarise(done)
    assert (report.items, report.answerable, report.articles) == (6, 4, 0)
    assert report.modes == {"reader": 5}
    assert {name: value.value for name, value in report.values.items() if value.count in {1, 4}} == {
        "containment": 0.5,
        "exact_match": 0.5,
        "f1": 0.5,
        "refused_unanswerable": 1.0,
        "false_answer_rate": 0.0,
        "false_refusal_rate": 0.25,
    }
    assert report.values["errors"].value == 1
    assert report.abstention.answerable_refused == 1
    assert report.abstention.unanswerable_refused == 1
    assert sum(row.count for row in report.reliability) == 3
    assert [point.coverage for point in report.curve] == [1 / 5, 2 / 5, 3 / 5]
    assert report.squad is None


def test_rows_by_type_keep_the_order_of_the_gold_set(done: Run) -> None:
    rows = summarise(done).types
    assert [(row.type, row.items, row.errors) for row in rows] == [
        ("factoid", 2, 0),
        ("terse", 2, 0),
        ("near_miss", 2, 1),
    ]
    assert rows[0].values["containment"].value == 0.5
    assert rows[2].values["containment"].value is None
    assert rows[2].values["refused_unanswerable"].value == 1.0


def test_report_as_json_holds_everything_and_no_nan(done: Run) -> None:
    fields = json.loads(json.dumps(summarise(done).to_json(), allow_nan=False))
    assert fields["metrics"]["containment"] == {
        "value": 0.5,
        "low": pytest.approx(0.15, abs=0.01),
        "high": pytest.approx(0.85, abs=0.01),
        "count": 4,
    }
    assert fields["types"][0]["metrics"]["right"]["value"] == 0.5
    assert fields["metadata"]["config"] == {"depth": "4"}
    assert fields["sha256"] == "0" * 64
    assert fields["format"] == 1


def test_written_files_of_a_run(done: Run, tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "first"
    report = write(done, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["answers.jsonl", "ragas.jsonl", "report.json"]
    assert json.loads((folder / "report.json").read_text("utf-8")) == json.loads(json.dumps(report.to_json()))
    raw = (folder / "answers.jsonl").read_text("utf-8")
    assert "Kosten £?" in raw
    lines = [json.loads(line) for line in raw.splitlines()]
    assert [line["id"] for line in lines] == [one.id for one in ITEMS]
    assert answer_from_json(lines[0]).id == "q1"
    assert lines[0]["gold"] == {
        "question": "How long?",
        "type": "factoid",
        "article": None,
        "answers": ["nine weeks"],
    }
    assert (lines[0]["score"]["right"], lines[0]["score"]["f1"]) == (True, 1.0)
    assert lines[4]["question"] == "Too long?"
    assert lines[4]["score"]["error"].startswith("BadQuestion: ")
    assert "answered" not in lines[4]


def test_files_for_squads_own_script(done: Run, tmp_path: Path) -> None:
    report = write(one_by_one(done), tmp_path)
    said = json.loads((tmp_path / "predictions.json").read_text("utf-8"))
    doubt = json.loads((tmp_path / "na_prob.json").read_text("utf-8"))
    assert said == {
        "q1": "nine weeks",
        "q2": "The harbour board",
        "q3": "",
        "q4": "",
        "q5": "",
        "q6": "Four million.",
    }
    assert doubt == pytest.approx({"q1": 0.1, "q2": 0.4, "q3": 0.8, "q4": 0.95, "q5": 1.0, "q6": 0.2})
    assert (said, doubt) == (predictions(done), na_prob(done))
    assert report.squad == squad_scores({one.id: one.answers for one in ITEMS}, said, doubt)


def test_writing_again_replaces_and_leaves_nothing_beside(done: Run, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("old")
    write(done, tmp_path)
    write(done, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.jsonl", "ragas.jsonl", "report.json"]
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["items"] == 6


def test_files_of_an_earlier_run_do_not_stay_beside_the_report(done: Run, tmp_path: Path) -> None:
    chunks = [Span("bridge", 0, 50), Span("bridge", 51, 125)]
    found = run(gold(*ITEMS), ASKER, [document()], finder=Finder(lambda _question, depth: chunks[:depth], chunks))
    write(one_by_one(found), tmp_path)
    (tmp_path / "notes.md").write_text("mine")
    assert {"predictions.json", "na_prob.json", "run.trec", "test.tsv"} <= {path.name for path in tmp_path.rglob("*")}
    write(done, tmp_path)
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["answers.jsonl", "notes.md", "ragas.jsonl", "report.json"]


def test_a_folder_that_cannot_be_written_to_is_named(done: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match=r"file.answers\.jsonl: cannot be written .*; give another folder"):
        write(done, tmp_path / "file")


def test_the_table_shows_values_intervals_and_types(done: Run) -> None:
    text = table(summarise(done))
    lines = text.splitlines()
    assert lines[0].startswith("bridge.jsonl: 6 items (4 answerable, 2 unanswerable), 1 article, reader 5, ")
    rows = {line.split()[0]: line.split() for line in lines if line}
    assert rows["containment"][1:6] == ["50.0%", "15.0", "to", "85.0", "4"]
    assert rows["false_refusal_rate"][1] == "25.0%"
    assert rows["latency_p50_ms"][1:3] == ["10.0", "ms"]
    assert rows["errors"][1] == "1"
    assert rows["near_miss"][1:] == ["2", "100.0%", "-", "-", "-", "-", "100.0%"]
    assert all(line == line.rstrip() for line in lines)
    assert max(map(len, lines)) <= 120


def test_the_curve_is_thinned_but_keeps_its_shape() -> None:
    many = [item(f"q{number}", f"Q{number}?", "nine weeks") for number in range(450)]
    answers = {f"Q{number}?": answered("nine weeks", confidence=number / 450) for number in range(450)}
    curve = summarise(run(gold(*many), ScriptedAsker(answers), [document()])).curve
    assert 90 <= len(curve) <= 120
    assert curve[-1].coverage > 0.98
