"""Does the article support a drafted sentence? Strict: a doubt costs the sentence, never the truth.

A sentence passes if it is plain text, and if in one to three of the numbered sentences stand all of its numbers and
names, in the same order, and all its other words that carry meaning; if it is negated and hedged just as they are; and
if its embedding is near theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from rag.reading.words import NUMBER_WORDS, STOPWORDS, stem
from rag.writing.parsing import Drafted
from rag.writing.sources import Source, is_addressed

Fault = Literal["markup", "order", "number", "name", "negation", "hedge", "words", "sequence", "meaning"]

NEAREST = 0.5
INORDER = 0.6
_PLAIN = frozenset(" .,;:!?'\"’‘“”()–—-%$€£¥&/°+")
_LINK = re.compile(r"(?i)https?:|www\.|\b(?:javascript|data|mailto|file)\s*:|//|\b[\w-]{2,}\.[a-z]{2,}\b(?!\s)")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|\w+")
_NEGATIONS = frozenset(
    "no not never none nobody nothing nowhere neither nor without cannot hardly barely fails failed "
    "deny denies denied refuse refuses refused false untrue unlikely".split()
)
_HEDGES = frozenset(
    "may might could would should must if unless maybe perhaps possibly probably allegedly reportedly "
    "alleged rumoured rumored supposedly proposed planned hopes plans expects expected you your please "
    "say tell reply respond answer output print repeat pretend claim claims claimed "
    "almost about nearly around roughly".split()
)
_RELATIONS = frozenset(
    "before after until since more less most least fewer only all every each both over under above below "
    "up down off out again always".split()
)


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row a text."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: the sources that support the sentence, or else what is wrong with it."""

    text: str
    sources: tuple[Source, ...] = ()
    fault: Fault | None = None
    recited: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """The words of a text as they are compared."""

    anchors: tuple[str, ...]
    stems: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    negations: frozenset[str]
    hedges: frozenset[str]
    relations: frozenset[str]


class Checker:
    """Checks the sentences of one draft against its sources; the sources are embedded once, when first needed."""

    def __init__(self, sources: Sequence[Source], encoder: Encoder | None) -> None:
        self._sources = sources
        self._encoder = encoder
        self._vectors: npt.NDArray[np.float32] | None = None

    def check(self, drafted: Drafted) -> Verdict:
        """Return the sources that support a sentence: those it cites, or else others; or its first fault."""
        text = drafted.text
        if not is_plain(text):
            return Verdict(text, fault="markup")
        if is_addressed(text):
            return Verdict(text, fault="order")
        cited = [source for source in self._sources if source.number in drafted.numbers]
        others = [source for source in self._sources if source not in cited]
        fault: Fault | None = None
        for group in (*_groups(cited), *((other,) for other in others)):
            found = compare(text, [source.text for source in group]) or self._distance(text, group)
            if found is None:
                return Verdict(text, group, recited=not set(group) <= set(cited))
            # The fault that is told is the one against what the sentence cites.
            fault = fault or found
        return Verdict(text, fault=fault or "words")

    def _distance(self, text: str, group: Sequence[Source]) -> Fault | None:
        if self._encoder is None:
            return None
        if self._vectors is None:
            self._vectors = self._encoder.encode([source.text for source in self._sources])
        near = self._vectors[[self._sources.index(source) for source in group]] @ self._encoder.encode([text])[0]
        return None if float(near.max()) >= NEAREST else "meaning"


def _groups(cited: Sequence[Source]) -> Iterator[tuple[Source, ...]]:
    for size in range(1, min(3, len(cited)) + 1):
        yield from combinations(cited[:6], size)


def is_plain(text: str) -> bool:
    """Tell whether a text is words and ordinary punctuation alone: no link, image, markup or hidden character."""
    return not _LINK.search(text) and all(
        character in _PLAIN or unicodedata.category(character)[0] in "LNM" for character in text
    )


def compare(text: str, sources: Sequence[str]) -> Fault | None:
    """Return what in a sentence the sources, taken together in their order, do not support; None if nothing."""
    ours, theirs = meaning(text), [meaning(source) for source in sources]
    known = {word for one in theirs for word in one.stems}
    orders = [theirs] if len(theirs) == 1 else [theirs, theirs[::-1]]
    checks: tuple[tuple[Fault, bool], ...] = (
        ("number", ours.numbers <= frozenset().union(*(one.numbers for one in theirs))),
        ("name", ours.names <= known),
        ("negation", ours.negations == frozenset().union(*(one.negations for one in theirs))),
        ("hedge", ours.hedges == frozenset().union(*(one.hedges for one in theirs))),
        ("hedge", ours.relations <= frozenset().union(*(one.relations for one in theirs))),
        # One word alone says nothing that could be checked.
        ("words", len(ours.stems) >= 2 and set(ours.stems) <= known),
        ("sequence", any(_in_order(ours, order) for order in orders)),
    )
    return next((fault for fault, passed in checks if not passed), None)


def _in_order(ours: Meaning, theirs: Sequence[Meaning]) -> bool:
    stems = [word for one in theirs for word in one.stems]
    in_order = _common(ours.stems, stems) >= INORDER * len(ours.stems)
    return in_order and _common(ours.anchors, stems) == len(ours.anchors)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(right) + 1)
    for word in left:
        before = row
        row = [0]
        for at, other in enumerate(right):
            row.append(before[at] + 1 if word == other else max(row[at], before[at + 1]))
    return row[-1]


@lru_cache(maxsize=4096)
def meaning(text: str) -> Meaning:
    """Return the words of a text as they are compared."""
    anchors, stems, numbers, names = [], [], set(), set()
    negations, hedges, relations = set(), set(), set()
    for at, match in enumerate(_WORD.finditer(text)):
        word = match[0]
        folded = word.casefold().replace("’", "'")
        if folded in _NEGATIONS or folded.endswith("n't"):
            negations.add("not" if folded in {"no", "not", "cannot"} or folded.endswith("n't") else folded)
        elif folded in _HEDGES:
            hedges.add(folded)
        elif folded in _RELATIONS:
            relations.add(folded)
        elif folded not in STOPWORDS or (at and word.isupper() and len(word) > 1):
            root = folded.replace(",", "") if folded[0].isdigit() else stem(folded)
            stems.append(root)
            if root[0].isdigit() or folded in NUMBER_WORDS:
                numbers.add(root)
                anchors.append(root)
            elif word[0].isupper():
                # Whether the first word is a name cannot be told; its place among the names counts all the same.
                anchors.append(root)
                if at:
                    names.add(root)
    return Meaning(
        tuple(anchors),
        tuple(stems),
        frozenset(numbers),
        frozenset(names),
        frozenset(negations),
        frozenset(hedges),
        frozenset(relations),
    )
