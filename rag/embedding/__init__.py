"""Texts to vectors: a sentence-transformers model, exported once to ONNX, served without torch."""

from rag.embedding.models import ModelSource, find_model, prepare
from rag.embedding.onnx import OnnxEmbeddings

__all__ = ["ModelSource", "OnnxEmbeddings", "find_model", "prepare"]
