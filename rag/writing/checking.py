"""Does the article support a drafted sentence? Strict: a doubt costs the sentence, never the truth.

A sentence passes if it is plain text, and if it is a numbered sentence, but for parts that may be left out
(`aligning`), or joins such clauses of two or three. If not, what is told is the first thing that it has not from what
it cites: a number, a name, a negation, a hedge, a word, or the order of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal

from rag.reading.words import NUMBER_WORDS, STOPWORDS, stem
from rag.writing.aligning import HEDGES, NEGATIONS, fits, words_of
from rag.writing.parsing import Drafted
from rag.writing.sources import Source, is_addressed

Fault = Literal["markup", "order", "number", "name", "negation", "hedge", "words", "sequence"]

_PLAIN = frozenset(" .,;:!?'\"’‘“”()–—-%$€£¥&/°+")
_LINK = re.compile(r"(?i)https?:|www\.|\b(?:javascript|data|mailto|file)\s*:|//|\b[\w-]{2,}\.[a-z]{2,}\b(?!\s)")
_JOIN = re.compile(r";\s+|,?\s+(?:and|but|while)\s+")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|\w+")
_RELATIONS = frozenset(
    "before after until since more less most least fewer only all every each both over under above below "
    "up down off out again always".split()
)


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

    known: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    negations: frozenset[str]
    hedges: frozenset[str]
    relations: frozenset[str]


class Checker:
    """Checks the sentences of one draft against its sources."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

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
            found = compare(text, [source.text for source in group])
            if found is None:
                return Verdict(text, group, recited=not set(group) <= set(cited))
            # The fault that is told is the one against what the sentence cites.
            fault = fault or found
        return Verdict(text, fault=fault or "words")


def _groups(cited: Sequence[Source]) -> Iterator[tuple[Source, ...]]:
    for size in range(1, min(3, len(cited)) + 1):
        yield from combinations(cited[:6], size)


def is_plain(text: str) -> bool:
    """Tell whether a text is words and ordinary punctuation alone: no link, image, markup or hidden character."""
    return not _LINK.search(text) and all(
        character in _PLAIN or unicodedata.category(character)[0] in "LNM" for character in text
    )


def compare(text: str, sources: Sequence[str]) -> Fault | None:
    """Return what in a sentence the sources, taken together, do not support; None if nothing.

    Several sources support a sentence that joins one clause of each.
    """
    if len(sources) > 1:
        return None if _joins(text, sources) else "sequence"
    # One word alone says nothing that could be checked.
    if len(words_of(text)) > 1 and fits(text, sources[0]):
        return None
    ours, theirs = meaning(text), meaning(sources[0])
    checks: tuple[tuple[Fault, bool], ...] = (
        ("number", ours.numbers <= theirs.numbers),
        ("name", ours.names <= theirs.known),
        ("negation", ours.negations == theirs.negations),
        ("hedge", ours.hedges == theirs.hedges),
        ("hedge", ours.relations <= theirs.relations),
        ("words", len(ours.known) >= 2 and ours.known <= theirs.known),
    )
    return next((fault for fault, passed in checks if not passed), "sequence")


def _joins(text: str, sources: Sequence[str]) -> bool:
    if len(sources) == 1:
        return compare(text, sources) is None
    return any(
        compare(text[: join.start()], [source]) is None
        and _joins(text[join.end() :], [*sources[:at], *sources[at + 1 :]])
        for join in _JOIN.finditer(text)
        for at, source in enumerate(sources)
    )


@lru_cache(maxsize=4096)
def meaning(text: str) -> Meaning:
    """Return the words of a text as they are compared."""
    known, numbers, names = set(), set(), set()
    negations, hedges, relations = set(), set(), set()
    for at, match in enumerate(_WORD.finditer(text)):
        word = match[0]
        folded = word.casefold().replace("’", "'")
        if folded in NEGATIONS or folded.endswith("n't"):
            negations.add("not" if folded in {"no", "not", "cannot"} or folded.endswith("n't") else folded)
        elif folded in HEDGES:
            hedges.add(folded)
        elif folded in _RELATIONS:
            relations.add(folded)
        elif folded not in STOPWORDS or (at and word.isupper() and len(word) > 1):
            root = folded.replace(",", "") if folded[0].isdigit() else stem(folded)
            known.add(root)
            if root[0].isdigit() or folded in NUMBER_WORDS:
                numbers.add(root)
            # Whether the first word is a name cannot be told.
            elif at and word[0].isupper():
                names.add(root)
    return Meaning(
        frozenset(known),
        frozenset(numbers),
        frozenset(names),
        frozenset(negations),
        frozenset(hedges),
        frozenset(relations),
    )
