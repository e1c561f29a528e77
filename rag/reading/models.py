"""Which reader is meant: the one that ships, or an extractive question-answering model of transformers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rag.exporting import Exporter, exported, find_source
from rag.reading.spans import WEIGHTS

EXPORTER = Exporter("reader", "rag.reading.export", format=1, variable="FOOTNOTE_READER")


def reader_folder(name: str, cache: Path, on_step: Callable[[str], None] | None = None) -> Path:
    """Return the folder that `SpanReader` loads: the shipped weights for "", else an exported copy of the model.

    Raises `ModelFault` if the model cannot be found or exported.
    """
    return exported(find_source(name, EXPORTER), EXPORTER, cache, on_step) if name else WEIGHTS
