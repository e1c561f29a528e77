"""Articles in: files, folders, uploads and web pages become Documents."""

from __future__ import annotations

from rag.documents.fetching import fetch
from rag.documents.files import find_files, load, load_corpus, with_unique_ids
from rag.documents.reading import MAX_BYTES, SUFFIXES, read

__all__ = ["MAX_BYTES", "SUFFIXES", "fetch", "find_files", "load", "load_corpus", "read", "with_unique_ids"]
