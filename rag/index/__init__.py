"""Documents, chunks, vectors and words: built, kept on disk, searched."""

from rag.index.corpus import CorpusIndex
from rag.index.filters import Filter
from rag.index.manifest import Fingerprint
from rag.index.store import FaissStore

__all__ = ["CorpusIndex", "FaissStore", "Filter", "Fingerprint"]
