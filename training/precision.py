"""How far two exports of one network are apart: `python -m training.precision FULL FOLDER [FOLDER ...]`.

Both read questions about development reports. Printed are the standard deviation of what they differ by, in logits, and
how often they point at the same words.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.reading.spans import Guess, SpanNetwork
from rag.reading.stretches import MOST_WORDS
from training.check_news import NEWS
from training.examples import news, sample

QUESTIONS = 250


@dataclass(frozen=True, slots=True)
class Apart:
    """Standard deviations of the differences of margins and of verdicts, in logits; share of the same spans."""

    margin: float
    verdict: float
    same: float


def main() -> None:
    """Compare from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("full", type=Path, help="folder of the export of full precision")
    parser.add_argument("folders", type=Path, nargs="+", help="folders of others")
    options = parser.parse_args()
    examples = sample(list(news(NEWS / "dev")), QUESTIONS, random.Random(0))  # noqa: S311 - the same each time
    pairs = [(one.question, " ".join(one.context.split()[:MOST_WORDS])) for one in examples]
    full = best_spans(options.full, pairs)
    print(f"full: margins spread by {statistics.pstdev(one.margin for one in full):.2f}")
    for folder in options.folders:
        found = apart(full, best_spans(folder, pairs))
        print(
            f"{folder}: margins off by {found.margin:.3f}, verdicts by {found.verdict:.3f}; same span {found.same:.1%}"
        )


def best_spans(folder: Path, pairs: Sequence[tuple[str, str]]) -> list[Guess]:
    """Return the best span that an export sees in the text of each pair of question and text."""
    network = SpanNetwork(folder)
    return [max(network.guesses(question, [text]), key=lambda guess: guess.margin) for question, text in pairs]


def apart(full: Sequence[Guess], other: Sequence[Guess]) -> Apart:
    """Compare two lists of best spans, pair by pair; raises `statistics.StatisticsError` if they are empty."""
    pairs = list(zip(full, other, strict=True))
    return Apart(
        margin=statistics.pstdev(one.margin - two.margin for one, two in pairs),
        verdict=statistics.pstdev(one.verdict - two.verdict for one, two in pairs),
        same=statistics.fmean((one.start, one.end) == (two.start, two.end) for one, two in pairs),
    )


if __name__ == "__main__":
    main()
