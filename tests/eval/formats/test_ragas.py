from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.formats.ragas import sample
from eval.gold import GoldItem, read_gold
from rag.errors import BadGold
from rag.types import Turn
from tests.eval.scripted import answered, item, refused, written

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)


def read(folder: Path, *samples: dict[str, object]) -> tuple[GoldItem, ...]:
    return read_gold(written(folder / "set.jsonl", "\n".join(map(json.dumps, samples)))).items


def test_new_keys(tmp_path: Path) -> None:
    (found, other) = read(
        tmp_path,
        {
            "user_input": "When will it close?",
            "reference": "March 3",
            "reference_contexts": ["<1-hop>\n\nIt will close on March 3.", "Ferries will run."],
            "retrieved_contexts": ["Something else."],
            "response": "In May.",
            "synthesizer_name": "single_hop_specific_query_synthesizer",
        },
        {"user_input": "Who paid?", "reference": ""},
    )
    assert found == GoldItem(
        "q1",
        "single_hop_specific_query_synthesizer",
        "When will it close?",
        ("March 3",),
        ("It will close on March 3.", "Ferries will run."),
    )
    assert (other.id, other.answerable, other.type) == ("q2", False, "untyped")


def test_old_keys(tmp_path: Path) -> None:
    made, asked, older = read(
        tmp_path,
        {"question": "When?", "ground_truth": "March 3", "contexts": ["It closes on March 3."]},
        {"question": "When?", "ground_truth": "March 3", "contexts": ["What a system found."], "answer": "May"},
        {"question": "When?", "ground_truths": ["March 3", "3 March"]},
    )
    assert made.evidence == ("It closes on March 3.",)
    assert asked.evidence == ()
    assert older.answers == ("March 3", "3 March")


def test_one_json_list_is_read_too(tmp_path: Path) -> None:
    path = written(tmp_path / "set.json", json.dumps([{"user_input": "When?", "reference": "March 3"}], indent=1))
    assert read_gold(path).items[0].answers == ("March 3",)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"user_input": "When?"}, 'line 2: "reference" is missing; add the right answer'),
        ({"user_input": "When?", "reference": None}, 'line 2: "reference" is missing'),
        ({"user_input": "When?", "reference": 3}, 'line 2: "reference" is 3, not a string'),
        ({"user_input": [{"content": "Hi", "type": "human"}], "reference": "x"}, 'line 2: "user_input" is a conv'),
        ({"user_input": " ", "reference": "x"}, 'line 2: "user_input" is empty'),
        ({"user_input": "When?", "reference": "x", "reference_contexts": "x"}, "not a list"),
        ({"reference": "x"}, 'line 2: "question" is missing'),
    ],
)
def test_faults_are_named(tmp_path: Path, fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(BadGold) as raised:
        read(tmp_path, {"user_input": "Who?", "reference": "Okafor"}, fields)
    assert wrong in str(raised.value)


def test_contexts_that_stand_nowhere_are_no_error(tmp_path: Path) -> None:
    path = written(tmp_path / "set.jsonl", json.dumps({"user_input": "When?", "reference": "March"}))
    assert not read_gold(path).quoted


def test_an_answer_goes_out_with_the_quotes_it_stands_on() -> None:
    quote = "Ines Okafor chairs the harbour board."
    asked = item("q1", "And who?", "Okafor", evidence=(quote,), history=(Turn("Who?", "Nobody."),))
    written_out = sample(asked, answered("Ines Okafor chairs it. [1]", quote=quote))
    assert written_out["retrieved_contexts"] == [quote]
    assert written_out["response"] == "Ines Okafor chairs it. [1]"
    assert written_out["user_input"] == "?"  # the question as it was understood
    assert sample(item("q2", "Why?"), refused())["reference"] == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.builds(
            GoldItem,
            id=TEXT,
            type=TEXT,
            question=TEXT,
            answers=st.lists(TEXT, max_size=3, unique=True).map(tuple),
            evidence=st.lists(TEXT.filter(lambda text: "<" not in text), max_size=2, unique=True).map(tuple),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one.id,
    )
)
def test_written_samples_are_read_back(tmp_path: Path, items: list[GoldItem]) -> None:
    assert read(tmp_path, *map(sample, items)) == tuple(items)
