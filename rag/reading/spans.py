"""The span reader's network at work: for each chunk, where an answer may start and end, and whether there is one.

The network that ships is trained and exported by `training/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from rag.errors import ModelFault
from rag.exporting import GRAPH
from rag.runtime import Array, Network

WEIGHTS = Path(__file__).parent / "weights"
# The longest input in tokens, and by how many tokens the windows of a longer chunk overlap.
LONGEST, OVERLAP = 320, 96
LONGEST_QUESTION = 100
LONGEST_SPAN = 48
# Spans kept of each window.
BEST = 40


@dataclass(frozen=True, slots=True)
class Guess:
    """Words of a text that may answer: characters `start` to `end` of text number `text`.

    `margin` is the span's score above that of no answer in its window, in logits; `verdict` is the logit that the
    window answers.
    """

    text: int
    start: int
    end: int
    margin: float
    verdict: float


class SpanNetwork:
    """Reads questions against texts."""

    def __init__(self, folder: Path = WEIGHTS, threads: int = 0) -> None:
        """Load `model.onnx` and `tokenizer.json` of a folder; raises `ModelFault`."""
        try:
            self._network = Network(folder / GRAPH, threads)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # The tokenizer raises bare exceptions of its own making.
        except Exception as error:  # noqa: BLE001
            raise ModelFault(f"The reader in {folder} cannot be loaded ({error}); install Footnote again.") from None
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST, stride=OVERLAP, strategy="only_second")

    def guesses(self, question: str, texts: Sequence[str]) -> list[Guess]:
        """Return the likeliest spans of every text, in no particular order."""
        asked = self._shortened(question)
        pairs = [(asked, text) for text in texts]
        windows = [
            (number, window)
            for number, encoding in enumerate(self._tokenizer.encode_batch(pairs))
            for window in (encoding, *encoding.overflowing)
        ]
        return [guess for number, window in windows for guess in self._read(number, window)]

    def _shortened(self, question: str) -> str:
        # As the second of a pair: truncation is set for that one alone, and would refuse a long first.
        encoding = self._tokenizer.encode("", question)
        places = [place for place, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
        if len(places) <= LONGEST_QUESTION:
            return question
        return question[: encoding.offsets[places[LONGEST_QUESTION]][0]]

    def _read(self, number: int, window: Encoding) -> Iterator[Guess]:
        # One window a run: a batch is no faster on a CPU, needs padding, and the eight-bit scales of one window would
        # move with what else is read.
        inputs = {
            name: np.array([values], dtype=np.int64)
            for name, values in (("ids", window.ids), ("mask", window.attention_mask), ("kinds", window.type_ids))
        }
        starts, ends, verdicts = self._network.run(["starts", "ends", "verdicts"], inputs)
        return _spans(number, window, starts[0], ends[0], float(verdicts[0]))


def _spans(number: int, window: Encoding, starts: Array, ends: Array, verdict: float) -> Iterator[Guess]:
    """Yield the best spans of one window, best first."""
    null = float(starts[0] + ends[0])
    offsets = window.offsets
    allowed = np.array(
        [
            place
            for place, part in enumerate(window.sequence_ids)
            if part == 1 and offsets[place][1] > offsets[place][0]
        ],
        dtype=np.intp,
    )
    lengths = allowed[None, :] - allowed[:, None]
    scores = np.where((lengths >= 0) & (lengths < LONGEST_SPAN), starts[allowed, None] + ends[None, allowed], -np.inf)
    flat = scores.ravel()
    kept = np.argpartition(-flat, BEST)[:BEST] if flat.size > BEST else np.arange(flat.size)
    kept = kept[np.isfinite(flat[kept])]
    best = kept[np.argsort(-flat[kept], kind="stable")]
    firsts, lasts = (allowed[side].tolist() for side in np.divmod(best, max(1, len(allowed))))
    for first, last, score in zip(firsts, lasts, flat[best].tolist(), strict=True):
        yield Guess(number, offsets[first][0], offsets[last][1], score - null, verdict)
