"""A follow-up question made to stand alone: "And where?" after "When will it be signed?" -> "Where will it be signed?".

Rules over the words of the last turns, no model. A question that needs nothing from the history is returned as it is,
so that a change of subject carries nothing over. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Turn

# How far back a subject is looked for.
TURNS = 3

_LEAD_IN = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|well|then|also|thanks|thank you|sorry|no|yes|right|hm+|now)\b[,.!:]?\s*)+",
    re.IGNORECASE,
)
_WH = r"(?:who(?:m|se)?|what|when|where|why|which|how(?: (?:many|much|long|often|old|far|big|large))?)"
_PREPOSITION = r"(?:from|to|in|at|by|for|with|of|on|since|until|about)"
# "Where?", "From when?", "Why not?": a question word and nothing to ask it of.
_BARE = re.compile(rf"^(?P<wh>(?:{_PREPOSITION} )?{_WH})(?: (?:not|exactly|else|then|so))?\s*\??$", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"^(?:(?:what|how) about|and what of)\s+(?P<topic>.+?)\s*\??$", re.IGNORECASE)
_HEAD = re.compile(rf"^(?:{_PREPOSITION} )?{_WH}\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|him|she)\b", re.IGNORECASE)
_PERSONS = re.compile(r"\b(?:his|her)\b(?=\s+\w)", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|they|them|this|these|those|that)\b", re.IGNORECASE)
_THINGS = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:he|him|his|she|her|it|its|they|them|their|this|these|those|that|there|else|one|ones|other|others|same)\b",
    re.IGNORECASE,
)
# Words that point at nothing before them.
_EXPLETIVE = re.compile(
    r"\b(?:is|was|will|would|has|does|did|can|could)? ?"
    r"(?:it|there) (?:true|possible|likely|clear|be|is|was|are|were|any)\b|"
    r"\b(?:is|are|was|were|will) there\b|\bthis (?:article|report|story|text|page|year|month|week)\b|"
    r"\b(?:the )?(?:one|ones) (?:who|that|which)\b|\bno one\b|\bone of\b|\beach other\b|\bthat (?:the|a|an)\b|"
    r"\bother than\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w'’.-]*|\d+(?:st|nd|rd|th))(?:\s+(?:(?:of|the|and|for|de|bin|al|van|von)\s+)*"
    r"[^\W\d_a-z][\w'’.-]*)*"
)
_NOUN_PHRASE = re.compile(
    r"\b(?:the|a|an|his|her|its|their|any|some|this|that|these|those)\s+"
    r"(?P<noun>(?:[\w'’-]+\s+){0,3}?[\w'’-]+)"
    r"(?=\s+(?:will|would|is|are|was|were|be|been|has|have|had|do|does|did|to|in|on|at|by|for|from|with|of|that|which|who|"
    r"take|took|come|came|sign|signed|go|went|say|said|get|got|made|make)\b|\s*[?.,!;]|\s*$)",
    re.IGNORECASE,
)
_OPENER = re.compile(
    rf"^(?:{_WH}|is|are|was|were|do|does|did|will|would|can|could|has|have|had|the|a|an|in|on|at|by|it|they|no|yes)$",
    re.IGNORECASE,
)
_SHORT = 4


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it takes from `history` (oldest first) written out."""
    if not history:
        return question
    core = _LEAD_IN.sub("", question).strip() or question
    turns = tuple(history)[-TURNS:]
    last = turns[-1].question.strip()
    if match := _BARE.match(core):
        return _with_head(match["wh"], last)
    if match := _WHAT_ABOUT.match(core):
        return _with_topic(match["topic"], last)
    if _depends(core):
        return _with_subject(core, turns)
    return core if core != question and len(core.split()) > _SHORT else question


def _depends(question: str) -> bool:
    """Tell whether a question points at something outside itself."""
    if _POINTING.search(_EXPLETIVE.sub(" ", question)):
        return True
    words = question.rstrip("?!. ").split()
    return len(words) <= _SHORT and not _names(question)


def _with_head(wh: str, previous: str) -> str:
    """Put another question word before what was asked last: "Where" + "will the MoU be signed?"."""
    rest = _HEAD.sub("", previous, count=1).strip()
    if rest == previous.strip():
        return f"{_sentence_case(wh)}: {previous}"
    return f"{_sentence_case(wh)} {rest}"


def _with_topic(topic: str, previous: str) -> str:
    """Ask the last question of another subject: its last name gives way to `topic`."""
    names = _names(previous)
    if names and topic.strip()[:1].isupper():
        head, _, tail = previous.rpartition(names[-1])
        return f"{head}{topic.strip()}{tail}"
    return f"{previous.rstrip('?!. ')}: {topic.strip()}?"


def _with_subject(question: str, turns: Sequence[Turn]) -> str:
    """Write names in for pronouns; where none can be told, say what was asked about."""
    person, thing = _last_person(turns), _last_thing(turns)
    written = question
    for pattern, name in (
        (_PERSON, person),
        (_PERSONS, person and f"{person}'s"),
        (_THINGS, thing and f"{thing}'s"),
        (_THING, thing),
    ):
        if name and pattern.search(_EXPLETIVE.sub(" ", written)):
            # Escaped: a name is text, not a template.
            written = pattern.sub(name.replace("\\", r"\\"), written, count=1)
    if written != question:
        return _sentence_case(written)
    context = turns[-1].question.strip().rstrip("?!. ")
    return f"{_sentence_case(question.rstrip('?!. '))} ({context})?"


def _last_person(turns: Sequence[Turn]) -> str | None:
    for turn in reversed(turns):
        for text in (turn.answer, turn.question):
            names = [name for name in _names(text) if " " in name]
            if names:
                return names[0]
    return None


def _last_thing(turns: Sequence[Turn]) -> str | None:
    for turn in reversed(turns):
        # The last thing the question speaks of is usually its subject or object; names of people come first in it.
        nouns = [match[0] for match in _NOUN_PHRASE.finditer(turn.question)]
        if nouns:
            return nouns[-1]
        names = _names(turn.question)
        if names:
            return names[-1]
        short = turn.answer.strip().rstrip(".")
        if 0 < len(short.split()) <= 8:
            return short
    return None


def _names(text: str) -> list[str]:
    """Return runs of capitalised words, sentence openers left out."""
    found = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and _OPENER.match(words[0]):
            words = words[1:]
        if words and (match.start() > 0 or len(words) > 1):
            found.append(" ".join(words).rstrip(".,"))
    return found


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
