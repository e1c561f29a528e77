"""What reaches far is set apart: the network reads as before, and eight bits take less from it."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from transformers import BertConfig, BertModel

from rag.runtime import Network
from training.export import OUTPUTS, graph, quantise
from training.model import SpanReader
from training.outliers import FAR, Inputs, put_together, reaches, set_apart
from training.warm import load_graph

CHANNEL, UNIT = 7, 21


@pytest.fixture
def model() -> SpanReader:
    """A small network with one channel and one hidden unit that reach far at the first token alone."""
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=500, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    reader = SpanReader(BertModel(config, add_pooling_layer=False)).eval()
    with torch.no_grad():
        for name, value in reader.named_parameters():
            if value.dim() == 2:
                value.mul_(6)
            else:
                value.add_(torch.randn_like(value), alpha=0.1)
            if name.endswith("attention.output.LayerNorm.weight"):
                value[CHANNEL] = 30.0
            if name.endswith("intermediate.dense.weight"):
                value[UNIT, CHANNEL] = 2.0
    return reader


def inputs(seed: int, count: int = 6) -> list[Inputs]:
    chance = torch.Generator().manual_seed(seed)
    kinds = (torch.arange(40) > 8).long()[None]
    return [(torch.randint(0, 500, (1, 40), generator=chance), torch.ones_like(kinds), kinds) for _ in range(count)]


def read(model: SpanReader, some: list[Inputs]) -> list[torch.Tensor]:
    with torch.no_grad():
        return [torch.cat([scores.flatten() for scores in model(*one)]) for one in some]


def read_in_eight_bits(model: SpanReader, some: list[Inputs], folder: Path) -> list[torch.Tensor]:
    graph(copy.deepcopy(model), folder / "full.onnx")
    quantise(folder / "full.onnx", folder / "model.onnx")
    network = Network(folder / "model.onnx", threads=1)
    names = ("ids", "mask", "kinds")
    found = [network.run(list(OUTPUTS), {n: np.asarray(v) for n, v in zip(names, one, strict=True)}) for one in some]
    return [torch.cat([torch.from_numpy(scores).flatten() for scores in one]) for one in found]


def loss(found: list[torch.Tensor], true: list[torch.Tensor]) -> float:
    return float(torch.stack([(a - b).abs().mean() for a, b in zip(found, true, strict=True)]).mean())


def test_the_network_reads_as_before_and_as_it_did_once_put_together(model: SpanReader) -> None:
    some, weights = inputs(1), copy.deepcopy(model.state_dict())
    before = read(model, some)
    set_apart(model, reaches(model, inputs(2)))
    assert loss(read(model, some), before) < 1e-4
    put_together(model)
    assert model.state_dict().keys() == weights.keys()
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, weights[name], msg=name)


def test_nothing_reaches_far_into_what_is_brought_to_eight_bits(model: SpanReader) -> None:
    found = reaches(model, inputs(2))
    for reach in found:
        assert reach.channels[CHANNEL] > FAR * reach.channels.median()
        assert reach.units.argmax() == UNIT
    set_apart(model, found)
    for before, reach in zip(found, reaches(model, inputs(2)), strict=True):
        assert reach.channels.max() <= before.channels.median() * FAR * 1.001
        assert reach.units[UNIT] == 0


def test_eight_bits_take_less_from_it_and_the_weights_come_back(model: SpanReader, tmp_path: Path) -> None:
    some = inputs(1)
    true = read(model, some)
    (tmp_path / "plain").mkdir()
    plain = loss(read_in_eight_bits(model, some, tmp_path / "plain"), true)
    apart = copy.deepcopy(model)
    set_apart(apart, reaches(apart, inputs(2)))
    assert loss(read_in_eight_bits(apart, some, tmp_path), true) < 0.7 * plain
    operators = [node.op_type for node in onnx.load(str(tmp_path / "model.onnx")).graph.node]
    assert operators.count("MatMulInteger") > operators.count("MatMul") > 0
    loaded = copy.deepcopy(model)
    for parameter in loaded.parameters():
        torch.nn.init.zeros_(parameter)
    load_graph(loaded, tmp_path / "model.onnx")
    assert loss(read(loaded, some), true) < 0.7 * plain
