"""Text to the words that the lexical index knows (pure).

Chosen by recall on SQuAD, SQuADShifts and PolicyQA questions: leaving out stopwords and cutting suffixes each gain
about one point of recall@1 over plain words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STOPWORDS = """
    a about also am an and are as at be been being but by can could did do does for from had has have he her here him
    his how i if in into is it its me my no nor not of on or our over shall she should so such than that
    the their them then there these they this those to under was we were what when where which who whom whose why
    will with would you your
"""
STOPWORDS = frozenset(_STOPWORDS.split())

# Python's \w lacks the vowel signs of Indic scripts and the marks of Arabic, which stand inside words
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_WORD = re.compile(rf"\d+(?:[.,]\d+)+|[\w{_MARKS}]+(?:['’][\w{_MARKS}]+)*")
# scripts that set no spaces between words: Thai to Khmer, kana, Han
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_VOWEL = re.compile(r"[aeiouy]")


def words(text: str) -> list[str]:
    """Return the words of a text in order: case and accents folded, stopwords out, English suffixes cut.

    Runs of scripts without spaces come as overlapping pairs of characters.
    """
    return [word for raw in _WORD.findall(_folded(text)) for word in _forms(raw)]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare).casefold()


@lru_cache(maxsize=65536)
def _forms(raw: str) -> tuple[str, ...]:
    word = raw.replace("’", "'").removesuffix("'s").replace("'", "").replace(",", "")
    if not word or word in STOPWORDS:
        return ()
    if _UNSPACED.search(word):
        return tuple(form for run in _runs(word) for form in run)
    return (_stem(word),)


def _runs(word: str) -> list[list[str]]:
    """Split where the script changes; pairs of characters where it sets no spaces."""
    runs: list[list[str]] = []
    end = 0
    for match in _UNSPACED.finditer(word):
        if match.start() > end:
            runs.append([_stem(word[end : match.start()])])
        run = match.group()
        runs.append([run[at : at + 2] for at in range(len(run) - 1)] or [run])
        end = match.end()
    if end < len(word):
        runs.append([_stem(word[end:])])
    return runs


def _stem(word: str) -> str:
    """Cut the commonest English endings: plurals, -ing, -ed, -ly, a mute -e."""
    if not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    if len(word) < 5:
        return word
    if word.endswith("eed"):
        # agreed, but speed
        return word[:-2] if len(word) > 5 else word
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and _VOWEL.search(stem):
            doubled = stem[-1] == stem[-2] and stem[-1] not in "lsz"
            return stem[:-1] if doubled else stem.removesuffix("e")
    if word.endswith("ly") and len(word) > 5:
        return word[:-2]
    return word.removesuffix("e")


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
