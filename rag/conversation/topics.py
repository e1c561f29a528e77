"""A new subject in the place of the old: "What about Korea?" of "How many firms came from Malaysia?". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.english import (
    AUXILIARIES,
    GROUPS,
    PEOPLE,
    PREPOSITIONS,
    TIMES,
    WH,
    is_verb,
    singular,
    tokens,
    uncapitalised,
)
from rag.conversation.mentions import Mention, is_time, mentions

# Words of a topic that may take another's place.
_LONGEST = 6
_WHEN = re.compile(r"\b(?:last|this|next) (?:year|month|week|season)\b|\b(?:yesterday|today|tomorrow)\b", re.IGNORECASE)
_ASIDE = re.compile(r"[\s,]+(?:in particular|specifically|instead|then|though|please)$", re.IGNORECASE)
_ORDINALS = frozenset("first second third fourth fifth last next other latter former same".split())


def is_fragment(text: str) -> bool:
    """Tell whether a text is a phrase and no question: no verb, no question word, a few words."""
    words = [token.lower for token in tokens(text) if token.word]
    return (
        0 < len(words) <= 6
        and not any(word in AUXILIARIES | WH for word in words)
        and not any(is_verb(word) for word in words[1:])
    )


def instead(wrong: str, right: str, question: str) -> str | None:
    """Ask the last question of `right` instead of `wrong`; None if it has neither `wrong` nor a place for `right`."""
    found = re.search(rf"\b{re.escape(wrong.strip())}\b", question, re.IGNORECASE)
    if found:
        return f"{question[: found.start()]}{right.strip()}{question[found.end() :]}?"
    return with_topic(right, question) if is_fragment(right) else None


def with_topic(topic: str, question: str, other: str | None = None) -> str:
    """Ask the last question of something else: its phrase of the same sort gives way to `topic`.

    `other` is what to ask where the question has no such phrase.
    """
    topic = _ASIDE.sub("", topic.strip())
    words = [token for token in tokens(topic) if token.word]
    if not words:
        return f"{question}?"
    preposition = words[0].lower if words[0].lower in PREPOSITIONS and len(words) > 1 else ""
    phrase = topic[words[1].start :] if preposition else topic
    spoken = [mention for mention in mentions(question) if " and " not in mention.text or mention.form == "name"]
    if {word.lower for word in words} & TIMES and (when := _WHEN.search(question)):
        return f"{question[: when.start()]}{topic}{question[when.end() :]}?"
    old = _rival(phrase, preposition, spoken, question) if len(words) <= _LONGEST else None
    if old is None:
        return other or _beside(topic, preposition, question)
    counted = re.match(r"(?:many|much|any|some|which|what)\s+", question[old.start :], re.IGNORECASE)
    start = old.start + (len(counted[0]) if counted else 0)
    return f"{question[:start]}{_noun_kept(phrase, old)}{question[old.end :]}?"


def _noun_kept(phrase: str, old: Mention) -> str:
    """Return the phrase with the noun that "one" stands for: "the second ship"."""
    words = phrase.split()
    if words[-1].lower() in {"one", "ones"}:
        words[-1] = old.text.split()[-1]
    elif words[-1].lower() in _ORDINALS:
        words.append(old.text.split()[-1])
    return " ".join(words)


def _beside(topic: str, preposition: str, question: str) -> str:
    """Put a topic beside a question that has no phrase of its sort."""
    if preposition:
        return f"{question} {topic}?"
    return f"{question} in {topic}?" if topic.isdigit() else f"As for {topic}, {uncapitalised(question)}?"


def _rival(phrase: str, preposition: str, spoken: Sequence[Mention], question: str) -> Mention | None:
    """Return the mention of the question that a new phrase takes the place of."""
    new = mentions(phrase, answer=True)
    last = phrase.rsplit(maxsplit=1)[-1].lower()
    head = new[0].head if new and new[0].start == 0 else singular(last)
    same = [mention for mention in spoken if mention.head == head]
    if same:
        # "the library of Lubbe" rather than "the library"
        return max(same, key=lambda mention: (mention.start, mention.end))
    if last in {"one", "ones"} | _ORDINALS:
        found = list(spoken)
    elif new and is_time(new[-1]):
        found = [mention for mention in spoken if is_time(mention)]
    elif preposition:
        found = [m for m in spoken if question[: m.start].lower().rstrip().endswith(f" {preposition}")]
    else:
        return _alike(phrase, head, spoken, question)
    return found[-1] if found else None


def _alike(phrase: str, head: str, spoken: Sequence[Mention], question: str) -> Mention | None:
    """Return the mention that is a name as the phrase is, or none as it is none; who acts, for one who acts."""
    named = any(token.capital for token in tokens(phrase))
    agents = [m for m in spoken if m.words & (PEOPLE | GROUPS) or (m.form == "name" and not m.located)]
    if head in PEOPLE | GROUPS and agents:
        return agents[0]
    alike = [m for m in spoken if (m.form == "name") == named and not is_time(m)]
    if named:
        alike = [m for m in alike if m.located] or alike
    elif alike and re.match(r"how many|how much|which|what \w+s\b", question, re.IGNORECASE):
        return alike[0]
    else:
        alike = [m for m in alike if not m.located] or alike
    return alike[-1] if alike else None
