"""The likeliest sentences read once more, each with its neighbours alone: what is seen in much text may be a slip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.reading.spans import Guess
from rag.reading.stretches import Stretch
from rag.types import Span

# Of the sentences of a question, so many are read again: more tell no better, and take their time.
MOST = 3
# Nor is one read again that is this far behind the likeliest, or so unlikely by itself; both in fifths of a logit. On
# development questions that tells answers as well as three readings each time do, and 1.1 are read.
BEHIND = 1.0
HOPELESS = -1.5

Guesses = Callable[[str, Sequence[str]], Sequence[Guess]]


@dataclass(frozen=True, slots=True)
class _Closeup:
    """A sentence with the one before and the one after it; `text` starts at character `start` of the document."""

    sentence: Span
    start: int
    text: str


def likeliest(likelihoods: Sequence[float]) -> list[int]:
    """Return the numbers of the sentences that are worth a second reading, likeliest first; there may be none.

    Args:
        likelihoods: of each sentence, margin and verdict together, in fifths of a logit.
    """
    order = sorted(range(len(likelihoods)), key=lambda number: -likelihoods[number])[:MOST]
    least = max(HOPELESS, max(likelihoods, default=0.0) - BEHIND)
    return [number for number in order if likelihoods[number] >= least]


def reread(
    question: str, sentences: Sequence[Span], stretches: Sequence[Stretch], guesses: Guesses
) -> dict[Span, Guess]:
    """Return what the network makes of each sentence now: its best span in it; none where it sees none.

    Args:
        question: the question.
        sentences: those to read again.
        stretches: what was read, in which they stand.
        guesses: the network: a question and texts -> its spans.
    """
    closeups = [_closeup(sentence, stretches) for sentence in sentences]
    best: dict[Span, Guess] = {}
    for guess in guesses(question, [closeup.text for closeup in closeups]):
        closeup = closeups[guess.text]
        inside = closeup.sentence.start <= closeup.start + guess.start < closeup.sentence.end
        known = best.get(closeup.sentence)
        if inside and (known is None or guess.margin > known.margin):
            best[closeup.sentence] = guess
    return best


def _closeup(sentence: Span, stretches: Sequence[Stretch]) -> _Closeup:
    stretch, place = next(
        (stretch, place)
        for stretch in stretches
        if stretch.document == sentence.document
        for place, one in enumerate(stretch.sentences)
        if one.start == sentence.start
    )
    near = stretch.sentences[max(0, place - 1) : place + 2]
    return _Closeup(sentence, near[0].start, stretch.text[near[0].start - stretch.start : near[-1].end - stretch.start])
