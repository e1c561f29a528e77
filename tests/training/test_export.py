"""The exported graph says what the trained network says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from transformers import BertConfig, BertModel

from rag.runtime import Network
from training.export import OUTPUTS, graph
from training.model import SpanReader


def test_the_graph_reads_as_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=3000, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    model = SpanReader(BertModel(config, add_pooling_layer=False))
    graph(model, tmp_path / "model.onnx")
    operators = [node.op_type for node in onnx.load(str(tmp_path / "model.onnx")).graph.node]
    assert operators.count("MultiHeadAttention") == 2
    network = Network(tmp_path / "model.onnx", threads=1)
    model.encoder.set_attn_implementation("eager")
    for tokens in (9, 70):
        ids = torch.randint(0, 3000, (1, tokens))
        kinds = (torch.arange(tokens) > 5).long()[None]
        inputs = {"ids": ids, "mask": torch.ones_like(ids), "kinds": kinds}
        found = network.run(list(OUTPUTS), {name: np.asarray(value) for name, value in inputs.items()})
        with torch.no_grad():
            for told, expected in zip(found, model(**inputs), strict=True):
                np.testing.assert_allclose(told, expected.numpy(), atol=1e-4)
