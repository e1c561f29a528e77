"""An exported model at work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from rag.embedding.models import ModelCard
from rag.errors import ModelFault
from rag.exporting import GRAPH
from rag.runtime import Array, Network

BATCH = 32


class OnnxEncoder:
    """Texts to vectors by a folder made by `rag.embedding.prepare`; vectors have unit length."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Load the model; `threads` of 0 means all cores. Raises `ModelFault`."""
        self.card = ModelCard.read(folder)
        self._network = Network(folder / GRAPH, threads)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # The library raises bare exceptions of its own making.
        except Exception as error:  # noqa: BLE001
            raise ModelFault(f"The tokenizer in {folder} cannot be loaded ({error}); delete that folder.") from None
        self._last: tuple[str, Array] | None = None
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.card.max_tokens)

    def encode(self, texts: Sequence[str]) -> Array:
        """Return unit vectors, len(texts) x dimension, in the order of `texts`."""
        # A question is embedded to search, and at once again to read.
        last = self._last
        if last and [last[0]] == list(texts):
            return last[1].copy()
        vectors = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        # Neighbours in length share a batch, so that little is computed on padding.
        order = sorted(range(len(texts)), key=lambda position: len(encodings[position].ids))
        for start in range(0, len(order), BATCH):
            positions = order[start : start + BATCH]
            vectors[positions] = self._run([encodings[position] for position in positions])
        if len(texts) == 1:
            self._last = (texts[0], vectors.copy())
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        prompt = self.card.document_prompt
        return [[float(x) for x in row] for row in self.encode([prompt + text for text in texts])]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return [float(x) for x in self.encode([self.card.query_prompt + text])[0]]

    def _run(self, batch: list[Encoding]) -> Array:
        shape = (len(batch), max(len(encoding.ids) for encoding in batch))
        ids = np.full(shape, self.card.pad_token, dtype=np.int64)
        mask, kinds = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, encoding in enumerate(batch):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = encoding.attention_mask
            kinds[row, : len(encoding.ids)] = encoding.type_ids
        known = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
        (vectors,) = self._network.run(["vectors"], {name: known[name] for name in self.card.inputs})
        return vectors
