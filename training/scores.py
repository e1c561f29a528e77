"""Development scores while training: how good the spans are, and how well answers are told from near misses."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from training.encoding import LONGEST, Encoded, batch
from training.examples import Example
from training.model import SpanReader

LONGEST_SPAN = 40


@dataclass(frozen=True, slots=True)
class Guess:
    """What the reader makes of one example: its best span, that span's score above the null span's, its verdict."""

    text: str
    margin: float
    verdict: float

    @property
    def both(self) -> float:
        """The sum of margin and verdict."""
        return self.margin + self.verdict


@torch.no_grad()
def guesses(model: SpanReader, tokenizer: Tokenizer, examples: Sequence[Example], size: int = 64) -> list[Guess]:
    """Read examples in order."""
    model.eval()
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    found: list[Guess | None] = [None] * len(examples)
    encodings = tokenizer.encode_batch([(example.question[:400], example.context) for example in examples])
    order = sorted(range(len(examples)), key=lambda position: len(encodings[position].ids))
    for first in range(0, len(order), size):
        group = order[first : first + size]
        padded = batch([Encoded(tuple(encodings[p].ids), tuple(encodings[p].type_ids), 0, 0) for p in group])
        with torch.autocast("cpu", torch.bfloat16):
            starts, ends, verdicts = model(
                *(torch.from_numpy(part) for part in (padded.ids, padded.mask, padded.kinds))
            )
        for row, position in enumerate(group):
            left, right, score = best_span(starts[row].numpy(), ends[row].numpy())
            spans = encodings[position].offsets
            text = examples[position].context[spans[left][0] : spans[right][1]]
            null = float(starts[row, 0] + ends[row, 0])
            found[position] = Guess(text, score - null, float(verdicts[row]))
    model.train()
    return [guess for guess in found if guess is not None]


def best_span(start: np.ndarray, end: np.ndarray) -> tuple[int, int, float]:
    """Return the first and last token of the best span but the null span, and its score."""
    sums = np.triu(start[1:, None] + end[None, 1:]) + np.tril(np.full((len(start) - 1,) * 2, -1e9), -1)
    sums += np.triu(np.full_like(sums, -1e9), LONGEST_SPAN)
    left, right = divmod(int(sums.argmax()), len(start) - 1)
    return left + 1, right + 1, float(sums[left, right])


def token_f1(guess: str, gold: str) -> float:
    """Token F1 after SQuAD's normalisation (Rajpurkar et al. 2016)."""
    ours, theirs = _tokens(guess), _tokens(gold)
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common / (len(ours) + len(theirs)) if common else float(ours == theirs)


def _tokens(text: str) -> list[str]:
    kept = "".join(character for character in text.lower() if character not in string.punctuation)
    return [word for word in kept.split() if word not in {"a", "an", "the"}]


def area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that an answerable example outscores an unanswerable one.

    Equal scores count half.
    """
    _, places, times = np.unique(np.concatenate([positive, negative]), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2)[places]
    count = len(positive)
    return float((ranks[:count].sum() - count * (count + 1) / 2) / (count * len(negative)))


def summary(model: SpanReader, tokenizer: Tokenizer, sets: dict[str, list[Example]]) -> dict[str, dict[str, float]]:
    """Return, for each set, F1 over its answerable examples and the areas of margin, verdict and their sum."""
    found = {}
    for name, examples in sets.items():
        read = list(zip(examples, guesses(model, tokenizer, examples), strict=True))
        yes = [(example, guess) for example, guess in read if example.spans]
        no = [guess for example, guess in read if not example.spans]
        f1 = [max(token_f1(guess.text, example.context[a:b]) for a, b in example.spans) for example, guess in yes]
        found[name] = {"f1": float(np.mean(f1)), "count": float(len(read))}
        if no:
            found[name] |= {
                "auc_margin": area([guess.margin for _, guess in yes], [guess.margin for guess in no]),
                "auc_verdict": area([guess.verdict for _, guess in yes], [guess.verdict for guess in no]),
                "auc_both": area([guess.both for _, guess in yes], [guess.both for guess in no]),
            }
    return found
