"""A sentence-transformers model to one ONNX graph: encoder, pooling and normalisation.

The only importer of torch and sentence_transformers; runs as a process of its own:
`python -m rag.embedding.export MODEL FOLDER NAME SHA256`.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import cast

import torch
from sentence_transformers import SentenceTransformer

from rag.embedding.models import ModelCard

OPSET = 20
SAMPLE = ("Footnotes point at the exact words.", "A short one.")


class Graph(torch.nn.Module):
    """Token ids and masks in, unit vectors (batch x dimension) out."""

    def __init__(self, model: SentenceTransformer, inputs: tuple[str, ...]) -> None:
        super().__init__()
        self.model = model
        self.inputs = inputs

    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        """Embed one padded batch; each tensor is batch x tokens."""
        features = dict(zip(self.inputs, tensors, strict=True))
        vectors = self.model(features)["sentence_embedding"]
        return torch.nn.functional.normalize(vectors, dim=-1)


def export(model_name: str, folder: Path, name: str, sha256: str) -> None:
    """Write `model.onnx`, `tokenizer.json` and `card.json` for a model (a folder or a hub name) into `folder`."""
    model = SentenceTransformer(model_name, device="cpu", model_kwargs={"attn_implementation": "eager"}).eval().float()
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise SystemExit("it has no fast tokenizer (tokenizer.json); choose a model that has one")
    encoded = tokenizer(list(SAMPLE), padding=True, return_tensors="pt")
    inputs = tuple(encoded)
    batch, tokens = (
        torch.export.Dim("batch", min=1, max=4096),
        torch.export.Dim("tokens", min=2, max=model.max_seq_length or 512),
    )
    torch.onnx.export(
        Graph(model, inputs),
        tuple(encoded[key] for key in inputs),
        str(folder / "model.onnx"),
        input_names=list(inputs),
        output_names=["vectors"],
        dynamic_shapes=(tuple({0: batch, 1: tokens} for _ in inputs),),
        opset_version=OPSET,
        external_data=False,
        dynamo=True,
        verbose=False,
    )
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    prompts = cast("dict[str, str]", model.prompts)
    ModelCard(
        name=name,
        sha256=sha256,
        dimension=int(cast("int", model.get_embedding_dimension())),
        max_tokens=int(model.max_seq_length or 512),
        pad_token=int(tokenizer.pad_token_id or 0),
        inputs=inputs,
        query_prompt=prompts.get("query", ""),
        document_prompt=prompts.get("document", ""),
        graph_bytes=(folder / "model.onnx").stat().st_size,
    ).write(folder)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    export(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4])
