"""Misspelt words of grammar, told by where they stand: "wich" begins a question, "mutch" follows "how". Pure.

They are short, and one letter away from much that an article says ("which" and "with", "much" and "match"), so what
stands in their place is looked for among them first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.reading.edits import edits, slip
from rag.reading.words import STOPWORDS

_ASKING = ("who", "what", "when", "where", "which", "why", "how", "whose")
_MEASURES = ("many", "much", "long", "often", "old", "far", "big", "large", "high", "tall", "deep", "fast", "soon")
# After these at the beginning a question word stands: "in wich year".
_LEADING = frozenset("and at by for from in of on since to under until with".split())
_DOING = frozenset("is are was were did do does will has have had can could".split())
_AFTER_HOW = frozenset({*_MEASURES, "do", "does", "did", "can", "could", "to"})
# From this length on, two edits still leave one of the few words that follow "how" recognisable.
LONG = 5


def grammatical(place: int, asked: Sequence[str]) -> str | None:
    """Return the word of grammar that a rare or unknown word of a question is a slip for; None if it is for none.

    Args:
        place: which word of the question.
        asked: the words of the question, in lower case.
    """
    word = asked[place]
    after = asked[place + 1] if place + 1 < len(asked) else ""
    if begins(place, asked) and (near := _nearest(word, _ASKING)):
        # "hwo" is "who" and "how" alike.
        return "who" if near == "how" and "who" in edits(word) and after not in _AFTER_HOW else near
    if place and asked[place - 1] == "how" and (near := _nearest(word, _MEASURES, twice=len(word) >= LONG)):
        return near
    near = _nearest(word, STOPWORDS)
    return near if near and slip(word, near) == 0 else None


def mistaken(place: int, asked: Sequence[str]) -> str | None:
    """Return what a word that is right by itself is wrong for: "were is the mine", "how may divers drowned".

    Args:
        place: which word of the question.
        asked: the words of the question as they were typed.
    """
    before = asked[place - 1].casefold() if place else ""
    after = asked[place + 1].casefold() if place + 1 < len(asked) else ""
    if asked[place] in {"were", "Were"} and after in _DOING and begins(place, asked):
        return "where"
    return "many" if asked[place] == "may" and before == "how" and after and after not in STOPWORDS else None


def begins(place: int, asked: Sequence[str]) -> bool:
    """Tell whether a question word is due: first, or after a first preposition or an "and"."""
    return place == 0 or asked[place - 1] == "and" or (place == 1 and asked[0].casefold() in _LEADING)


def _nearest(word: str, wanted: Collection[str], *, twice: bool = False) -> str | None:
    near = set(edits(word))
    found = [one for one in wanted if one in near] or [
        one for one in wanted if twice and not near.isdisjoint(edits(one))
    ]
    return min(found, key=lambda one: (slip(word, one), one), default=None)
