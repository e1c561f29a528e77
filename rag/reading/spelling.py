"""Misspelt words of a question, set right by the article's own words first and by common English ones second.

After Norvig 2007, "How to Write a Spelling Corrector": known words within one edit (Damerau 1964: a letter left out,
added, changed, or two neighbours swapped), two edits for longer words. A word that is known, inflected from a known one
or written with a digit is left alone, and so is a question in which most words are unknown: it is of another language.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from rag.reading.spans import WEIGHTS
from rag.reading.words import WORD, stem

SHORTEST = 4
# From this length on, two edits still leave a word recognisable.
LONG = 7
# The share of a question's words that must be known for it to be taken for English.
MOSTLY = 0.5
# Only the most frequent words are put for one that the article does not hold: a rare word is more likely right.
FREQUENT = 2000
_VOWELS = frozenset("aeiouy")


class Speller:
    """Knows common English words; the article's words come with each question."""

    def __init__(self, common: Mapping[str, int]) -> None:
        """Take common words with their ranks, the most frequent lowest."""
        self._common = common
        self._frequent = dict(sorted(common.items(), key=lambda pair: pair[1])[:FREQUENT])

    @cached_property
    def _stems(self) -> frozenset[str]:
        # Only once a question has a word that is not common: most never need it, and it takes its time.
        return frozenset(stem(word) for word in self._common)

    @classmethod
    def shipped(cls) -> Speller:
        """Return one that knows the whole words of the shipped reader's vocabulary, which is in order of frequency."""
        return _shipped(WEIGHTS / "tokenizer.json")

    def corrected(self, question: str, texts: Iterable[str]) -> str:
        """Return the question with misspelt words set right, `texts` being what it is asked of."""
        asked = [match[0] for match in WORD.finditer(question)]
        unknown = [word for word in asked if self._is_odd(word)]
        if not unknown or len(unknown) > len(asked) * (1 - MOSTLY):
            return question
        said: dict[str, str] = {}
        for found in (match[0] for text in texts for match in WORD.finditer(text)):
            said[found.casefold()] = min(found, said.get(found.casefold(), found), key=str.swapcase)
        stems = {stem(word) for word in said}
        for word in dict.fromkeys(unknown):
            if word.casefold() not in said and stem(word) not in stems and (right := self._nearest(word, said)):
                question = _replaced(question, word, right)
        return question

    def _is_odd(self, word: str) -> bool:
        folded = word.casefold()
        return (
            len(word) >= SHORTEST
            and folded.isascii()
            and folded.isalpha()
            and folded not in self._common
            and stem(folded) not in self._stems
        )

    def _nearest(self, word: str, said: Mapping[str, str]) -> str | None:
        folded = word.casefold()
        near = set(_edits(folded))
        if here := _first(near & said.keys(), lambda other: (_slip(folded, other), other)):
            return said[here]
        if len(word) >= LONG:
            close = {other for other in said if abs(len(other) - len(word)) <= 2 and other[0] == folded[0]}
            twice = {other for other in close if len(other) >= SHORTEST and not near.isdisjoint(_edits(other))}
            if here := _first(twice, lambda other: (abs(len(other) - len(word)), other)):
                return said[here]
        # A capital in the question marks a name, and names are not common words.
        if word[0].isupper():
            return None
        alike = {other for other in near & self._frequent.keys() if other[0] == folded[0] and len(other) >= SHORTEST}
        return _first(alike, lambda other: (_slip(folded, other), self._frequent[other]))


@lru_cache(maxsize=1)
def _shipped(path: Path) -> Speller:
    vocabulary: Mapping[str, int] = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return Speller({word: rank for word, rank in vocabulary.items() if word.isalpha() and len(word) > 1})


def _edits(word: str) -> Iterator[str]:
    """Yield the word and all that is one edit away."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield word
    for left, right in cuts:
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in string.ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


def _slip(written: str, meant: str) -> int:
    """Rank slips, the likeliest lowest: a letter left out or two swapped, one too many, another vowel, others."""
    if len(written) < len(meant) or sorted(written) == sorted(meant):
        return 0
    if len(written) > len(meant):
        return 1
    changed = {left + right for left, right in zip(written, meant, strict=True) if left != right}
    return 2 if all(_VOWELS.issuperset(pair) for pair in changed) else 3


def _first(words: Collection[str], order: Callable[[str], object]) -> str | None:
    return min(words, key=order, default=None)  # type: ignore[arg-type]


def _replaced(question: str, word: str, right: str) -> str:
    return WORD.sub(lambda match: right if match[0] == word else match[0], question)
