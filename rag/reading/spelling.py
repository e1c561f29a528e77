"""Misspelt words of a question, set right by grammar, then by the article's own words, then by common English ones.

After Norvig 2007, "How to Write a Spelling Corrector": known words within one edit, two edits for longer words. A word
that is known, inflected from a known one or written with a digit is left alone, and so is a question in which most
words are unknown: it is of another language.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from rag.reading.edits import edits, slip
from rag.reading.grammar import begins, grammatical, mistaken
from rag.reading.spans import WEIGHTS
from rag.reading.words import WORD, stem

SHORTEST = 4
# From this length on, two edits still leave a word recognisable.
LONG = 7
# The share of a question's words that must be known for it to be taken for English.
MOSTLY = 0.5
# Only the most frequent words are put for any one that the article does not hold: a rare word is more likely right. For
# a long one others are too, where a letter is left out, one too many, or swapped.
FREQUENT = 2000
LIKELY_SLIP = 1
# Words of two or three letters that are known but this far from frequent are doubted where a question word is due.
RARE = 14000


class Speller:
    """Knows common English words; the article's words come with each question."""

    def __init__(self, common: Mapping[str, int]) -> None:
        """Take common words with their ranks, the most frequent lowest."""
        self._common = {word: rank for rank, word in enumerate(sorted(common, key=lambda word: common[word]))}

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
        folded = [word.casefold() for word in asked]
        odd = [self._is_odd(word) for word in asked]
        slips = {place: right for place in range(len(asked)) if (right := self._grammar(place, asked, folded))}
        wrong = {place: right for place in range(len(asked)) if (right := mistaken(place, asked))}
        strange = sum(odd[place] for place in range(len(asked)) if place not in slips)
        if strange > len(asked) * (1 - MOSTLY) or not (any(odd) or slips or wrong):
            return question
        said: dict[str, str] = {}
        for found in (match[0] for text in texts for match in WORD.finditer(text)):
            said[found.casefold()] = min(found, said.get(found.casefold(), found), key=str.swapcase)
        stems = {stem(word) for word in said}
        written = []
        for place, word in enumerate(asked):
            doubted = folded[place] not in said and stem(word) not in stems
            right = wrong.get(place) or (slips.get(place) if doubted else None)
            if right:
                written.append(_like(word, right))
            else:
                written.append((odd[place] and doubted and self._nearest(word, said)) or word)
        return _with_words(question, written)

    def grammatical(self, question: str) -> str:
        """Return the question with words of grammar alone set right, which takes no article: "and wen was that"."""
        asked = [match[0] for match in WORD.finditer(question)]
        folded = [word.casefold() for word in asked]
        return _with_words(
            question, [_like(word, self._grammar(place, asked, folded) or word) for place, word in enumerate(asked)]
        )

    def _grammar(self, place: int, asked: Sequence[str], folded: Sequence[str]) -> str | None:
        """Return what word of grammar stands misspelt at a place; a capital marks a name, but for the first word's."""
        word = asked[place]
        named = word[0].isupper() and (place > 0 or any(other[0].isupper() for other in asked[1:2]))
        if named or not (word.isascii() and word.isalpha() and len(word) > 1):
            return None
        known = self._common.get(folded[place])
        rare = known is not None and known >= RARE and (begins(place, folded) or word == "wil")
        short = len(word) < SHORTEST and (known is None or rare)
        return grammatical(place, folded) if short or self._is_odd(word) else None

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
        near = set(edits(folded))
        if here := _first(near & said.keys(), lambda other: (slip(folded, other), other)):
            return said[here]
        if len(word) >= LONG:
            close = {other for other in said if abs(len(other) - len(word)) <= 2 and other[0] == folded[0]}
            twice = {other for other in close if len(other) >= SHORTEST and not near.isdisjoint(edits(other))}
            if here := _first(twice, lambda other: (abs(len(other) - len(word)), other)):
                return said[here]
        # A capital in the question marks a name, and names are not common words.
        if word[0].isupper():
            return None
        alike = {
            other
            for other in near & self._common.keys()
            if other[0] == folded[0] and len(other) >= SHORTEST
            if self._common[other] < FREQUENT or (len(word) >= LONG and slip(folded, other) <= LIKELY_SLIP)
        }
        return _first(alike, lambda other: (slip(folded, other), self._common[other]))


@lru_cache(maxsize=1)
def _shipped(path: Path) -> Speller:
    vocabulary: Mapping[str, int] = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return Speller({word: rank for word, rank in vocabulary.items() if word.isalpha() and len(word) > 1})


def _with_words(question: str, written: Iterable[str]) -> str:
    """Put other words in the places of a question's own."""
    words = iter(written)
    return WORD.sub(lambda _: next(words), question)


def _like(typed: str, right: str) -> str:
    return right[0].upper() + right[1:] if typed[0].isupper() else right


def _first(words: Collection[str], order: Callable[[str], object]) -> str | None:
    return min(words, key=order, default=None)  # type: ignore[arg-type]
