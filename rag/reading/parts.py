"""A question that asks several things, taken apart, and what was found of each put together again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.reading.words import content_stems, words
from rag.types import Reading

# Of a longer text, what is asked stands in its last question: what leads up to it would crowd it out.
LONG = 60
# A text that asks more things than this is read as one: it is hardly a question.
MOST = 4

_WH = r"(?:who|whom|whose|what|when|where|why|which|how)"
_ASKING = rf"(?:(?:by|for|in|on|at|to|from|with|until|since|after|of)\s+)?{_WH}"
_SUBJECT = (
    r"(?:the|an?|this|that|these|those|he|she|it|they|we|you|there|any|all|both|his|her|its|their|(?-i:[A-Z]\w+))"
)
_PRONOUN = r"(?:he|she|it|they|there|this|that|these|those)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


_MARK = re.compile(r"(?<=\?)\s+(?=\S)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
# "Where is it, who built it, and what did it cost?"; a single comma stands before a relative clause as often.
_LIST = _pattern(rf"^{_ASKING}\b.{{6,}},\s+{_ASKING}\b.{{6,}}\s+and\s+{_ASKING}\b.{{3,}}")
_COMMA = _pattern(rf",?\s+and\s+(?={_ASKING}\b)|,\s+(?={_ASKING}\b)")
_JOINED = _pattern(rf"(?P<first>{_ASKING}\b.{{6,}}?),?\s+and\s+(?P<second>{_ASKING}\b.*)")
# "... and will Japan take part?": an auxiliary that its subject follows, for "and was the mayor" carries a clause on.
_DECIDED = _pattern(
    rf"(?P<first>{_ASKING}\b.{{6,}}?),?\s+and\s+(?P<second>(?:(?:will|would|can|could|should|may|must|do|does|did)\s+"
    rf"{_SUBJECT}|(?:is|are|was|were|has|have|had)\s+{_PRONOUN})\b.{{3,}})"
)
# "When and where was it signed?"
_BOTH = _pattern(rf"^(?P<one>{_ASKING})\s+and\s+(?P<other>{_ASKING})\s+(?P<rest>.{{6,}})")
_OPENING = _pattern(rf"^{_ASKING}(?:\s+(?:many|much|long|old|far|often))?\b")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks: as it is read, and as it was typed."""

    question: str
    typed: str


def parts(text: str) -> tuple[Part, ...]:
    """Take apart a question that asks several things ("Who chairs the board and how old is she?"); most ask one.

    A part that is hardly more than a question word asks it of the first: "Who signs it and when?" gives "Who signs it?"
    and "When signs it?", which is no English but names what is asked about.
    """
    typed = [piece for sentence in _sentences(text.strip()) for piece in _clauses(sentence)]
    if not 1 < len(typed) <= MOST:
        return (Part(text, text),)
    about = _OPENING.sub("", typed[0].rstrip(" ,;?"), count=1).strip()
    return tuple(_part(piece, about if number else "") for number, piece in enumerate(typed))


def shortened(text: str) -> str:
    """Return a question of more than `LONG` words as its last sentence that asks; another one as it is."""
    if len(words(text)) <= LONG:
        return text
    asking = [piece for piece in _SENTENCE.split(text) if piece.endswith("?") and content_stems(piece)]
    return asking[-1] if asking else text


def joined(asked: Sequence[Part], readings: Sequence[Reading]) -> Reading:
    """Put together what was found of each part.

    The evidence is that of all parts that are answered, the short answer that of the first of them. The probability
    that all of it is right is taken for that of its weakest point: an answer, or that there is none.
    """
    told = [reading for reading in readings if reading.answered]
    if len(readings) == 1 or not told:
        return max(readings, key=lambda reading: reading.confidence)
    sure = min(reading.confidence if reading.answered else 1 - reading.confidence for reading in readings)
    evidence = tuple(dict.fromkeys(span for reading in told for span in reading.evidence))
    unsaid = tuple(part.typed for part, reading in zip(asked, readings, strict=True) if not reading.answered)
    return replace(told[0], confidence=sure, evidence=evidence, unsaid=unsaid)


def _sentences(text: str) -> list[str]:
    """Cut after question marks; what asks nothing by itself stays with what stands before it."""
    found: list[str] = []
    for piece in _MARK.split(text):
        asks = piece.endswith("?") and (content_stems(piece) or _OPENING.match(_bare(piece)))
        if found and not asks:
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


def _clauses(text: str) -> Iterator[str]:
    """Cut where one sentence asks several things."""
    if both := _BOTH.match(text):
        yield from (f"{both[name]} {both['rest']}" for name in ("one", "other"))
    elif _LIST.match(text):
        yield from _COMMA.split(text)
    elif found := _JOINED.match(text) or _DECIDED.match(text):
        yield found["first"]
        yield from _clauses(found["second"])
    else:
        yield text


def _part(typed: str, about: str) -> Part:
    said = _bare(typed).rstrip(" ,;?")
    shown = f"{said[:1].upper()}{said[1:]}?"
    if about and len(words(said)) <= 2:
        return Part(f"{said[:1].upper()}{said[1:]} {about}?", shown)
    return Part(shown, shown)


def _bare(text: str) -> str:
    """Take off what only leads over from the question before."""
    return re.sub(r"^(?:and|also|but|then)\b[\s,]*", "", text.strip(), flags=re.IGNORECASE)
