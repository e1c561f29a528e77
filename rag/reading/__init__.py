"""Readers: hits in, the words that answer out, or that none do."""

from rag.reading.overlap import OverlapReader
from rag.reading.questions import is_broad
from rag.reading.summary import summarise

__all__ = ["OverlapReader", "is_broad", "summarise"]
