"""Values far from all others, set apart before weights are brought to eight bits.

What flows between two layers shares one eight-bit scale. In this network the first token carries a value several times
as large as any other through each feed-forward layer, and takes the steps of the scale from the rest. So the channels
that such values come in are shrunk, their weights grown as much (Xiao et al. 2023, "SmoothQuant", section 4, for the
few that need it), and the hidden units that they go out of are computed beside the others, in full precision (Dettmers
et al. 2022, "LLM.int8()", section 3.2). In full precision the network reads as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import torch
from torch import nn
from transformers.models.bert.modeling_bert import BertIntermediate, BertLayer, BertOutput

from training.model import SpanReader

# A channel that reaches more than this many times as far as the middle one is shrunk to that.
FAR = 2.0
# Hidden units of each layer that are computed in full precision: one or two of them reach far, and four take no longer.
UNITS = 4

Inputs = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far from zero values come in the feed-forward part of one layer: in each channel, out of each hidden unit."""

    channels: torch.Tensor
    units: torch.Tensor


class Shrunk(nn.Module):
    """The first half of a feed-forward part, with its far channels shrunk and its far units silenced."""

    def __init__(self, plain: BertIntermediate, reach: Reach, far: torch.Tensor) -> None:
        super().__init__()
        self.dense, self.act = plain.dense, plain.intermediate_act_fn
        self.shrink = nn.Parameter(1 / (reach.channels / (FAR * reach.channels.median())).clamp(min=1))
        with torch.no_grad():
            self.dense.weight /= self.shrink
            self.dense.weight[far] = 0
            self.dense.bias[far] = 0

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return the hidden units."""
        return cast("torch.Tensor", self.act(self.dense(hidden * self.shrink)))


class Beside(nn.Module):
    """The second half, and beside it the far units in matrices of their own, from what went into the first half."""

    def __init__(self, first: BertIntermediate, plain: BertOutput, far: torch.Tensor) -> None:
        super().__init__()
        self.dense, self.LayerNorm, self.act = plain.dense, plain.LayerNorm, first.intermediate_act_fn
        self.enter = nn.Parameter(first.dense.weight.detach()[far].T.clone())
        self.enter_bias = nn.Parameter(first.dense.bias.detach()[far].clone())
        self.leave = nn.Parameter(plain.dense.weight.detach()[:, far].T.clone())
        with torch.no_grad():
            self.dense.weight[:, far] = 0

    def forward(self, units: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """Return the layer's output."""
        beside = self.act(hidden @ self.enter + self.enter_bias) @ self.leave
        return cast("torch.Tensor", self.LayerNorm(self.dense(units) + beside + hidden))


def reaches(model: SpanReader, inputs: Iterable[Inputs]) -> list[Reach]:
    """Return how far the values of each layer reach, over what is typically read."""
    dense = [(layer.intermediate.dense, layer.output.dense) for layer in _layers(model)]
    far = {part: torch.zeros(part.in_features) for pair in dense for part in pair}
    hooks = [part.register_forward_pre_hook(_noting(far)) for part in far]
    with torch.no_grad():
        for ids, mask, kinds in inputs:
            model(ids, mask, kinds)
    for hook in hooks:
        hook.remove()
    return [Reach(far[first], far[second]) for first, second in dense]


def set_apart(model: SpanReader, found: Iterable[Reach], units: int = UNITS) -> None:
    """Shrink and set apart what reaches far, in place; the network reads as before."""
    for layer, reach in zip(_layers(model), found, strict=True):
        far = reach.units.topk(units).indices.sort().values
        first, second = layer.intermediate, layer.output
        layer.set_submodule("output", Beside(first, second, far))
        layer.set_submodule("intermediate", Shrunk(first, reach, far))


def put_together(model: SpanReader) -> None:
    """Undo `set_apart`, in place; the far units are those that are silent."""
    for layer in _layers(model):
        first, second = cast("Shrunk", layer.intermediate), cast("Beside", layer.output)
        half, other = BertIntermediate(model.encoder.config), BertOutput(model.encoder.config)  # type: ignore[no-untyped-call]
        with torch.no_grad():
            far = (first.dense.weight == 0).all(1).nonzero().flatten()
            first.dense.weight *= first.shrink
            first.dense.weight[far], first.dense.bias[far] = second.enter.T, second.enter_bias
            second.dense.weight[:, far] = second.leave.T
        half.dense, other.dense, other.LayerNorm = first.dense, second.dense, second.LayerNorm
        layer.intermediate, layer.output = half, other


def _layers(model: SpanReader) -> Iterator[BertLayer]:
    yield from cast("Iterable[BertLayer]", model.encoder.encoder.layer)


def _noting(far: dict[nn.Linear, torch.Tensor]) -> Callable[[nn.Module, tuple[torch.Tensor, ...]], None]:
    def note(part: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        linear = cast("nn.Linear", part)
        far[linear] = torch.maximum(far[linear], inputs[0].abs().flatten(0, -2).amax(0))

    return note
