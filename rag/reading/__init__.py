"""Readers: hits in, the words that answer out, or that none do."""

from rag.reading.broad import is_broad, sentences_asked
from rag.reading.models import reader_folder
from rag.reading.overlap import OverlapReader
from rag.reading.parts import joined, parts, shortened
from rag.reading.span import SpanReader
from rag.reading.spelling import Speller
from rag.reading.summary import summarise

__all__ = [
    "OverlapReader",
    "SpanReader",
    "Speller",
    "is_broad",
    "joined",
    "parts",
    "reader_folder",
    "sentences_asked",
    "shortened",
    "summarise",
]
