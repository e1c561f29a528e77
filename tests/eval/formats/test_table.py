from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.gold import GoldItem, read_gold
from rag.errors import BadGold
from rag.types import Turn
from tests.eval.scripted import written

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(str.strip)


def read(folder: Path, text: str, name: str = "gold.csv") -> tuple[GoldItem, ...]:
    return read_gold(written(folder / name, text)).items


def test_a_table_of_our_own_shape(tmp_path: Path) -> None:
    first, second, third = read(
        tmp_path,
        "id,type,question,answers,evidence,history\n"
        'b1,factoid,When?,March 3|3 March,"It closes, they said, on March 3.",\n'
        '\nb2,followup,"And\nwho?","[""Okafor"", ""a|b""]",,"[{""question"": ""When?"", ""answer"": ""Soon""}]"\n'
        "b3,near_miss,Why?,,,\n",
    )
    assert first == GoldItem("b1", "factoid", "When?", ("March 3", "3 March"), ("It closes, they said, on March 3.",))
    assert (second.question, second.answers) == ("And\nwho?", ("Okafor", "a|b"))
    assert second.history == (Turn("When?", "Soon"),)
    assert not third.answerable


def test_two_columns_are_enough(tmp_path: Path) -> None:
    first, second = read(tmp_path, "Question;Answer\nWhen?;March 3\nWhy?;\n")
    assert (first.id, first.question, first.answers) == ("q1", "When?", ("March 3",))
    assert (second.id, second.answers) == ("q2", ())
    assert read(tmp_path, "question\tanswer\nWhen, then?\tMarch 3\n", "gold.tsv")[0].answers == ("March 3",)


def test_tables_of_ragas_and_deepeval(tmp_path: Path) -> None:
    (ragas,) = read(
        tmp_path,
        "user_input,reference_contexts,reference,synthesizer_name\n"
        "When?,\"['It closes on March 3.', 'It\\'s so.']\",March 3,single_hop\n",
    )
    assert (ragas.answers, ragas.evidence) == (("March 3",), ("It closes on March 3.", "It's so."))
    (golden,) = read(tmp_path, "input,actual_output,expected_output,context\nWhen?,May,March 3,One.|Two.\n")
    assert (golden.answers, golden.evidence) == (("March 3",), ("One.", "Two."))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a,b\n1,2\n", 'line 1: no column is named "question"; begin with a line of names'),
        ("question,question,answers\nWhy?,Why?,x\n", 'line 1: two columns are named "question"'),
        ("question,answers\n", "the table has no rows; write one item a row"),
        ("question,answers\nWhy?,x,y\n", "line 2: 3 cells for 2 columns; put cells that hold the delimiter"),
        ('question,answers\nWhen?,x\nWhy?,"x\n', "line 3: not a CSV row"),
        ('question,answers\nWhy?,"x"y\n', "line 2: not a CSV row"),
        ("question,answers\n,x\n", 'line 2: "question" is missing'),
        ("question,type\nWhy?,x\n", 'line 2: "answers" is missing'),
        ("question,answers,history\nWhy?,x,When?\n", 'line 2: "history" is not JSON; write [{'),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(BadGold) as raised:
        read(tmp_path, text)
    assert f"gold.csv, {wrong}" in str(raised.value) or f"gold.csv: {wrong}" in str(raised.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3, unique=True)), min_size=1, max_size=4))
def test_whatever_the_csv_module_writes_is_read(tmp_path: Path, rows: list[tuple[str, list[str]]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["question", "answers"])
    writer.writerows([question, json.dumps(answers)] for question, answers in rows)
    path = tmp_path / "gold.csv"
    path.write_bytes(file.getvalue().encode())
    assert [(item.question, list(item.answers)) for item in read_gold(path).items] == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gold.csv"
    path.write_bytes(f"question,answers\n{text}".encode())
    faults: list[str] = []
    try:
        read_gold(path)
    except BadGold as fault:
        faults.append(str(fault))
    assert all("\n" not in fault for fault in faults)
