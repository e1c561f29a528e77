"""Questions to begin with: general ones that the articles at hand do answer."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Asker

CANDIDATES = (
    "What is this article about?",
    "What was announced?",
    "When will it happen?",
    "Where does it take place?",
    "Who is quoted?",
    "Why does it matter?",
    "How many people took part?",
    "What happens next?",
)
OFFERED = 4


def answered(asker: Asker, candidates: Sequence[str] = CANDIDATES, most: int = OFFERED) -> tuple[str, ...]:
    """Return the first `most` of the candidates that get an answer."""
    found: list[str] = []
    for question in candidates:
        if len(found) < most and asker.ask(question).answered:
            found.append(question)
    return tuple(found)
