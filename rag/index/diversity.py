"""Maximal marginal relevance: hits that are near the question and unlike each other (pure)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]


def diverse(similarities: npt.ArrayLike, vectors: Matrix, k: int, relevance: float) -> list[int]:
    """Choose rows one by one by `relevance * similarity - (1 - relevance) * nearness to those chosen`.

    Carbonell and Goldstein, "The Use of MMR, Diversity-Based Reranking", SIGIR 1998.

    Args:
        similarities: n cosines of the rows with the question.
        vectors: n x dimension unit vectors.
        k: how many to choose at most.
        relevance: 1 orders by similarity alone, 0 by unlikeness alone (after the first, which is always the most
            similar one).

    Returns:
        Positions of the chosen rows, in the order they were chosen; ties go to the earlier row.
    """
    similar = np.asarray(similarities, dtype=np.float64)
    if k < 1 or len(similar) == 0:
        return []
    chosen = [int(similar.argmax())]
    nearness = np.full(len(similar), -np.inf)
    while len(chosen) < min(k, len(similar)):
        nearness = np.maximum(nearness, vectors @ vectors[chosen[-1]])
        gain = relevance * similar - (1 - relevance) * nearness
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
    return chosen
