"""What went wrong with an item, in one of a few words that a reader can act on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from eval.scoring import Score

Cause = Literal["right", "false answer", "false refusal", "wrong words", "wrong passage", "not scored"]

MEANINGS: dict[Cause, str] = {
    "right": "a gold answer was said, or an unanswerable question refused",
    "false answer": "answered although the article does not say",
    "false refusal": "refused although the article says",
    "wrong words": "cites the gold evidence, or there is none to compare with, but says no gold answer",
    "wrong passage": "cites other words than the gold evidence, and says no gold answer",
    "not scored": "the question could not be asked, which is apart from being wrong",
}


def cause(score: Score) -> Cause:
    """Name how an item went."""
    if score.error is not None:
        return "not scored"
    if score.right:
        return "right"
    if not score.answerable:
        return "false answer"
    if not score.answered:
        return "false refusal"
    return "wrong passage" if score.evidence_overlap is False else "wrong words"


def count_causes(scores: Iterable[Score]) -> dict[Cause, int]:
    """Count every cause, those that never occur too, in the order of `MEANINGS`."""
    found = [cause(score) for score in scores]
    return {name: found.count(name) for name in MEANINGS}
