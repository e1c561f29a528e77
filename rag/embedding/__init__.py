"""Texts to vectors: a sentence-transformers model, exported once to ONNX, served without torch."""

from typing import TYPE_CHECKING, Any

from rag.embedding.models import check_model, find_model, prepare
from rag.embedding.onnx import OnnxEncoder

if TYPE_CHECKING:
    from rag.embedding.langchain import OnnxEmbeddings

__all__ = ["OnnxEmbeddings", "OnnxEncoder", "check_model", "find_model", "prepare"]


def __getattr__(name: str) -> Any:
    # Imported when asked for: LangChain takes half a second, and asking needs none of it.
    if name == "OnnxEmbeddings":
        from rag.embedding.langchain import OnnxEmbeddings  # noqa: PLC0415

        return OnnxEmbeddings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
