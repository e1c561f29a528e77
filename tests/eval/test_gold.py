from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.gold import GoldItem, read_gold
from rag.errors import BadGold
from rag.types import Turn
from tests.eval.scripted import written

GOOD = '{"id": "q1", "type": "factoid", "question": "Who?", "answers": ["Okafor"], "evidence": ["Okafor chairs"]}'


def item_json(**fields: object) -> str:
    return json.dumps({"id": "q1", "question": "Who?", "answers": []} | fields)


def test_reads_items_in_order_with_everything_in_them(tmp_path: Path) -> None:
    followup = item_json(
        id="q2", type="followup", history=[{"question": "Who?", "answer": ""}], near="ignored", article="bridge"
    )
    path = written(tmp_path / "gold.jsonl", f"\ufeff{GOOD}\r\n\n{followup}")
    gold = read_gold(path)
    assert gold.items == (
        GoldItem("q1", "factoid", "Who?", ("Okafor",), ("Okafor chairs",)),
        GoldItem("q2", "followup", "Who?", (), (), (Turn("Who?", ""),), "bridge"),
    )
    assert [item.answerable for item in gold.items] == [True, False]
    assert (gold.name, gold.articles) == ("gold.jsonl", ())
    assert gold.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_answers_are_listed_once_and_a_missing_type_is_told(tmp_path: Path) -> None:
    (item,) = read_gold(written(tmp_path / "g.jsonl", item_json(answers=["nine", "9", "nine"]))).items
    assert item.answers == ("nine", "9")
    assert item.type == "untyped"


def test_the_suffix_does_not_matter_for_json_lines(tmp_path: Path) -> None:
    two = f"{GOOD}\n{item_json(id='q2')}"
    for name, text in (("g.json", two), ("g.txt", two), ("g.json", GOOD)):
        assert read_gold(written(tmp_path / name, text)).items[0].id == "q1"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{nonsense", "line 2: not JSON"),
        ("[1]", "line 2: [1] is not a JSON object"),
        ('"text"', 'line 2: "text" is not a JSON object'),
        (item_json(id="q2", question=" "), 'line 2: "question" is empty'),
        (item_json(id="q2", question=None), 'line 2: "question" is null, not a string'),
        ('{"id": "q2", "answers": []}', 'line 2: "question" is missing'),
        ('{"question": "Who?", "answers": []}', 'line 2: "id" is missing'),
        (item_json(id=7), 'line 2: "id" is 7, not a string'),
        (item_json(id=""), 'line 2: "id" is empty'),
        (item_json(id="q2", article="a\ud800"), 'line 2: "article" holds half of a surrogate pair'),
        (item_json(id="q1"), 'line 2: the id "q1" was used on line 1'),
        (item_json(id="q2", type=3), 'line 2: "type" is 3'),
        ('{"id": "q2", "question": "Who?"}', 'line 2: "answers" is missing'),
        (item_json(id="q2", answers="nine"), 'line 2: "answers" is "nine", not a list'),
        (item_json(id="q2", answers=None), 'line 2: "answers" is null, not a list'),
        (item_json(id="q2", answers=["nine", 9]), 'line 2: "answers"[1] is 9, not a string'),
        (item_json(id="q2", answers=["nine", ""]), 'line 2: "answers"[1] is empty'),
        (item_json(id="q2", evidence="x"), 'line 2: "evidence" is "x", not a list'),
        (item_json(id="q2", evidence=["  "]), 'line 2: "evidence"[0] is empty'),
        (item_json(id="q2", history={}), 'line 2: "history" is {}, not a list'),
        (item_json(id="q2", history=["Who?"]), 'line 2: "history"[0] is "Who?"'),
        (item_json(id="q2", history=[{"question": "Who?"}]), 'line 2: "history"[0] is {"question": "Who?"}'),
        (item_json(id="q2", history=[{"question": "", "answer": "x"}]), 'question of "history"[0] is empty'),
        (item_json(id="q2", history=[{"question": "Who?", "answer": 1}]), 'answer of "history"[0] is 1'),
        ('{"id": "q2", "question": "\\ud800", "answers": []}', "half of a surrogate pair"),
        ('{"id": ' + "[" * 100_000, "line 2: not JSON that can be read"),
        ('{"id": ' + "9" * 5000 + "}", "line 2: not JSON that can be read"),
    ],
)
def test_malformed_lines_are_named_in_one_line_with_a_remedy(tmp_path: Path, line: str, wrong: str) -> None:
    path = written(tmp_path / "gold.jsonl", f"{GOOD}\n{line}\n")
    with pytest.raises(BadGold) as raised:
        read_gold(path)
    message = str(raised.value)
    assert message.startswith(f"{path}, line 2: ")
    assert wrong in message
    assert "\n" not in message
    assert message.count("; ") >= 1
    assert len(message) < len(str(path)) + 300


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff"])
def test_empty_files_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadGold, match=r"gold\.jsonl: the file is empty; "):
        read_gold(written(tmp_path / "gold.jsonl", text))


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match=r"gold\.jsonl: no such gold file; give "):
        read_gold(tmp_path / "gold.jsonl")


