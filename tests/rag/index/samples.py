"""Small corpora that keep the contract of `rag.types`."""

from __future__ import annotations

from collections.abc import Sequence

from rag.index import CorpusIndex, Fingerprint
from rag.types import Block, Chunk, Document, Sentence
from tests.fakes import DIMENSION, HashingEmbeddings

FINGERPRINT = Fingerprint("hashing", "0" * 64, DIMENSION, 90, 1)

HARBOUR = (
    "The harbour of Kota opened in 1931.",
    "Ferries leave every hour for the islands.",
    "A new lighthouse was built by Mina Rahman.",
)
ORCHARD = (
    "The orchard grows pears and quinces.",
    "Harvest begins in late September.",
    "Ferries do not stop at the orchard.",
)


def article(id: str, paragraphs: Sequence[str], title: str = "") -> Document:
    """A document of paragraphs."""
    blocks: list[Block] = []
    text = ""
    for paragraph in paragraphs:
        text += "\n\n" if blocks else ""
        blocks.append(Block("paragraph", len(text), len(text) + len(paragraph)))
        text += paragraph
    return Document(id, title or id, text, tuple(blocks), source="Test Times", url=f"https://example.org/{id}")


def chunks_of(document: Document, heading: str = "") -> list[Chunk]:
    """One chunk, of one sentence, a paragraph."""
    return [
        Chunk(
            id=f"{document.id}:{block.start}-{block.end}",
            document=document.id,
            text=document.text[block.start : block.end],
            start=block.start,
            end=block.end,
            sentences=(Sentence(document.text[block.start : block.end], block.start, block.end),),
            heading=heading,
        )
        for block in document.blocks
    ]


def corpus(*documents: Document, embeddings: HashingEmbeddings | None = None) -> CorpusIndex:
    """An index in memory."""
    chunks = [chunk for document in documents for chunk in chunks_of(document)]
    return CorpusIndex.build(documents, chunks, embeddings or HashingEmbeddings())


def small_corpus() -> CorpusIndex:
    """Two articles of three chunks each."""
    return corpus(article("harbour", HARBOUR, "The harbour"), article("orchard", ORCHARD, "The orchard"))
