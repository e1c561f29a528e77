"""Examples to arrays: token ids, the tokens at which answers start and end, batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from training.examples import Example

Ids = npt.NDArray[np.int64]
# Lengths are rounded up to this, so that few shapes occur: the allocator of torch keeps memory for each shape it has
# seen.
ROUND = 16
LONGEST = 288


@dataclass(frozen=True, slots=True)
class Encoded:
    """One example as tokens. `start` and `end` are token positions (0: the context does not answer)."""

    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrays of examples x tokens, and of examples."""

    ids: Ids
    mask: Ids
    kinds: Ids
    start: Ids
    end: Ids


def encode(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Encoded]:
    """Encode examples; one whose answer lies beyond the longest input is left out."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    found = []
    for first in range(0, len(examples), 1000):
        some = examples[first : first + 1000]
        encodings = tokenizer.encode_batch([(example.question[:400], example.context) for example in some])
        for example, encoding in zip(some, encodings, strict=True):
            if (place := locate(encoding, example)) is not None:
                found.append(Encoded(tuple(encoding.ids), tuple(encoding.type_ids), *place))
    return found


def locate(encoding: Encoding, example: Example) -> tuple[int, int] | None:
    """Return the first and last token of the example's first answer, (0, 0) without one, None if it was cut off."""
    if not example.spans:
        return 0, 0
    left, right = example.spans[0]
    first, last = encoding.char_to_token(left, 1), encoding.char_to_token(right - 1, 1)
    return (first, last) if first is not None and last is not None and first <= last else None


def batches(encoded: Sequence[Encoded], size: int, chance: random.Random) -> Iterator[Batch]:
    """Yield shuffled batches of examples of like length."""
    order = sorted(range(len(encoded)), key=lambda position: len(encoded[position].ids) + chance.random() * 12)
    groups = [order[first : first + size] for first in range(0, len(order), size)]
    chance.shuffle(groups)
    for group in groups:
        yield batch([encoded[position] for position in group])


def batch(group: Sequence[Encoded]) -> Batch:
    """Pad examples to one length."""
    width = -(-max(len(one.ids) for one in group) // ROUND) * ROUND
    ids, mask, kinds = (np.zeros((len(group), width), dtype=np.int64) for _ in range(3))
    for row, one in enumerate(group):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
        kinds[row, : len(one.kinds)] = one.kinds
    starts = np.array([one.start for one in group], dtype=np.int64)
    return Batch(ids, mask, kinds, starts, np.array([one.end for one in group], dtype=np.int64))
