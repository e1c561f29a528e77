"""A trained run to shipped weights: `python -m training.export RUN/model.pt FOLDER [--precision int8|fp32]`.

Writes model.onnx (weights in eight bits, one scale a channel; see `training.outliers`) and tokenizer.json.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import onnx
import torch
from tokenizers import Tokenizer
from transformers import AttentionInterface

from rag.embedding import find_model
from rag.reading.spans import LONGEST
from training.check_news import NEWS
from training.examples import news, sample
from training.model import SpanReader, fresh
from training.outliers import Inputs, reaches, set_apart
from training.train import BASE

# What the attention of the exported graph is called among those of transformers.
FUSED = "fused"
OUTPUTS = ("starts", "ends", "verdicts")
# Questions with their reports that are read to see how far values reach.
TYPICAL = 200
# Matrices no wider than this stay in full precision: they take no time, and those of `training.outliers` need it.
THIN = 8


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--precision", choices=("int8", "fp32"), default="int8")
    options = parser.parse_args()
    export(options.weights, options.folder, options.precision)


def export(weights: Path, folder: Path, precision: str = "int8") -> None:
    """Write the graph and the tokenizer of a trained run, or of its checkpoint, into a folder."""
    base = find_model(BASE).folder
    assert base is not None
    model = fresh(base)
    state = torch.load(weights, weights_only=True)
    model.load_state_dict(state.get("model", state))
    folder.mkdir(parents=True, exist_ok=True)
    if precision == "int8":
        set_apart(model, reaches(model.eval(), typical(Tokenizer.from_file(str(base / "tokenizer.json")))))
    with tempfile.TemporaryDirectory() as scratch:
        graph(model, Path(scratch) / "full.onnx")
        target = folder / "model.onnx"
        if precision == "fp32":
            shutil.copy(Path(scratch) / "full.onnx", target)
        else:
            quantise(Path(scratch) / "full.onnx", target)
    strip(target)
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def typical(tokenizer: Tokenizer) -> Iterator[Inputs]:
    """Yield questions with as much of their reports as is read at once, of the reports that are trained on."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    for example in sample(list(news(NEWS / "train")), TYPICAL, random.Random(0)):  # noqa: S311 - the same each time
        pair = tokenizer.encode(example.question, example.context)
        ids, mask, kinds = (torch.tensor([part]) for part in (pair.ids, pair.attention_mask, pair.type_ids))
        yield ids, mask, kinds


def strip(path: Path) -> None:
    """Take out of a graph what the exporter notes of itself: traces of calls, with the paths of this machine."""
    model = onnx.load(str(path))
    del model.metadata_props[:], model.graph.metadata_props[:]
    for part in (*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output):
        del part.metadata_props[:]
    onnx.save(model, str(path))


def quantise(source: Path, target: Path) -> None:
    """Bring a graph's weights to eight bits, one scale a channel; what flows through it is scaled as it comes."""
    # See rag/runtime.py: this, too, would report its use.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415
    from onnxruntime.quantization.shape_inference import quant_pre_process  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as scratch:
        ready = Path(scratch) / "ready.onnx"
        quant_pre_process(source, ready, skip_symbolic_shape=True)
        full = onnx.load(str(ready)).graph
        thin = {one.name for one in full.initializer if len(one.dims) == 2 and min(one.dims) <= THIN}
        kept = [node.name for node in full.node if node.op_type == "MatMul" and thin.intersection(node.input)]
        quantize_dynamic(ready, target, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=kept)


def fused_attention(
    _: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    *_mask: torch.Tensor | None,
    scaling: float,
    **_more: object,
) -> tuple[torch.Tensor, None]:
    """Stand for attention, in the graph, as the one operator that ONNX Runtime computes block by block in cache.

    It does so only without a mask. The reader needs none: it runs one window at a time, and that has no padding.
    """
    heads, flat = query.shape[1], [part.transpose(1, 2).flatten(2) for part in (query, key, value)]
    mixed = torch.onnx.ops.symbolic(
        "com.microsoft::MultiHeadAttention", flat, attrs={"num_heads": heads, "scale": scaling},
        dtype=query.dtype, shape=flat[0].shape, version=1,
    )  # fmt: skip
    return mixed.reshape(*mixed.shape[:2], heads, -1), None


def graph(model: SpanReader, path: Path) -> None:
    """Write the network as one ONNX graph of full precision."""
    AttentionInterface.register(FUSED, fused_attention)
    model.eval()
    model.encoder.set_attn_implementation(FUSED)
    ids = torch.randint(1000, 2000, (3, 40))
    mask = torch.ones_like(ids)
    kinds = torch.ones_like(ids)
    kinds[:, :8] = 0
    batch, tokens = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("tokens", min=8, max=512)
    shape = {0: batch, 1: tokens}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, (ids, mask, kinds), str(path), input_names=["ids", "mask", "kinds"], output_names=list(OUTPUTS),
            dynamic_shapes=(shape, shape, shape), opset_version=20, external_data=False, dynamo=True, verbose=False,
        )  # fmt: skip


if __name__ == "__main__":
    main()
