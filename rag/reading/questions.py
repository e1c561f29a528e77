"""What a question asks for: the kind of answer, names and numbers. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.reading.words import NUMBER, content_stems, either

Kind = Literal["person", "time", "day", "place", "count", "money", "reason", "manner", "yesno", "thing"]


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "money",
        either(
            r"\bhow much (?:money|will|did|does|is|are|was|were|would|has|have)\b",
            r"\b(?:cost|price|worth|budget in)\b.*\?",
            r"\bhow expensive\b",
        ),
    ),
    ("day", either(r"\b(?:what|which|exact|on what) (?:exact )?(?:day|date)\b", r"\bexact (?:day|date)\b")),
    (
        "time",
        either(
            r"\bwhen\b",
            r"\b(?:what|which) (?:year|month|time|week|season)\b",
            r"\bhow (?:long|soon|old|often)\b",
            r"\bsince when\b",
        ),
    ),
    (
        "count",
        either(
            r"\bhow (?:many|much|far|big|large|high|tall|fast|deep|wide|heavy)\b",
            r"\b(?:number|percentage|share) of\b",
            r"\bwhat percentage\b",
        ),
    ),
    (
        "person",
        either(
            r"\bwho(?:m|se)?\b",
            r"\bwhich (?:minister|president|person|official|leader|expert|player|author|judge)\b",
            r"\bname of the\b.*\b(?:er|or|ent|man|woman)\b",
        ),
    ),
    (
        "place",
        either(r"\bwhere\b", r"\b(?:what|which) (?:city|country|place|town|venue|state|region|island|street)\b"),
    ),
    (
        "reason",
        either(r"\bwhy\b", r"\bhow come\b", r"\bwhat (?:caused|led|prompted|made)\b", r"\bfor what reason\b"),
    ),
    ("manner", either(r"^\W*how\b", r"\bin what way\b")),
    (
        "yesno",
        either(
            r"^\W*(?:is|are|was|were|do|does|did|will|would|can|could|has|have|had|should|may|must|isn't|aren't|didn't)\b"
        ),
    ),
)
_CURRENCIES = (
    "dollars? euros? pounds? won ringgit yen rupees? pesos? baht rand naira lira zloty kroner kronor reais francs? "
    "cents? shillings? dirhams? riyals? rupiah dong yuan USD EUR RM"
).split()
_MONEY = either(
    r"[$€£¥₩₹]\s?\d",
    rf"\b\d[\d.,]*\s?(?:million |billion |trillion )?(?:{'|'.join(_CURRENCIES)})\b",
    r"\b(?:RM|USD|EUR|Rs\.?|US\$|A\$)\s?\d",
)
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
_DAYS = (
    rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}\b",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b",
    r"\bthe \d{1,2}(?:st|nd|rd|th)\b",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b",
    r"\b(?:today|yesterday|tomorrow)\b",
)
_DAY = either(*_DAYS)
_TIME = either(
    *_DAYS,
    rf"\b(?:{_MONTHS})\b",
    r"\b(?:1[5-9]|20|21)\d\d\b",
    r"\b\d+(?:\.\d+)?[ -](?:year|month|week|day|hour|minute|second)s?\b",
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|a few)[ -]"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|decades?|centuries)\b",
    r"\b(?:last|next|this|earlier|later|previous|past|coming) "
    r"(?:year|month|week|spring|summer|autumn|winter|fall|night|century|decade)\b",
    r"\b(?:spring|summer|autumn|winter|morning|evening|afternoon|midnight|noon|century|decade)\b",
    r"\b(?:annually|daily|weekly|monthly|since)\b",
    r"\b\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b",
)
_COUNT = either(
    r"\d",
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)\b",
    r"\b(?:eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?)\b",
    r"\b(?:billions?|dozens?|half|quarter|third|twice|double[ds]?|triple[ds]?|several|many|few|none|pair)\b",
)
_REASON = either(
    r"\b(?:because|since|due to|owing to|as a result|so that|in order to)\b",
    r"\b(?:after|blam\w+|caus\w+|reason\w*|citing|cited)\b",
    r"\b(?:thanks to|prompt\w*|allow\w*|aim\w*|to (?:\w+) the|led to|lead to|leading|therefore|amid|over|following)\b",
    r"\b(?:why|for fear|would|fear\w*)\b",
)
_MANNER = re.compile(r"\b(?:by|with|through|using|via|from|as|into|under)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|outside|off|on|across|around|between|north|south|east|west)\s+(?:the\s+)?"
    r"(?:[^\W\d_a-z][\w.'’-]*)"
)
_NAME = re.compile(r"[^\W\d_a-z][\w'’-]+")
_OPENERS = re.compile(r"(?:^|[.!?]\s+)[\"“'‘(]*([^\W\d_a-z][\w'’-]*)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart: the kind of answer asked for, stems that carry meaning, names and numbers."""

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
        stems=content_stems(text),
        names=frozenset(name.casefold() for name in names(text)),
        numbers=frozenset(NUMBER.findall(text)),
    )


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
        found = set(NUMBER.findall(sentence)) - question.numbers
        return float(bool(found) or bool(_COUNT.search(NUMBER.sub("", sentence))))
    if kind == "person":
        # A name, or at least a person without one ("his envoy"), that the question itself does not already hold.
        others = [name for name in _NAME.findall(sentence) if name.casefold() not in question.names]
        return float(len(others) > 1) if others else 0.0
    return 0.5
