"""Words as the weightless reader compares them: stems, names, numbers, and how alike two misspelt words are. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Function words and the words that questions are built from; they say nothing of what is asked about.
STOPWORDS = frozenset(
    """a about after all also am an and any are as asked at be because been before being between both but by can could
    did do
    does doing done during each else ever every exactly for from get gets give given go going got had has have having
    he her
    here hers him his how i if in into is it its itself just kind let like many may me might more most much must my name
    named names no nor not now of off on once one only or other our out over own please really said same say saying says
    shall she should so some something sort such take taken tell than that the their them then there these they thing
    things this those through to too type under until up upon us very was we were what whats when where whether which
    while who whom whose whos why will with would yes yet you your""".split()
)
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "once": "1", "twice": "2"}
# Longest first: "ations" before "s".
_SUFFIXES = tuple(
    "isations izations isation ization ational fulness iveness ations ments ingly ation ators ities ement ances ences "
    "ings ment ness ions ator ally ance ence able ible ised ized ises izes ity ies ied ing ion ive ise ize ers ors est "
    "ed es er or ly al ys s e y".split()
)
_STEM = 4


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a crude English stem of at least four letters; British and American spellings share one."""
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    folded = NUMBER_WORDS.get(folded, folded).replace("our", "or").replace("ence", "ense")
    for suffix in _SUFFIXES:
        if len(folded) - len(suffix) >= _STEM and folded.endswith(suffix):
            return folded[: -len(suffix)]
    return folded


def words(text: str) -> list[str]:
    """Return the words of a text in order."""
    return WORD.findall(text)


@lru_cache(maxsize=4096)
def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry meaning, in order of first occurrence."""
    return tuple(dict.fromkeys(stem(word) for word in words(text) if word.casefold() not in STOPWORDS))


@lru_cache(maxsize=65536)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"^{word}$"
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def likeness(left: str, right: str) -> float:
    """Return how alike two stems are spelt, 0 to 1: the Dice coefficient of their letter trigrams."""
    if left == right:
        return 1.0
    if min(len(left), len(right)) < _STEM:
        return 0.0
    ours, theirs = _trigrams(left), _trigrams(right)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def either(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the alternatives, in capitals or not."""
    return re.compile("|".join(alternatives), re.IGNORECASE)
