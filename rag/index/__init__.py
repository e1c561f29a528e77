"""Documents, chunks, vectors and words: built, kept on disk, searched."""

from typing import TYPE_CHECKING, Any

from rag.index.corpus import CorpusIndex
from rag.index.manifest import Fingerprint

if TYPE_CHECKING:
    from rag.index.filters import Filter
    from rag.index.store import FaissStore

__all__ = ["CorpusIndex", "FaissStore", "Filter", "Fingerprint"]


def __getattr__(name: str) -> Any:
    # Imported when asked for: LangChain's vector stores take half a second, and asking needs none.
    if name == "FaissStore":
        from rag.index.store import FaissStore  # noqa: PLC0415

        return FaissStore
    if name == "Filter":
        from rag.index.filters import Filter  # noqa: PLC0415

        return Filter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