def test_other_encodings_are_named_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(GOOD.encode() + b"\n" + item_json(id="caf\u00e9").encode() + b'\n{"id": "caf\xe9"}')
    with pytest.raises(BadGold, match="line 3: not UTF-8; save the file as UTF-8"):
        read_gold(path)


def test_line_separators_inside_strings_do_not_break_lines(tmp_path: Path) -> None:
    line = json.dumps({"id": "q1", "question": "Who\u2028then?", "answers": []}, ensure_ascii=False)
    assert read_gold(written(tmp_path / "g.jsonl", line)).items[0].question == "Who\u2028then?"


def test_a_folder_of_pairs_gives_articles_and_items(tmp_path: Path) -> None:
    for name in ("b", "a"):
        written(tmp_path / f"{name}.md", f"Article {name}.")
        written(tmp_path / f"{name}.jsonl", item_json(id=f"{name}-1", article="elsewhere"))
    written(tmp_path / "README.md", "About these.")
    gold = read_gold(tmp_path)
    assert [article.id for article in gold.articles] == ["a", "b"]
    assert [article.path for article in gold.articles] == [tmp_path / "a.md", tmp_path / "b.md"]
    assert [(item.id, item.article) for item in gold.items] == [("a-1", "a"), ("b-1", "b")]
    before = gold.sha256
    written(tmp_path / "a.md", "Article a, mended.")
    assert read_gold(tmp_path).sha256 != before


def test_faults_of_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="no pairs"):
        read_gold(tmp_path)
    written(tmp_path / "a.jsonl", item_json(id="same"))
    with pytest.raises(BadGold, match=r"a\.jsonl: its article a\.md is missing"):
        read_gold(tmp_path)
    written(tmp_path / "a.md", "x")
    written(tmp_path / "b.md", "x")
    written(tmp_path / "b.jsonl", item_json(id="same"))
    with pytest.raises(BadGold, match=r'b\.jsonl, line 1: the id "same" was used in a\.jsonl'):
        read_gold(tmp_path)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
ITEMS = st.lists(
    st.builds(
        GoldItem,
        id=TEXT,
        type=TEXT,
        question=TEXT,
        answers=st.lists(TEXT, max_size=3, unique=True).map(tuple),
        evidence=st.lists(TEXT, max_size=2, unique=True).map(tuple),
        history=st.lists(st.builds(Turn, TEXT, st.just("") | TEXT), max_size=2).map(tuple),
        article=st.none() | TEXT,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda item: item.id,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(ITEMS, st.booleans())
def test_written_items_are_read_back(tmp_path: Path, items: list[GoldItem], escaped: bool) -> None:
    text = "\n".join(json.dumps(asdict(item), ensure_ascii=escaped) for item in items)
    assert read_gold(written(tmp_path / "gold.jsonl", text)).items == tuple(items)
