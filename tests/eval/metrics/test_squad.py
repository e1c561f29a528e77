from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.squad import squad_scores
from rag.errors import BadInput

ANSWERS = {"a": ("nine weeks",), "b": ("Ines Okafor", "Okafor"), "c": (), "d": ()}
PREDICTIONS = {"a": "nine long weeks", "b": "Okafor", "c": "", "d": "March"}


def test_means_over_all_and_by_kind() -> None:
    scores = squad_scores(ANSWERS, PREDICTIONS)
    # F1 of a: p = 2/3, r = 1 -> 0.8; b: 1; c: refused, 1; d: 0
    assert scores == pytest.approx(
        {
            "exact": 50.0,
            "f1": 70.0,
            "total": 4,
            "HasAns_exact": 50.0,
            "HasAns_f1": 90.0,
            "HasAns_total": 2,
            "NoAns_exact": 50.0,
            "NoAns_f1": 50.0,
            "NoAns_total": 2,
        }
    )


def test_best_thresholds_from_no_answer_probabilities() -> None:
    na_prob = {"a": 0.4, "b": 0.1, "c": 0.9, "d": 0.2}
    scores = squad_scores(ANSWERS, PREDICTIONS, na_prob)
    # from 2 (both refused): b +1 = 3; d -1 = 2; a: exact +0 = 2, F1 +0.8 = 2.8; c +0
    assert scores["best_exact"] == 75.0
    assert scores["best_exact_thresh"] == 0.1
    assert scores["best_f1"] == 75.0
    assert scores["best_f1_thresh"] == 0.1


def test_a_later_threshold_wins_where_it_pays() -> None:
    na_prob = {"a": 0.2, "b": 0.1, "c": 0.9, "d": 0.6}
    scores = squad_scores(ANSWERS, PREDICTIONS, na_prob)
    assert (scores["best_exact"], scores["best_exact_thresh"]) == (75.0, 0.1)
    assert scores["best_f1"] == pytest.approx(95.0)
    assert scores["best_f1_thresh"] == 0.2


def test_refusing_all_is_best_at_threshold_zero() -> None:
    scores = squad_scores({"c": (), "d": ()}, {"c": "x", "d": "y"}, {"c": 0.5, "d": 0.6})
    assert (scores["best_exact"], scores["best_exact_thresh"]) == (100.0, 0.0)
    assert scores["exact"] == 0.0


def test_predictions_above_the_threshold_are_refusals() -> None:
    na_prob = {"a": 0.0, "b": 0.8, "c": 0.0, "d": 0.8}
    scores = squad_scores(ANSWERS, PREDICTIONS, na_prob, threshold=0.7)
    assert (scores["HasAns_exact"], scores["NoAns_exact"]) == (0.0, 100.0)
    assert squad_scores(ANSWERS, PREDICTIONS, na_prob, threshold=0.8)["HasAns_exact"] == 50.0


def test_an_answer_of_articles_alone_wants_the_empty_prediction_but_counts_as_answerable() -> None:
    scores = squad_scores({"a": ("The",)}, {"a": ""})
    assert (scores["HasAns_exact"], scores["HasAns_total"]) == (100.0, 1)
    assert "NoAns_exact" not in scores


def test_missing_predictions_are_named() -> None:
    with pytest.raises(BadInput, match='2 questions have no prediction, the first is "c"'):
        squad_scores(ANSWERS, {"a": "", "b": ""})
    with pytest.raises(BadInput, match="no-answer probability"):
        squad_scores(ANSWERS, PREDICTIONS, {"a": 0.0})
    with pytest.raises(BadInput, match="no questions"):
        squad_scores({}, {})


@given(
    st.dictionaries(
        st.text(max_size=3),
        st.tuples(
            st.lists(st.sampled_from(["nine weeks", "nine", "the"]), max_size=2),
            st.sampled_from(["", "nine", "nine weeks", "the"]),
            st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        ),
        min_size=1,
    )
)
def test_best_is_at_least_refusing_everything(rows: dict[str, tuple[list[str], str, float]]) -> None:
    answers = {key: row[0] for key, row in rows.items()}
    scores = squad_scores(
        answers, {key: row[1] for key, row in rows.items()}, {key: row[2] for key, row in rows.items()}
    )
    refusing = 100.0 * sum(not gold for gold in answers.values()) / len(answers)
    for name in ("exact", "f1"):
        assert refusing <= scores[f"best_{name}"] <= 100.0 + 1e-9
        assert 0.0 <= scores[name] <= 100.0
