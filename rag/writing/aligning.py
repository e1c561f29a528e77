"""Is a sentence another one, whole or with parts left out that its truth does not hang on? Pure.

A source is cut at its punctuation into parts. A sentence fits if, word for word and in order, it is those parts, less a
dateline or date before them, a relative clause between or after them, an attribution or a further clause after them.
Articles and the word `that` are free. Nothing else is: a word left out of the middle can turn a sentence round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[%$€£¥°&+]|(?<!\w)[-−](?=\d)|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\w")
_BREAK = re.compile(r"[,;:()?!—–]|\s-\s|[.](?=\s)")
_DASH = re.compile(r"\s[-–—]\s")
_FREE = frozenset({"a", "an", "the", "that"})
_SHORT = {"can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not"}
NEGATIONS = frozenset(
    "no not never none nobody nothing nowhere neither nor without cannot hardly barely fails failed "
    "deny denies denied refuse refuses refused false untrue unlikely".split()
)
HEDGES = frozenset(
    "may might could would should must if unless maybe perhaps possibly probably allegedly reportedly "
    "alleged rumoured rumored supposedly proposed planned hopes plans expects expected you your please "
    "say tell reply respond answer output print repeat pretend claim claims claimed "
    "almost about nearly around roughly".split()
)
_RELATIVE = frozenset("which who whom whose where".split())
_FURTHER = frozenset("and but while".split())
_ATTRIBUTION = frozenset("said says reports reported added told wrote explained announced according".split())
_OPENING = frozenset("but and however moreover meanwhile furthermore also still then so".split())
_BOUND = NEGATIONS | HEDGES | {"only", "except", "when", "once", "until"}
_DATE = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday yesterday today".split()
)
# A part that begins like this may belong to the clause before it, and cannot follow anything else.
_HANGING = frozenset("in on at by for from to with after before during since until of as and or but".split())
# Words of a dateline (PORT ELLEN, March 14 -) and of an attribution; longer ones say something.
_BRIEF = 8


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a source between two marks of punctuation; `dash` if a dash comes after them."""

    words: tuple[str, ...]
    dash: bool = False


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words, signs and numbers of a text as they are compared."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        word = token.casefold().replace("’", "'").replace("−", "-")
        if word in _SHORT:
            found += _SHORT[word].split()
        elif word.endswith("n't"):
            found += [word[:-3], "not"]
        elif word not in _FREE:
            found.append(word)
    return tuple(found)


def fits(text: str, source: str) -> bool:
    """Tell whether a sentence is the source, whole or with parts left out that may be."""
    ours, parts = words_of(text), _parts(source)
    if not ours or not parts:
        return False
    # Words that somebody said stay with who said them.
    may_drop = not re.search(r"[“”\"]", source)
    lead = _lead(parts) if may_drop else 0
    return any(_follow(ours, parts[first:], may_drop=may_drop) for first in range(lead + 1)) or (
        parts[0].words[0] in _OPENING and _follow((parts[0].words[0], *ours), parts, may_drop=may_drop)
    )


@lru_cache(maxsize=4096)
def _parts(source: str) -> tuple[Part, ...]:
    found, start = list[Part](), 0
    for mark in _BREAK.finditer(source):
        # A comma or a point inside a number parts nothing.
        if source[mark.start() - 1 : mark.start()].isdigit() and source[mark.end() : mark.end() + 1].isdigit():
            continue
        if words := words_of(source[start : mark.start()]):
            found.append(Part(words, dash=bool(_DASH.match(source, max(0, mark.start() - (mark[0] in "–—"))))))
        start = mark.end()
    if words := words_of(source[start:]):
        found.append(Part(words))
    return tuple(found)


def _lead(parts: tuple[Part, ...]) -> int:
    """Return how many parts at the beginning may go: a dateline, a date, an opening word, who says so."""
    before = 0
    for place, part in enumerate(parts[:-1], start=1):
        before += len(part.words)
        if before > _BRIEF:
            break
        if part.dash:
            return place
    first = parts[0].words
    dated = len(first) <= _BRIEF and any(word in _DATE or re.fullmatch(r"\d{4}", word) for word in first)
    opening = len(first) == 1 and first[0] in _OPENING
    said = first[0] == "according" and len(first) <= _BRIEF
    return 1 if len(parts) > 1 and (dated or opening or said) else 0


def _follow(ours: tuple[str, ...], parts: tuple[Part, ...], *, may_drop: bool) -> bool:
    if not ours:
        return not parts or (may_drop and all(_may_end(part) for part in parts))
    if not parts:
        return False
    first, rest = parts[0].words, parts[1:]
    if ours[: len(first)] == first and _follow(ours[len(first) :], rest, may_drop=may_drop):
        return True
    free = may_drop and first[0] in _RELATIVE and not (rest and rest[0].words[0] in _HANGING)
    return free and _follow(ours, rest, may_drop=may_drop)


def _may_end(part: Part) -> bool:
    words = part.words
    if words[0] in _RELATIVE:
        return True
    # A condition or a denial is part of what it follows.
    if not _BOUND.isdisjoint(words):
        return False
    return words[0] in _FURTHER or (len(words) <= _BRIEF and not _ATTRIBUTION.isdisjoint(words))
