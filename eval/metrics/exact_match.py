"""Exact match (Rajpurkar et al. 2016)."""

from __future__ import annotations

from collections.abc import Iterable

from eval.metrics.text import accepted, normalise


def exact_match(prediction: str, answers: Iterable[str]) -> bool:
    """Whether the prediction equals one of the gold answers, both normalised.

    Args:
        prediction: what was answered; "" for a refusal.
        answers: the gold answers; none where the question cannot be answered, so that only "" is right.
    """
    said = normalise(prediction)
    return any(normalise(answer) == said for answer in accepted(answers))
