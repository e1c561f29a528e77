"""Supported stand-ins for what is slow or large."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

DIMENSION = 64


class HashingEmbeddings(Embeddings):
    """Deterministic embeddings without a model: texts that share words are near each other.

    Every word adds 1 or -1 to one of 64 numbers, both chosen by its hash; vectors have length 1. `embedded` counts the
    texts embedded, questions apart.
    """

    def __init__(self, dimension: int = DIMENSION) -> None:
        self.dimension = dimension
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [0.0] * self.dimension
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            vector[int.from_bytes(digest[:4], "big") % self.dimension] += 1 if digest[4] % 2 else -1
        length = math.sqrt(sum(number * number for number in vector))
        return [number / length for number in vector] if length else vector

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the same vectors as an array, texts x dimension, as `rag.embedding.OnnxEmbeddings` does."""
        return np.array(self.embed_documents(list(texts)), dtype=np.float32)
