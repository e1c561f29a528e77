"""What a turn speaks of: the names and noun phrases of its question and answer, as candidates for a pronoun. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rag.conversation.english import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    DEMONSTRATIVES,
    FUNCTION,
    GROUPS,
    IDLE,
    LOCATIVES,
    NOUN_VERBS,
    PEOPLE,
    PLAIN_AFTER,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTIFIERS,
    TIMES,
    WH,
    Token,
    is_demonym,
    is_plural,
    is_role,
    is_verb,
    singular,
    tokens,
)
from rag.dateline import without_dateline

Form = Literal["name", "definite", "indefinite", "bare", "whole"]

# Characters of an answer that are looked at: its first sentences.
LONGEST = 300
_LONGEST_PHRASE = 5
_PARTICIPLES = frozenset({"cut", "hit", "cast", "hurt", "shot", "set"})
_ORDINALS = frozenset({"second", "third", "fourth", "half", "two", "three", "four", "five", "six", "nine", "ten"})
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_JOINTS = frozenset({"of", "the", "de", "la", "del", "da", "bin", "al", "van", "von", "der", "&"})
_NO_NAME = ("ing", "ly", "ed", "ation", "ations", "ction", "ssion")
_MARKER = re.compile(r"\s*\[\d+\]")
# What is shown where the article does not answer speaks of nothing.
_REFUSAL = re.compile(
    r"^(?:the article does not say|none of the articles says|i don['’]t know|cannotanswer)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or noun phrase of a text.

    Attributes:
        text: as it reads inside a sentence; an indefinite article has become "the".
        form: how it is written; "whole" is a short answer taken as it stands.
        head: its last noun, in lower case and singular.
        words: its words in lower case, articles left out.
        plural: whether it speaks of several.
        subject: whether it is the first phrase of its question or sentence.
        located: whether a preposition of place stands before it.
        start: where it starts in the text.
        end: where it ends there, without a possessive's ending.
        leads: whether it is what its text begins with: "A stoker, Jonas Thygesen, was" leads with both.
        says_whose: whether it only says whose people are meant: "Kelmarsh" of "the town council of Kelmarsh".
    """

    text: str
    form: Form
    head: str
    words: frozenset[str]
    plural: bool
    subject: bool
    located: bool
    start: int
    end: int
    leads: bool
    says_whose: bool = False


def clean(answer: str) -> str:
    """Return the first sentences of an answer without footnote markers and dateline; nothing of a refusal."""
    text = without_dateline(_MARKER.sub("", answer[: 2 * LONGEST])).strip()
    return "" if _REFUSAL.match(text) else text[:LONGEST]


@lru_cache(maxsize=1024)
def mentions(text: str, *, answer: bool = False) -> tuple[Mention, ...]:
    """Return the mentions of a text in order; of a short `answer`, the whole of it too."""
    found: list[Mention] = []
    words = tokens(text)
    at = 0
    opened = True
    while at < len(words):
        end, form = _phrase(words, at, opened=at == 0 or words[at - 1].text in ".!?")
        if form is None:
            opened = opened or words[at].text in ".!?;"
            at += 1
            continue
        mention = _mention(text, words[at:end], form, words[at - 1].lower if at else "", subject=opened)
        if mention is not None:
            before = words[:at]
            leads = len(before) <= 6 and not any(is_verb(word.lower) or word.lower in CONJUNCTIONS for word in before)
            says_whose = bool(found) and _of_people(text, found[-1], mention)
            found.append(replace(mention, leads=leads, says_whose=says_whose))
            opened = False
        at = end
    found.extend(_joined(text, found))
    if answer and (whole := _whole(text, words)) is not None:
        found.append(whole)
    return tuple(found)


def _phrase(words: Sequence[Token], at: int, *, opened: bool) -> tuple[int, Form | None]:
    """Return where the phrase that starts here ends, and its form; None if none does."""
    first = words[at]
    if not first.word:
        return at, None
    if _YEAR.fullmatch(first.text):
        return at + 1, "bare"
    if (role := _role_end(words, at)) is not None:
        return _name_end(words, role), "name"
    if first.capital and not (first.lower in FUNCTION and not _name_follows(words, at)):
        return _name(words, at, opened=opened)
    if first.lower in ARTICLES | DEMONSTRATIVES or first.lower in {"any", "some", "many", "which", "what", "other"}:
        end = _noun_end(words, at + 1)
        if first.lower == "the" and at + 1 < len(words) and words[at + 1].capital:
            # "the University of Leeds" is one name, "the mayor of Leeds" speaks of two.
            end = max(end, _name_end(words, at + 1))
        named = end > at + 1 and first.lower not in DEMONSTRATIVES
        return (end, "definite" if first.lower == "the" else "indefinite") if named else (at, None)
    return _bare(words, at)


