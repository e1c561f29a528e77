"""Models of the Hugging Face kind, exported once to ONNX and kept in a cache under the SHA-256 of their weights.

Exporting takes torch; it runs as a process of its own, so that serving never imports torch and its memory is given
back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ModelFault

WEIGHTS = ("model.safetensors", "pytorch_model.bin")
GRAPH, CARD = "model.onnx", "card.json"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model on disk (`folder`) or, when `folder` is None, a name for its library to resolve."""

    name: str
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Exporter:
    """How one kind of model is exported.

    `module` is run as `python -m MODULE MODEL FOLDER NAME SHA256` and writes model.onnx, tokenizer.json and a card.json
    that holds `graph_bytes`; `format` rises when what it writes changes, so that old copies are not taken for new ones.
    """

    kind: str
    module: str
    format: int
    variable: str


def find_source(name: str, exporter: Exporter) -> ModelSource:
    """Resolve a model's name: a folder, or else a name for the library; raises `ModelFault`."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        if weights_of(folder) is None:
            raise ModelFault(f"{folder} holds no {' or '.join(WEIGHTS)}; name the folder of a saved model.")
        return ModelSource(name, folder.resolve())
    if name.startswith((".", "/", "~")):
        raise ModelFault(f"There is no model folder {name}; set {exporter.variable} to a folder or a model's name.")
    return ModelSource(name, None)


def weights_of(folder: Path) -> Path | None:
    """Return the file that holds a model's weights, or None."""
    for parent in (folder, folder / "0_Transformer"):
        for name in WEIGHTS:
            if (parent / name).is_file():
                return parent / name
    return None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sha256_of_source(source: ModelSource) -> str:
    """Return the SHA-256 of a model's weights or, where they are not on disk, of its name; raises `ModelFault`."""
    if source.folder is None:
        return hashlib.sha256(source.name.encode()).hexdigest()
    weights = weights_of(source.folder)
    if weights is None:
        raise ModelFault(f"The model {source.name} has no weights in {source.folder}; install it again.")
    return sha256_of(weights)


def exported(
    source: ModelSource,
    exporter: Exporter,
    cache: Path,
    on_step: Callable[[str], None] | None = None,
    verify: Callable[[ModelSource], str] = sha256_of_source,
) -> Path:
    """Return the folder of a model's exported copy, making it on the first call.

    To spare the hashing at every start, the hash is remembered under the weights' path, size and time of change.

    Args:
        source: the model.
        exporter: how its kind is exported.
        cache: folder of all exported models.
        on_step: called with a line for people before anything slow.
        verify: returns the SHA-256 of the weights, or raises `ModelFault` if they are not what they must be.

    Raises:
        ModelFault: the model is damaged or cannot be exported, or the cache cannot be written.
    """
    shelf = cache / exporter.kind
    note = shelf / f"{_stamp(source, exporter)}.json"
    folder = _remembered(note)
    if folder is not None:
        return folder
    digest = verify(source)
    folder = shelf / f"{digest[:32]}-{exporter.format}"
    if not (folder / CARD).is_file():
        if on_step:
            on_step(f"Exporting the {exporter.kind} model {source.name} to ONNX (once, about 20 seconds)")
        _export(source, exporter, digest, folder)
    note.write_text(json.dumps({"folder": folder.name}) + "\n", encoding="utf-8")
    return folder


def _stamp(source: ModelSource, exporter: Exporter) -> str:
    weights = weights_of(source.folder) if source.folder else None
    facts: list[str | int] = [source.name, exporter.format]
    if weights:
        state = weights.stat()
        facts += [str(weights), state.st_size, state.st_mtime_ns]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _remembered(note: Path) -> Path | None:
    try:
        folder = note.parent / str(json.loads(note.read_text(encoding="utf-8"))["folder"])
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if (folder / GRAPH).stat().st_size == card["graph_bytes"]:
            return folder
        # A truncated graph is made anew rather than half loaded.
        shutil.rmtree(folder)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _export(source: ModelSource, exporter: Exporter, digest: str, folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as beside:
            made = Path(beside) / "model"
            made.mkdir()
            model = str(source.folder or source.name)
            command = [sys.executable, "-m", exporter.module, model, str(made), source.name, digest]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
            if done.returncode != 0:
                last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                raise ModelFault(f"The {exporter.kind} model {source.name} could not be exported: {last}")
            if folder.exists():
                shutil.rmtree(folder)
            os.replace(made, folder)  # noqa: PTH105 - a rename that replaces
    except OSError as error:
        raise ModelFault(
            f"The model cache {folder.parent} cannot be written ({error.strerror}); set FOOTNOTE_CACHE."
        ) from None
