"""The exported model as LangChain embeddings."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from rag.embedding.onnx import OnnxEncoder


class OnnxEmbeddings(OnnxEncoder, Embeddings):
    """LangChain embeddings from a folder made by `rag.embedding.prepare`; vectors have unit length."""