def _name(words: Sequence[Token], at: int, *, opened: bool) -> tuple[int, Form | None]:
    """Return where a name that starts here ends; one capital at the start of a sentence may be any word."""
    first, end = words[at].lower, _name_end(words, at)
    alone = end == at + 1
    doubtful = first in FUNCTION or first.endswith(_NO_NAME) or first in _ORDINALS
    return (at, None) if alone and (is_demonym(first) or (opened and doubtful)) else (end, "name")


def _bare(words: Sequence[Token], at: int) -> tuple[int, Form | None]:
    """Return where a noun phrase without an article ends: a plural, or a mass noun that closes the question."""
    first = words[at]
    told = at > 1 and words[at - 1].lower in PLAIN_AFTER and words[at - 2].lower not in WH
    if first.lower in FUNCTION or not first.text[0].isalpha() or is_verb(first.lower) or told:
        return at, None
    end = _noun_end(words, at)
    plural = next((place + 1 for place in range(at, end) if is_plural(words[place].lower)), None)
    if plural is not None:
        return plural, "bare"
    led = at > 0 and words[at - 1].lower in PREPOSITIONS | {"is", "are"}
    closes = end == len(words) or words[end].text in "?.!"
    return (end, "bare") if led and closes and at < end <= at + 3 else (at, None)


def _name_follows(words: Sequence[Token], at: int) -> bool:
    """Tell whether an opening function word is part of a name: "The Darkness", but not "Did Okafor"."""
    return words[at].lower == "the" and at > 0 and at + 1 < len(words) and words[at + 1].capital


def _role_end(words: Sequence[Token], at: int) -> int | None:
    """Return where the name begins that an office written small leads to: "Transport minister | Lena Abubakar"."""
    for place in (at, at + 1):
        if place + 1 < len(words) and is_role(words[place].lower) and words[place + 1].capital:
            small = not words[place].capital and (place == at or words[at].capital or words[at].lower not in FUNCTION)
            return place + 1 if small and words[at].word else None
    return None


def _name_end(words: Sequence[Token], at: int) -> int:
    end = at + 1
    while end < len(words):
        joint = end
        if words[end].lower == "of" and any(is_role(word.lower) for word in words[at:end]):
            break
        while joint < len(words) and words[joint].lower in _JOINTS and joint - end < 2:
            joint += 1
        if joint < len(words) and words[joint].capital and not words[joint - 1].lower.endswith("'s"):
            end = joint + 1
            continue
        if words[joint - 1].lower.endswith("'s") and joint < len(words) and words[joint].capital and joint == end:
            end = joint + 1
            continue
        break
    return end


def _noun_end(words: Sequence[Token], at: int) -> int:
    """Return the end of a noun phrase whose words start here: up to a mark, a verb or a word of grammar."""
    end = at
    while end < len(words) and end - at < _LONGEST_PHRASE:
        word = words[end]
        if not word.word or word.lower in (FUNCTION - QUANTIFIERS - {"first", "last", "next"}):
            break
        if end > at and (_stops(words, at, end) or word.lower in QUANTIFIERS):
            break
        end += 1
    # "did the city council approve": the last word is the verb, unless another one ended the phrase.
    asked = at > 1 and words[at - 2].lower in PLAIN_AFTER and words[at - 1].lower in FUNCTION
    ended_by = words[end].lower if end < len(words) else ""
    return end - 1 if asked and end - at > 1 and ended_by != "of" and not is_verb(ended_by) else end


