from __future__ import annotations

from eval.metrics.abstention import Abstention, abstention


def test_counts_each_of_the_four_cases() -> None:
    pairs = [(True, True)] * 4 + [(True, False)] * 1 + [(False, True)] * 2 + [(False, False)] * 6
    table = abstention(pairs)
    assert table == Abstention(4, 1, 2, 6)
    assert table.false_refusal_rate == 1 / 5
    assert table.false_answer_rate == 2 / 8


def test_rates_without_questions_are_none() -> None:
    assert abstention([]).false_answer_rate is None
    assert abstention([(False, True)]).false_refusal_rate is None
