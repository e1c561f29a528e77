from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.checking import Checked, check_gold
from rag.documents import load
from rag.types import Document
from tests.eval.scripted import TEXT, document, written

ROOT = Path(__file__).parents[2]
GOOD: dict[str, object] = {
    "id": "q1",
    "type": "factoid",
    "question": "Who chairs the harbour board?",
    "answers": ["Ines Okafor", "Okafor"],
    "evidence": ["Ines Okafor chairs the harbour board."],
}


def article(path: Path, id: str) -> Document:
    return load(path, id=id)


def other(**fields: object) -> str:
    base = GOOD | {"id": "q2", "question": "Who leads the board?"}
    return json.dumps({key: value for key, value in (base | fields).items() if value != "LEFT OUT"})


def checked(folder: Path, *lines: str | dict[str, object], **more: object) -> Checked:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    types = more.get("types", ())
    assert isinstance(types, tuple)
    return check_gold(written(folder / "gold.jsonl", text), article, [document()], types)


# One line each: what is wrong, and what to do.
MALFORMED = {
    "no JSON": ("{nonsense", "not JSON", "mend that line"),
    "cut off": (other()[:-20], "not JSON", "mend that line"),
    "too deep": ('{"id": ' + "[" * 100_000, "not JSON that can be read", "mend it"),
    "no object": ("[1]", "[1] is not a JSON object", "write {"),
    "id missing": (other(id="LEFT OUT"), '"id" is missing', 'add "id"'),
    "id no string": (other(id=7), '"id" is 7, not a string', "double quotes"),
    "id empty": (other(id=" "), '"id" is empty', "fill it in"),
    "id twice": (other(id="q1"), 'the id "q1" was used on line 1', "an id of its own"),
    "question missing": (other(question="LEFT OUT"), '"question" is missing', "add"),
    "question empty": (other(question=" "), '"question" is empty', "fill it in"),
    "question without words": (other(question="?!"), 'cannot be asked', "type one"),
    "question too long": (other(question="who " * 900), 'cannot be asked', "Ask in fewer words"),
    "question no string": (other(question=["Who?"]), '"question" is ["Who?"], not a string', "double quotes"),
    "question twice": (
        other(question="who chairs  the harbour board"), 'the question of "q2" was asked on line 1', "take one out"
    ),
    "half a character": (other(question="\ud800 who"), "half of a surrogate pair", "UTF-8"),
    "answers missing": (other(answers="LEFT OUT"), '"answers" is missing', 'add "answers": [...]'),
    "answers no list": (other(answers="Okafor"), '"answers" is "Okafor", not a list', 'write "answers": [...]'),
    "answer empty": (other(answers=["Okafor", ""]), '"answers"[1] is empty', "take it out"),
    "answer no string": (other(answers=[9]), '"answers"[0] is 9, not a string', "double quotes"),
    "answer that is none": (other(answers=["N/A"]), '"N/A" of "q2" is no answer', 'write "answers": []'),
    "answer not in the evidence": (other(answers=["Smith"]), 'no answer of "q2" is in its evidence', "quote the words"),
    "answer but no evidence": (other(evidence=[]), '"q2" has no evidence', "quote the words of the article"),
    "evidence no list": (other(evidence="Ines"), '"evidence" is "Ines", not a list', "write"),
    "evidence empty": (other(evidence=[""]), '"evidence"[0] is empty', "take it out"),
    "evidence not verbatim": (
        other(evidence=["Okafor leads the board."]), 'its evidence "Okafor leads the board." is not in', "word for word"
    ),
    "evidence that stands twice": (
        other(answers=["bo"], evidence=["bo"]), 'its evidence "bo" stands 2 times in the article', "quote more of"
    ),
    "evidence but no answer": (other(type="near_miss", answers=[]), '"q2" has evidence but no answers', "take the ev"),
    "type unknown": (other(type="factiod"), 'the type "factiod" is not known', "write one of factoid, list"),
    "type no string": (other(type=3), '"type" is 3, not a string', "double quotes"),
    "type against the answers": (other(type="near_miss"), '"q2" is near_miss, which has no answer', "mend its type"),
    "type against no answers": (
        other(answers=[], evidence=[]), '"q2" is factoid, which has an answer, and lists none', "add its answers"
    ),
    "history no list": (other(history={}), '"history" is {}, not a list', "write"),
    "turn without answer": (other(history=[{"question": "Who?"}]), '"history"[0] is', 'write {"question"'),
    "status unknown": (other(status="done"), '"status" is "done"', 'write "proposed" or "accepted"'),
    "key misspelt": (other(Evidences=["x"]), '"Evidences" is no key of an item', 'write "evidence"'),
    "article unknown": (other(article="tunnel"), 'there is no article "tunnel"', "write one of these: bridge"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_item_is_named_with_its_line_and_a_remedy(tmp_path: Path, kind: str) -> None:
    line, wrong, remedy = MALFORMED[kind]
    found = checked(tmp_path, GOOD, line)
    (fault,) = found.faults
    assert fault.startswith(f"{tmp_path / 'gold.jsonl'}, line 2: ")
    assert wrong in fault
    assert remedy in fault.partition("; ")[2]
    assert "\n" not in fault


def test_there_are_more_than_twenty_kinds() -> None:
    assert len(MALFORMED) >= 20


@pytest.mark.parametrize(
    ("name", "data", "wrong"),
    [
        ("g.jsonl", b"", "g.jsonl: the file is empty; write one item a line"),
        ("g.jsonl", json.dumps(GOOD).encode() + b"\n\xff", "g.jsonl, line 2: not UTF-8; save the file as UTF-8"),
        ("g.jsonl", json.dumps(GOOD).encode("utf-16"), "g.jsonl, line 1: not UTF-8; save"),
        ("g.json", b'{"data": [', "g.json, line 1: not JSON"),
        ("g.csv", b"a,b\n1,2", 'g.csv, line 1: no column is named "question"; begin'),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, data: bytes, wrong: str) -> None:
    (tmp_path / name).write_bytes(data)
    (fault,) = check_gold(tmp_path / name, article).faults
    assert wrong in fault
    (missing,) = check_gold(tmp_path / "nowhere.jsonl", article).faults
    assert "no such gold file; give" in missing


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    found = checked(tmp_path, GOOD, *(line for line, _, _ in MALFORMED.values()))
    assert {line for fault in found.faults for line in [fault.split(":")[0]]} >= {
        f"{tmp_path / 'gold.jsonl'}, line {number}" for number in (2, 3, 20, 30)
    }
    assert len(found.faults) >= len(MALFORMED)


def test_a_good_set_has_none_and_proposals_are_counted(tmp_path: Path) -> None:
    more = other(id="q2", type="near_miss", question="Who?", answers=[], evidence=[], status="proposed", near="x")
    found = checked(tmp_path, GOOD, more)
    assert (found.faults, found.items, found.answerable, found.proposed) == ((), 2, 1, 1)
    assert (found.first_proposal, found.compared) == ("line 2", True)


def test_a_type_of_ones_own_can_be_allowed(tmp_path: Path) -> None:
    assert checked(tmp_path, GOOD | {"type": "legal"}).faults
    assert not checked(tmp_path, GOOD | {"type": "legal"}, types=("legal",)).faults


def test_the_same_question_may_follow_other_turns(tmp_path: Path) -> None:
    turns = [{"question": "Who leads it?", "answer": "Okafor."}]
    assert not checked(tmp_path, GOOD, GOOD | {"id": "q2", "history": turns}).faults


def test_a_pair_is_held_against_its_own_article(tmp_path: Path) -> None:
    written(tmp_path / "bridge.md", TEXT)
    written(tmp_path / "tunnel.md", "The tunnel is open.")
    written(tmp_path / "bridge.jsonl", json.dumps(GOOD))
    written(tmp_path / "tunnel.jsonl", json.dumps(GOOD | {"id": "q2"}))
    written(tmp_path / "lost.jsonl", json.dumps(GOOD | {"id": "q3"}))
    lost, tunnel = check_gold(tmp_path, article).faults
    assert "lost.jsonl: its article lost.md is missing; put it beside" in lost
    assert f'{tmp_path / "tunnel.jsonl"}, line 1: its evidence "Ines Okafor' in tunnel


def test_without_its_article_evidence_is_not_looked_up(tmp_path: Path) -> None:
    found = check_gold(written(tmp_path / "g.jsonl", json.dumps(GOOD)), article)
    assert (found.faults, found.compared) == ((), False)


SAMPLES: dict[str, dict[str, object]] = {
    "ragas": {"user_input": "Who?", "reference": "Smith", "reference_contexts": ["In short, it was he."]},
    "deepeval": {"input": "Who?", "expected_output": "Smith", "context": ["In short, it was he."]},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_contexts_of_other_tools_are_looked_up_where_the_article_is_named(tmp_path: Path, name: str) -> None:
    found = checked(tmp_path, SAMPLES[name])
    assert (found.format, found.compared) == (name, True)
    (fault,) = found.faults
    assert 'line 1: its evidence "In short, it was he." is not in the article; copy the quote' in fault
    assert not check_gold(tmp_path / "gold.jsonl", article).faults


def test_questions_and_answers_of_squad_are_checked(tmp_path: Path) -> None:
    def entry(id: str, question: str, *answers: str) -> dict[str, object]:
        return {"id": id, "question": question, "answers": [{"text": one, "answer_start": 0} for one in answers]}

    qas = [
        entry("q1", "Who chairs the board?", "Ines Okafor", "Okafor"),
        entry("q2", "Who chairs the board?", "Okafor", "Smith"),
        entry("q3", "?!"),
        entry("q4", "who " * 900),
    ]
    squad = {"data": [{"title": "Bridge", "paragraphs": [{"context": TEXT, "qas": qas}]}]}
    found = check_gold(written(tmp_path / "squad.json", json.dumps(squad)), article)
    place = f"{tmp_path / 'squad.json'}, data[0].paragraphs[0].qas"
    answer, empty, long = found.faults
    assert answer == f'{place}[1]: the answer "Smith" of "q2" is not in its context; copy it word for word.'
    assert empty.startswith(f'{place}[2]: "question" of "q3" cannot be asked; mend it: ')
    assert long.startswith(f'{place}[3]: "question" of "q4" cannot be asked; mend it: ')
    assert (found.items, found.compared) == (4, True)


@pytest.mark.parametrize("name", ["news", "follow-ups", "article.jsonl"])
def test_the_shipped_sets_are_without_fault(name: str) -> None:
    corpus = [load(path) for path in (ROOT / "corpus").glob("*.md") if path.name != "README.md"]
    found = check_gold(ROOT / "eval" / "gold" / name, article, corpus if name == "article.jsonl" else ())
    assert (found.faults, found.proposed, found.compared) == ((), 0, True)


def test_a_table_of_separators_alone_is_told(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text(",,\n , ,\n")
    (fault,) = check_gold(tmp_path / "g.csv", article).faults
    assert "the table is empty" in fault


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_checked_without_a_crash(tmp_path: Path, data: bytes) -> None:
    for name in ("g.jsonl", "g.json", "g.csv"):
        (tmp_path / name).write_bytes(data)
        assert check_gold(tmp_path / name, article).faults
