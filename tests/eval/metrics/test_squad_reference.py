"""The numbers of SQuAD's own evaluate-v2.0, to the last digit.

`squad/gold.json` is a small SQuAD file written for this test; `squad/reference.json` holds what the published
definitions give for `squad/predictions.json` and `squad/na_prob.json`, worked out by `squad/make.py`, which shares no
code with `eval` and keeps the official script's order of operations.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.gold import read_gold
from eval.metrics.squad import squad_scores
from tests.eval.metrics.squad.make import HERE, questions, reference

PREDICTIONS: dict[str, str] = json.loads((HERE / "predictions.json").read_text(encoding="utf-8"))
NA_PROB: dict[str, float] = json.loads((HERE / "na_prob.json").read_text(encoding="utf-8"))
REFERENCE: dict[str, dict[str, float]] = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))
WORDS = st.lists(st.sampled_from("the a nine weeks, (nine) Okafor A-846 “north” é".split()), max_size=4).map(" ".join)


@pytest.mark.parametrize("threshold", ["1.0", "0.5"])
def test_numbers_of_the_official_script_to_the_last_digit(threshold: str) -> None:
    gold = {item.id: item.answers for item in read_gold(HERE / "gold.json").items}
    assert squad_scores(gold, PREDICTIONS, NA_PROB, float(threshold)) == REFERENCE[threshold]


def test_the_reference_values_are_those_that_the_definitions_give() -> None:
    assert reference(questions(), PREDICTIONS, NA_PROB, 1.0) == REFERENCE["1.0"]
    # a file on which every case shows: the best threshold refuses some, and is not the same for both scores
    assert 0 < REFERENCE["1.0"]["best_exact_thresh"] < REFERENCE["1.0"]["best_f1_thresh"] < 1
    assert REFERENCE["1.0"]["exact"] < REFERENCE["0.5"]["exact"]


@given(
    st.dictionaries(
        st.text(max_size=2),
        st.tuples(st.lists(WORDS, max_size=3), WORDS, st.floats(0, 1)),
        min_size=1,
    ),
    st.floats(0, 1),
)
def test_any_file_gives_the_same_numbers(rows: dict[str, tuple[list[str], str, float]], threshold: float) -> None:
    # both kinds of questions, for the reference gives both rows always
    rows |= {"yes": (["nine"], "nine", 0.5), "no": ([], "", 0.5)}
    gold = {key: row[0] for key, row in rows.items()}
    said = {key: row[1] for key, row in rows.items()}
    doubt = {key: row[2] for key, row in rows.items()}
    assert squad_scores(gold, said, doubt, threshold) == reference(gold, said, doubt, threshold)


def test_the_reference_shares_no_code_with_eval() -> None:
    assert "import eval" not in (source := (HERE / "make.py").read_text(encoding="utf-8"))
    assert "from eval" not in source
