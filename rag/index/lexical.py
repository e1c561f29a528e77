"""BM25 over the words of texts: the only importer of bm25s."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

from rag.errors import DamagedIndex
from rag.index.words import words

# recall@1 on SQuAD, SQuADShifts and PolicyQA questions is highest, and flat, around these
K1, B = 1.2, 0.5
# bm25s asks for its own debug lines, which an application that logs at all would get to see.
logging.getLogger("bm25s").setLevel(logging.NOTSET)


class Lexical:
    """Texts, known by their position, ranked by BM25; built once, safe for threads.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, in Lucene's variant,
    whose inverse document frequency is never negative.
    """

    def __init__(self, index: Any, count: int) -> None:
        """Wrap a bm25s index (None: no text has a word); use `build` or `load`."""
        self._index = index
        self._count = count

    @classmethod
    def build(cls, texts: Sequence[str]) -> Lexical:
        """Index texts."""
        numbers: dict[str, int] = {}
        # numbered here, by first appearance: bm25s goes by the order of a set, which differs from run to run
        corpus = [[numbers.setdefault(word, len(numbers)) for word in words(text)] for text in texts]
        if not numbers:
            return cls(None, len(texts))
        index = bm25s.BM25(k1=K1, b=B, backend="numpy")
        index.index((corpus, numbers), create_empty_token=False, show_progress=False)
        return cls(index, len(texts))

    def __len__(self) -> int:
        return self._count

    def search(self, question: str, k: int, allowed: Collection[int] | None = None) -> list[tuple[int, float]]:
        """Find the texts that share the weightiest words with a question.

        Args:
            question: any text.
            k: how many to find at most.
            allowed: positions to search among (None: all).

        Returns:
            (position, score above 0), highest first, ties by position; texts that share no word are left out.
        """
        if self._index is None or k < 1:
            return []
        # a word said twice in a question does not weigh twice
        numbers = list(dict.fromkeys(self._index.get_tokens_ids(words(question))))
        if not numbers:
            return []
        scores: npt.NDArray[np.float32] = self._index.get_scores_from_ids(numbers)
        if allowed is not None:
            scores = np.where(_mask(allowed, self._count), scores, 0)
        return [(int(position), float(scores[position])) for position in _best(scores, k)]

    def save(self, folder: Path) -> None:
        """Write arrays (.npy) and JSON into a new folder; raises `OSError`."""
        folder.mkdir()
        if self._index is not None:
            self._index.save(folder, allow_pickle=False, show_progress=False)

    @classmethod
    def load(cls, folder: Path, *, count: int) -> Lexical:
        """Read what `save` wrote; nothing is unpickled.

        Raises:
            DamagedIndex: the files do not hold an index of `count` texts.
        """
        if folder.is_dir() and not any(folder.iterdir()):
            return cls(None, count)
        try:
            index = bm25s.BM25.load(folder, allow_pickle=False, backend="numpy", show_progress=False)
            sound = _is_sound(index, count)
        except (OSError, EOFError, ValueError, TypeError, LookupError, AttributeError):
            sound = False
        if not sound:
            raise DamagedIndex(
                f"The files in {folder.name} are not a lexical index that can be read; `footnote index` rebuilds it."
            )
        return cls(index, count)


def _mask(allowed: Collection[int], count: int) -> npt.NDArray[np.bool_]:
    mask = np.zeros(count, dtype=np.bool_)
    mask[np.fromiter(allowed, dtype=np.int64, count=len(allowed))] = True
    return mask


def _best(scores: npt.NDArray[np.float32], k: int) -> npt.NDArray[np.intp]:
    """Return the positions of the k highest scores above 0, highest first, ties by position."""
    candidates = np.flatnonzero(scores > 0)
    if len(candidates) > k:
        least = np.partition(scores[candidates], -k)[-k]
        candidates = candidates[scores[candidates] >= least]
    return candidates[np.lexsort((candidates, -scores[candidates]))][:k]


def _is_sound(index: Any, count: int) -> bool:
    """Whether no search can reach outside the arrays."""
    data, rows, starts = (index.scores[name] for name in ("data", "indices", "indptr"))
    return bool(
        isinstance(index.vocab_dict, dict)
        and index.scores["num_docs"] == count
        and data.ndim == rows.ndim == starts.ndim == 1
        and len(data) == len(rows) == starts[-1]
        and starts[0] == 0
        and (np.diff(starts) >= 0).all()
        and ((rows >= 0) & (rows < count)).all()
        and set(index.vocab_dict.values()) == set(range(len(starts) - 1))
    )
