"""ONNX Runtime, started the way Footnote needs it: on the CPU, and without calling home. Its only importer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.errors import ModelFault

Array = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
# On the CPU this one makes of an addition and a normalisation an operator that takes ten times as long as they do.
SLOW = ["SkipLayerNormFusion"]


class Network:
    """A graph on disk, ready to run; safe to call from several threads."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        """Load a graph; `threads` of 0 means all cores. Raises `ModelFault`."""
        # The wheels of 1.29 and later report their use to their maker unless this is set before they are imported.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Each network has threads of its own. Those of the one that just ran would go on turning for a while, in wait
        # for more, on the cores that the other needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOW
            )
        # It raises bare exceptions of its own making on a missing or damaged file.
        except Exception as error:  # noqa: BLE001
            raise ModelFault(
                f"The model {path} cannot be loaded ({error}); delete its folder to make it anew."
            ) from None

    def run(self, outputs: list[str], inputs: Mapping[str, Ids]) -> list[Array]:
        """Return the named outputs for the named inputs."""
        found: list[Array] = self._session.run(outputs, dict(inputs))
        return found
