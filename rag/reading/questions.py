"""What a question asks for: the kind of answer, its names and numbers, and whether it asks about the article as a whole. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.reading.words import NUMBER, content_stems, words

Kind = Literal["person", "time", "day", "place", "count", "money", "reason", "manner", "yesno", "thing"]

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("money", r"\bhow much (?:money|will|did|does|is|are|was|were|would|has|have)\b|\b(?:cost|price|worth|budget in)\b.*\?|\bhow expensive\b"),
        ("day", r"\b(?:what|which|exact|on what) (?:exact )?(?:day|date)\b|\bexact (?:day|date)\b"),
        ("time", r"\bwhen\b|\b(?:what|which) (?:year|month|time|week|season)\b|\bhow (?:long|soon|old|often)\b|\bsince when\b"),
        ("count", r"\bhow (?:many|much|far|big|large|high|tall|fast|deep|wide|heavy)\b|\b(?:number|percentage|share) of\b|\bwhat percentage\b"),
        ("person", r"\bwho(?:m|se)?\b|\bwhich (?:minister|president|person|official|leader|expert|player|author|judge)\b|\bname of the\b.*\b(?:er|or|ent|man|woman)\b"),
        ("place", r"\bwhere\b|\b(?:what|which) (?:city|country|place|town|venue|state|region|island|street)\b"),
        ("reason", r"\bwhy\b|\bhow come\b|\bwhat (?:caused|led|prompted|made)\b|\bfor what reason\b"),
        ("manner", r"^\W*how\b|\bin what way\b"),
        ("yesno", r"^\W*(?:is|are|was|were|do|does|did|will|would|can|could|has|have|had|should|may|must|isn't|aren't|didn't)\b"),
    )
)  # fmt: skip
# What questions about a whole article are made of, once the stop words are gone.
_BROAD = frozenset(
    content_stems(
        "article report story text page piece document news summary summarise summarize summarized summarised sum brief briefly overview outline "
        "recap synopsis abstract gist main key central major important importance point points idea ideas topic topics subject "
        "theme takeaway takeaways message content contents tldr short quick sentence sentences words discuss discusses discussed covers "
        "describe describes explain talk talks happened happens happening deal deals read explain mean purpose provide overall whole entire"
    )
)
_ASKS_WHOLE = re.compile(
    r"\b(?:summar\w*|tl;?dr|overview|recap|gist|synopsis|outline|sum (?:it |this )?up|key points?|main (?:points?|ideas?|topics?|messages?|themes?|subjects?)|"
    r"takeaways?|(?:what|tell me).*\babout\b|what happened|what.*\b(?:topic|subject|theme|purpose|deal|discuss\w*|cover|talk)s?\b|in (?:short|brief))",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥₩₹]\s?\d|\b\d[\d.,]*\s?(?:million |billion |trillion )?(?:dollars?|euros?|pounds?|won|ringgit|yen|rupees?|pesos?|baht|rand|naira|lira|zloty|kroner|kronor|reais|francs?|cents?|USD|EUR|RM)\b|\b(?:RM|USD|EUR|Rs\.?|US\$|A\$)\s?\d", re.IGNORECASE)  # fmt: skip
_MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_DAY = re.compile(rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b|\bthe \d{{1,2}}(?:st|nd|rd|th)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b(?:today|yesterday|tomorrow)\b", re.IGNORECASE)  # fmt: skip
_TIME = re.compile(
    rf"{_DAY.pattern}|\b(?:{_MONTHS})\b|\b(?:1[5-9]|20|21)\d\d\b|\b\d+(?:\.\d+)?[ -](?:year|month|week|day|hour|minute|second)s?\b|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|a few)[ -](?:years?|months?|weeks?|days?|hours?|minutes?|decades?|centuries)\b|"
    r"\b(?:last|next|this|earlier|later|previous|past|coming) (?:year|month|week|spring|summer|autumn|winter|fall|night|century|decade)\b|"
    r"\b(?:spring|summer|autumn|winter|morning|evening|afternoon|midnight|noon|century|decade|annually|daily|weekly|monthly)\b|\bsince\b|\b\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|quarter|third|twice|double[ds]?|"
    r"triple[ds]?|several|many|few|none|pair)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|as a result|so that|in order to|after|blam\w+|caus\w+|reason\w*|citing|cited|thanks to|prompt\w*|"
    r"allow\w*|aim\w*|to (?:\w+) the|led to|lead to|leading|therefore|amid|over|following|why|for fear|would|fear\w*)\b",
    re.IGNORECASE,
)
_MANNER = re.compile(r"\b(?:by|with|through|using|via|from|as|into|under)\b", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:in|at|near|from|to|outside|off|on|across|around|between|north|south|east|west)\s+(?:the\s+)?(?:[^\W\d_a-z][\w.'’-]*)")
_NAME = re.compile(r"[^\W\d_a-z][\w'’-]+")
_OPENERS = re.compile(r"(?:^|[.!?]\s+)[\"“'‘(]*([^\W\d_a-z][\w'’-]*)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart: its stems that carry meaning, its names as written, its numbers, the kind of answer asked for."""

    text: str
    kind: Kind
    stems: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]


def analyse(text: str) -> Question:
    """Take a question apart."""
    kind: Kind = next((kind for kind, pattern in _KINDS if pattern.search(text)), "thing")
    return Question(
        text=text,
        kind=kind,
        stems=tuple(content_stems(text)),
        names=frozenset(name.casefold() for name in names(text)),
        numbers=frozenset(NUMBER.findall(text)),
    )


def is_broad(text: str) -> bool:
    """Tell whether a question asks about the article as a whole ("What is this about?", "Summarise it")."""
    stems = content_stems(text)
    return bool(_ASKS_WHOLE.search(text)) and all(stem in _BROAD for stem in stems) and len(words(text)) <= 16


def names(text: str) -> list[str]:
    """Return capitalised words, those that merely open a sentence left out."""
    openers = {match.start(1) for match in _OPENERS.finditer(text)}
    return [match[0] for match in _NAME.finditer(text) if match.start() not in openers]


def holds_kind(kind: Kind, sentence: str, question: Question) -> float:
    """Return 1 if a sentence holds something of the kind asked for, 0 if not, 0.5 where words cannot tell."""
    patterns = {"money": _MONEY, "day": _DAY, "time": _TIME, "reason": _REASON, "manner": _MANNER, "place": _PLACE}
    if kind in patterns:
        return float(bool(patterns[kind].search(sentence)))
    if kind == "count":
        found = {number for number in NUMBER.findall(sentence)} - question.numbers
        return float(bool(found) or bool(_COUNT.search(NUMBER.sub("", sentence))))
    if kind == "person":
        # A name, or at least a person without one ("his envoy"), that the question itself does not already hold.
        others = [name for name in _NAME.findall(sentence) if name.casefold() not in question.names]
        return float(len(others) > 1) if others else 0.0
    return 0.5
