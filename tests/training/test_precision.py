"""How far two exports are apart is told pair by pair."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.reading.spans import WEIGHTS, Guess
from training.precision import Apart, apart, best_spans

TEXT = "The bridge was opened by Ines Okafor on Monday. It cost 14 million dollars, paid by the harbour board."


def test_an_export_is_not_apart_from_itself_and_a_shift_alone_is_no_noise() -> None:
    some = [Guess(0, 3, 9, 2.0, 1.0), Guess(0, 5, 9, -1.0, 0.5)]
    assert apart(some, some) == Apart(0.0, 0.0, 1.0)
    assert apart(some, [replace(one, margin=one.margin + 1) for one in some]).margin == 0.0
    moved = apart(some, [replace(some[0], margin=4.0, end=8), some[1]])
    assert moved.margin == pytest.approx(1.0)
    assert (moved.verdict, moved.same) == (0.0, 0.5)


def test_the_best_span_of_each_pair_is_compared() -> None:
    first, second = best_spans(WEIGHTS, [("Who opened the bridge?", TEXT), ("How much did it cost?", TEXT)])
    assert TEXT[first.start : first.end] == "Ines Okafor"
    assert TEXT[second.start : second.end].startswith("14 million")
