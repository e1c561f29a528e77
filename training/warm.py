"""Exported weights back into a trainable network, so that training can go on from what ships without its checkpoint.

Eight-bit weights are brought back by their scales: weight = scale x (level - zero point). What `training.outliers` set
apart is put together again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.model import SpanReader
from training.outliers import put_together, reaches, set_apart


def start_from(model: SpanReader, source: Path) -> None:
    """Load a run's `model.pt`, or the `model.onnx` of a folder of exported weights, into `model`."""
    if source.suffix == ".pt":
        state = torch.load(source, weights_only=True)
        model.load_state_dict(state.get("model", state))
    else:
        load_graph(model, source / "model.onnx")


def load_graph(model: SpanReader, path: Path) -> None:
    """Bring the weights of an exported graph into `model`; raises `ValueError` if one of them is not found."""
    graph = onnx.load(str(path)).graph
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    apart = next((array for name, array in arrays.items() if name.endswith("output.leave")), None)
    if apart is not None:
        # For the shapes alone: all that is in them is read from the graph.
        set_apart(model, reaches(model, ()), len(apart))
    state = model.state_dict()
    found = {name: arrays[name] for name in state if name in arrays}
    found |= {name: full for name in state if (full := _levels(name, arrays)) is not None}
    found |= dict(_products(graph, arrays, state))
    missing = [name for name in state if name not in found]
    if missing:
        raise ValueError(f"{path} lacks {missing[0]} and {len(missing) - 1} more: it is no graph of this network")
    model.load_state_dict({**state, **{name: torch.from_numpy(np.array(array)) for name, array in found.items()}})
    if apart is not None:
        put_together(model)


def _levels(name: str, arrays: Mapping[str, np.ndarray]) -> np.ndarray | None:
    """Return the full values of the weight stored as eight-bit levels under `name`, None if there is none."""
    levels = arrays.get(f"{name}_quantized")
    if levels is None:
        return None
    scale, zero = arrays[f"{name}_scale"], arrays[f"{name}_zero_point"].astype(np.float32)
    return np.asarray((levels.astype(np.float32) - zero) * scale, dtype=np.float32)


def _products(
    graph: onnx.GraphProto, arrays: Mapping[str, np.ndarray], state: Mapping[str, torch.Tensor]
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the weights of linear layers: each is the right factor of the product that its bias is added to.

    They are stored turned over (inputs x outputs), under names that the exporter made up.
    """
    makers = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        bias = next((name for name in node.input if name.endswith(".bias")), None)
        if node.op_type != "Add" or bias is None or f"{bias[:-5]}.weight" not in state:
            continue
        factor = _right_factor(next(name for name in node.input if name != bias), makers)
        full = (
            _levels(factor.removesuffix("_quantized"), arrays) if factor.endswith("_quantized") else arrays.get(factor)
        )
        if full is not None:
            yield f"{bias[:-5]}.weight", np.ascontiguousarray(full.T)


def _right_factor(name: str, makers: Mapping[str, onnx.NodeProto]) -> str:
    """Follow the value `name` back to the matrix product it comes from; return that product's right factor."""
    node = makers[name]
    while node.op_type in {"Mul", "Cast"}:
        node = makers[node.input[0]]
    return str(node.input[1])
