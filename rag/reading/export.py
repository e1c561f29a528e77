"""An extractive question-answering model of transformers to one ONNX graph, in the shape that `SpanNetwork` reads.

Imports torch and transformers; runs as a process of its own: `python -m rag.reading.export MODEL FOLDER NAME SHA256`.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

OPSET = 20
SAMPLE = ("Who wrote the footnote?", "The editor wrote the footnote, and the printer set it.")


class Graph(torch.nn.Module):
    """Token ids, mask and kinds in; start scores, end scores (windows x tokens) and a verdict (windows) out.

    Such a model has no verdict of its own: 0 stands for "undecided".
    """

    def __init__(self, model: torch.nn.Module, *, typed: bool) -> None:
        super().__init__()
        self.model = model
        self.typed = typed

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Read one padded batch."""
        extra = {"token_type_ids": kinds} if self.typed else {}
        out = self.model(input_ids=ids, attention_mask=mask, **extra)
        return out.start_logits, out.end_logits, (out.start_logits[:, 0] + kinds[:, 0]) * 0.0


def export(model_name: str, folder: Path, name: str, sha256: str) -> None:
    """Write `model.onnx`, `tokenizer.json` and `card.json` for a model (a folder or a hub name) into `folder`."""
    tokenizer = AutoTokenizer.from_pretrained(model_name, use_fast=True)
    if not tokenizer.is_fast:
        raise SystemExit("it has no fast tokenizer (tokenizer.json); choose a model that has one")
    model = AutoModelForQuestionAnswering.from_pretrained(model_name, attn_implementation="eager").eval().float()
    encoded = tokenizer([SAMPLE[0]] * 2, [SAMPLE[1], SAMPLE[0]], padding=True, return_tensors="pt")
    ids, mask = encoded["input_ids"], encoded["attention_mask"]
    kinds = encoded.get("token_type_ids", torch.zeros_like(ids))
    batch, tokens = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("tokens", min=4, max=512)
    shape = {0: batch, 1: tokens}
    torch.onnx.export(
        Graph(model, typed="token_type_ids" in encoded),
        (ids, mask, kinds),
        str(folder / "model.onnx"),
        input_names=["ids", "mask", "kinds"],
        output_names=["starts", "ends", "verdicts"],
        dynamic_shapes=(shape, shape, shape),
        opset_version=OPSET,
        external_data=False,
        dynamo=True,
        verbose=False,
    )
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    card = {"name": name, "sha256": sha256, "graph_bytes": (folder / "model.onnx").stat().st_size}
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    export(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4])
