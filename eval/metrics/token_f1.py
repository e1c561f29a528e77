"""F1 over words (Rajpurkar et al. 2016)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from eval.metrics.text import accepted, tokens


def token_f1(prediction: str, answers: Iterable[str]) -> float:
    """The best F1 of the prediction with a gold answer, in [0, 1].

    Over the normalised words as bags: with n words in common, precision p = n / words of the prediction, recall
    r = n / words of the answer, F1 = 2pr / (p + r). Where either has no words, 1 if both have none, else 0.

    Args:
        prediction: what was answered; "" for a refusal.
        answers: the gold answers; none where the question cannot be answered, so that only "" is right.
    """
    return max(pair_f1(prediction, answer) for answer in accepted(answers))


def pair_f1(prediction: str, answer: str) -> float:
    """F1 of one prediction with one gold answer, in [0, 1]; the same with the two swapped."""
    said, gold = tokens(prediction), tokens(answer)
    if not said or not gold:
        return float(said == gold)
    common = (Counter(said) & Counter(gold)).total()
    if not common:
        return 0.0
    precision, recall = common / len(said), common / len(gold)
    return 2 * precision * recall / (precision + recall)
