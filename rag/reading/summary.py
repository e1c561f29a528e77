"""Broad questions: a short summary made of the article's own sentences.

Sentences are ranked by how much of the article they stand for (the centroid method of Radev et al. 2004, with
sentence vectors in
place of term weights) and by how early they come, as news puts first what matters; maximal marginal relevance
(Carbonell and Goldstein 1998) keeps the second from repeating the first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.reading.overlap import Encoder, Matrix
from rag.types import Document, Reading, Sentence, Span

# Beyond this many sentences an article is sampled from its beginning: a summary of a book is not what a few sentences
# give.
MOST_READ = 400
LEAD, NOVELTY = 0.35, 0.5
SHORTEST = 6


def summarise(document: Document, sentences: Sequence[Sentence], encoder: Encoder, count: int) -> Reading:
    """Return up to `count` sentences that stand for the article, in its own order; never abstains."""
    headings = {(block.start, block.end) for block in document.blocks if block.kind == "heading"}
    kept = [sentence for sentence in sentences[:MOST_READ] if (sentence.start, sentence.end) not in headings]
    whole = [sentence for sentence in kept if len(sentence.text.split()) >= SHORTEST] or kept or list(sentences)
    vectors = encoder.encode([sentence.text for sentence in whole])
    chosen = sorted(_choose(vectors, count), key=lambda position: whole[position].start)
    spans = tuple(Span(document.id, whole[position].start, whole[position].end) for position in chosen)
    return Reading(answered=bool(spans), confidence=1.0 if spans else 0.0, evidence=spans)


def _choose(vectors: Matrix, most: int) -> list[int]:
    count = len(vectors)
    if not count:
        return []
    centroid = vectors.mean(axis=0)
    central = vectors @ (centroid / (np.linalg.norm(centroid) or 1))
    worth = central + LEAD * np.exp(-np.arange(count) / 3)
    chosen: list[int] = []
    while len(chosen) < min(most, count):
        repeats = (vectors @ vectors[chosen].T).max(axis=1) if chosen else np.zeros(count, dtype=np.float32)
        gain = worth - NOVELTY * repeats
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
    return chosen