def _stops(words: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether a word ends the noun phrase before it: a verb, where it is not likelier a noun, or an adverb."""
    word = words[end].lower
    if word in NOUN_VERBS:
        asked = at > 1 and words[at - 2].lower in AUXILIARIES
        after = words[end + 1].lower if end + 1 < len(words) else ""
        return (
            (asked and end > at + 1)
            or (asked and word in _PARTICIPLES)
            or is_plural(words[end - 1].lower)
            or after in ARTICLES | POSSESSIVES
        )
    return is_verb(word) or word.endswith("ly")


def _mention(text: str, words: Sequence[Token], form: Form, before: str, *, subject: bool) -> Mention | None:
    end = words[-1].end
    shown = text[words[0].start : end]
    if shown.endswith(("'s", "’s")):
        shown, end = shown[:-2], end - 2
    elif shown.endswith(("s'", "s’")):
        shown, end = shown[:-1], end - 1
    last = words[-1].lower.removesuffix("'s").strip("'")
    if form == "indefinite":
        rest = words[1:]
        if not rest or (
            words[0].lower in {"which", "what", "other"} and not is_plural(last) and words[0].lower != "which"
        ):
            return None
        shown = f"the {text[rest[0].start : end]}"
    if (
        len(words) > 1
        and words[1].lower == words[1].text
        and is_role(words[1].lower)
        and not is_demonym(words[0].lower)
    ):
        # "Transport minister Lena Abubakar" opens a sentence; inside one, the office is written small.
        shown = shown[0].lower() + shown[1:]
    if form == "definite":
        shown = f"the{shown[3:]}"
    inner = {word.lower for word in words[1:-1]}
    if form in {"definite", "indefinite"} and words[-1].capital and ("of" in inner or any(map(is_role, inner))):
        form = "name"
    kept = frozenset(word.lower.removesuffix("'s").strip("'") for word in words if word.lower not in ARTICLES)
    if not kept or singular(last) in IDLE or kept <= FUNCTION or "other" in kept:
        return None
    return Mention(
        text=shown,
        form=form,
        head=singular(last),
        words=kept,
        plural=is_plural(last) and form != "name",
        subject=subject,
        located=before in LOCATIVES,
        start=words[0].start,
        end=end,
        leads=False,
    )


def _joined(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return pairs that "and" joins ("Sondheim and Lapine") and phrases that "of" joins ("the vote of the council")."""
    pairs = []
    for left, right in itertools.pairwise(found):
        between = text[left.end : right.start].strip()
        if between == "and" and (left.form == "name") == (right.form == "name"):
            pairs.append(
                replace(
                    left,
                    text=f"{left.text} and {right.text}",
                    words=left.words | right.words,
                    plural=True,
                    end=right.end,
                )
            )
        elif between == "of" and left.form in {"definite", "indefinite"}:
            pairs.append(
                replace(left, text=f"{left.text} of {right.text}", words=left.words | right.words, end=right.end)
            )
    return pairs


def _of_people(text: str, left: Mention, right: Mention) -> bool:
    """Tell whether "of" joins a name to the people before it: the mayor, or the council, of a town."""
    people = left.head in GROUPS | PEOPLE or is_role(left.head)
    return right.form == "name" and people and text[left.end : right.start].strip() == "of"


def _whole(text: str, words: Sequence[Token]) -> Mention | None:
    """Return a short answer without a verb as a mention of its own."""
    kept = [word for word in words if word.word]
    while kept and kept[0].lower in PREPOSITIONS | ADVERBS:
        kept = kept[1:]
    if not 0 < len(kept) <= 6 or any(
        word.lower in AUXILIARIES | WH | CONJUNCTIONS - {"and"}
        or (is_verb(word.lower) and word.lower not in NOUN_VERBS)
        for word in kept
    ):
        return None
    if kept[0].lower in POSSESSIVES or {word.lower for word in kept} <= FUNCTION:
        return None
    shown = text[kept[0].start : kept[-1].end]
    last = kept[-1].lower
    return Mention(
        text=f"the{shown[1:]}"
        if kept[0].text == "A"
        else shown
        if kept[0].lower not in ARTICLES
        else shown[0].lower() + shown[1:],
        form="whole",
        head=singular(last),
        words=frozenset(word.lower for word in kept) - ARTICLES,
        plural=is_plural(last) or any(word.lower == "and" for word in kept),
        subject=True,
        located=False,
        start=kept[0].start,
        end=kept[-1].end,
        leads=True,
    )


def is_time(mention: Mention) -> bool:
    """Tell whether a mention is a date, a day or a year."""
    return bool(mention.words & TIMES) or any(word.isdigit() for word in mention.words)
