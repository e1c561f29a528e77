"""What a gold set is made of: items, the articles they ask about, the set itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.types import Turn

UNTYPED = "untyped"


@dataclass(frozen=True, slots=True)
class GoldItem:
    """A question with the answers that count as right.

    Attributes:
        id: unique in its set.
        type: the kind of question ("factoid", "near_miss", ...); `UNTYPED` where the file gives none.
        question: as a reader would type it.
        answers: accepted wordings, any of which is right; empty where the article does not answer.
        evidence: quotes from the article that support the answer.
        history: the turns before the question, oldest first.
        article: the id of the article asked about, where the file tells.
        proposed: whether it was drafted and no person has accepted it yet.
    """

    id: str
    type: str
    question: str
    answers: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    article: str | None = None
    proposed: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the article answers the question."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article that came with its questions: a file to load (`path`) or the text itself (`text`), never both."""

    id: str
    title: str
    items: tuple[GoldItem, ...]
    text: str | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """All items of a gold file or folder, in its order.

    Attributes:
        name: the file's or folder's name.
        items: every item, with unique ids.
        sha256: of the file's bytes; of a folder, of the names and digests of its files.
        articles: the articles that came with the questions; empty for a file of questions alone.
        quoted: whether evidence was quoted word for word by whoever wrote the file; a quote of other sets that stands
            nowhere is left out instead of being an error.
    """

    name: str
    items: tuple[GoldItem, ...]
    sha256: str
    articles: tuple[GoldArticle, ...] = ()
    quoted: bool = True
