from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.containment import contains
from eval.metrics.exact_match import exact_match
from eval.metrics.text import normalise
from eval.metrics.token_f1 import pair_f1, token_f1

WORDS = st.lists(
    st.sampled_from(["a", "the", "nine", "weeks", "march", "3", "okafor,", "Nine", "-", "x"]), max_size=6
).map(" ".join)
ANSWERS = st.lists(WORDS, max_size=3)


def test_exact_match_takes_any_gold_answer() -> None:
    assert exact_match("The nine weeks.", ["9 weeks", "nine weeks"])
    assert not exact_match("nine weeks long", ["9 weeks", "nine weeks"])


def test_only_a_refusal_matches_an_unanswerable_question() -> None:
    assert exact_match("", [])
    assert not exact_match("nine", [])
    assert (token_f1("", []), token_f1("nine", [])) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("prediction", "answer", "expected"),
    [
        ("nine long weeks", "nine weeks", 2 * (2 / 3) * 1 / (2 / 3 + 1)),
        ("nine nine", "nine", 2 * 0.5 * 1 / 1.5),
        ("nine nine", "nine nine six six", 2 * 1 * 0.5 / 1.5),
        ("ten", "nine", 0.0),
        ("the", "a", 1.0),
        ("the", "nine", 0.0),
    ],
)
def test_f1_counts_common_words_as_bags(prediction: str, answer: str, expected: float) -> None:
    assert pair_f1(prediction, answer) == expected


def test_f1_takes_the_best_gold_answer() -> None:
    assert token_f1("nine weeks", ["from March 3", "the nine weeks"]) == 1.0


@given(WORDS, ANSWERS)
def test_f1_is_bounded_and_one_for_exact_matches(prediction: str, answers: list[str]) -> None:
    value = token_f1(prediction, answers)
    assert 0.0 <= value <= 1.0
    if exact_match(prediction, answers):
        assert value == 1.0


@given(WORDS, WORDS)
def test_f1_and_exact_match_are_symmetric(one: str, other: str) -> None:
    assert pair_f1(one, other) == pytest.approx(pair_f1(other, one))
    if normalise(one) and normalise(other):
        assert exact_match(one, [other]) == exact_match(other, [one])


@given(WORDS, WORDS, WORDS)
def test_a_gold_answer_is_contained_in_any_text_around_it(before: str, answer: str, after: str) -> None:
    assert contains([f"{before} {answer} {after}"], [answer]) == bool(normalise(answer))


@given(WORDS, ANSWERS)
def test_exact_matches_with_words_are_contained(prediction: str, answers: list[str]) -> None:
    if normalise(prediction) and exact_match(prediction, answers):
        assert contains([prediction], answers)


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("The bridge closes for nine weeks.", "nine weeks", True),
        ("The bridge closes for the nine weeks.", "for nine", True),
        ("nine long weeks", "nine weeks", False),
        ("weeks nine", "nine weeks", False),
        ("A woman said so.", "Oman", False),
        ("Trade with Oman, he said.", "Oman", True),
        ("“Four million” pounds", "four million pounds", True),
        ("the board’s chair", "the board's chair", True),
        ("in October—if at all", "October", True),
        ("from 2019–2020", "2019-2020", True),
        ("anything", "the", False),
        ("", "nine", False),
    ],
)
def test_containment_is_of_whole_words_in_order(text: str, answer: str, expected: bool) -> None:
    assert contains([text], [answer]) is expected


def test_containment_looks_at_every_text_but_not_across_them() -> None:
    assert contains(["closed", "for nine weeks"], ["nine weeks"])
    assert not contains(["for nine", "weeks"], ["nine weeks"])
    assert not contains(["nine"], [])
