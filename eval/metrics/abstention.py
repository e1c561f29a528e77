"""Answering and refusing against what could be answered (as in the SQuAD 2.0 task, Rajpurkar et al. 2018)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abstention:
    """How many questions of each kind were answered and refused."""

    answerable_answered: int
    answerable_refused: int
    unanswerable_answered: int
    unanswerable_refused: int

    @property
    def false_answer_rate(self) -> float | None:
        """Unanswerable questions that were answered / unanswerable questions; None where there are none."""
        return _share(self.unanswerable_answered, self.unanswerable_refused)

    @property
    def false_refusal_rate(self) -> float | None:
        """Answerable questions that were refused / answerable questions; None where there are none."""
        return _share(self.answerable_refused, self.answerable_answered)


def abstention(pairs: Iterable[tuple[bool, bool]]) -> Abstention:
    """Count pairs of (answerable, answered)."""
    counts = {(answerable, answered): 0 for answerable in (True, False) for answered in (True, False)}
    for pair in pairs:
        counts[pair] += 1
    return Abstention(*counts.values())


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part + rest else None
