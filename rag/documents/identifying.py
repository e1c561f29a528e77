"""Ids of documents: readable, safe in a URL path, unique in a corpus."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_LENGTH = 80
_OTHER = re.compile(r"[^a-z0-9]+")
# Latin letters that do not come apart into a letter and a mark.
_LATIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def slug(name: str) -> str:
    """Return an id made from a name: `a-z0-9-`, at most 80 characters.

    A name with letters that have no Latin counterpart gets a short hash of itself, so that two such names differ.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LATIN))
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    readable = _OTHER.sub("-", bare).strip("-")
    lost = not readable or any(character.isalpha() and not character.isascii() for character in bare)
    if not lost:
        return readable[:MAX_LENGTH].strip("-")
    # NFC, so that one name has one id whether or not its file system takes letters apart.
    digest = hashlib.sha256(unicodedata.normalize("NFC", name).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{readable[: MAX_LENGTH - 9].strip('-')}-{digest}".strip("-")


class Ids:
    """Hands out ids, none of them twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, wanted: str) -> str:
        """Return `wanted`, or `wanted-2`, `wanted-3` and so on if it is taken."""
        candidate, number = wanted, 1
        while candidate in self._taken:
            number += 1
            ending = f"-{number}"
            candidate = f"{wanted[: MAX_LENGTH - len(ending)].rstrip('-')}{ending}"
        self._taken.add(candidate)
        return candidate
