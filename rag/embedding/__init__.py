"""Texts to vectors: a sentence-transformers model, exported once to ONNX, served without torch."""

from rag.embedding.models import check_model, find_model, prepare
from rag.embedding.onnx import OnnxEmbeddings

__all__ = ["OnnxEmbeddings", "check_model", "find_model", "prepare"]
