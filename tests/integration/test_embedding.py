"""The exported model against sentence-transformers itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_tests.integration_tests import EmbeddingsIntegrationTests

from rag.embedding import OnnxEmbeddings, find_model

pytestmark = pytest.mark.integration

TEXTS = [
    "When will the memorandum be signed?",
    "South Korea and Malaysia will sign it in October, on the sidelines of the 47th ASEAN Summit.",
    "a",
    "",
    "“Curly quotes” and – dashes … ünïcödé 한국어 العربية 😀",
    "word " * 700,
]
REFERENCE = """
import json, sys
from sentence_transformers import SentenceTransformer
texts = json.load(sys.stdin)
print(json.dumps(SentenceTransformer(sys.argv[1], device="cpu").encode(texts, normalize_embeddings=True).tolist()))
"""


def test_vectors_are_those_of_sentence_transformers(embeddings: OnnxEmbeddings) -> None:
    import json

    folder = find_model(embeddings.card.name).folder
    # In a process of its own, as exporting is: torch is not to be imported into this one.
    done = subprocess.run(
        [sys.executable, "-c", REFERENCE, str(folder)],
        input=json.dumps(TEXTS),
        capture_output=True,
        text=True,
        check=True,
    )
    reference = np.array(json.loads(done.stdout), dtype=np.float32)
    ours = embeddings.encode(TEXTS)
    cosines = (ours * reference).sum(axis=1)
    assert ours.shape == reference.shape == (len(TEXTS), 384)
    assert cosines.min() >= 0.9999
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, rtol=1e-5)


def test_a_text_embedded_again_gets_its_own_vector(embeddings: OnnxEmbeddings) -> None:
    first = embeddings.encode(["Who signed?"])
    kept = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(embeddings.encode(["Who signed?"]), kept)
    assert not np.allclose(embeddings.encode(["Who sang?"]), kept)


def test_a_batch_gives_what_single_texts_give(embeddings: OnnxEmbeddings) -> None:
    together = embeddings.encode(TEXTS)
    alone = np.concatenate([embeddings.encode([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() >= 0.9999


class TestConformance(EmbeddingsIntegrationTests):
    """The embeddings suite of langchain-tests."""

    @property
    def embeddings_class(self) -> type[Embeddings]:
        return OnnxEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, object]:
        from rag.assembly import open_embeddings
        from rag.settings import Settings

        settings = Settings.from_environment()
        open_embeddings(settings)
        from rag.embedding import prepare

        return {"folder": prepare(find_model(settings.embedding), settings.cache)}
