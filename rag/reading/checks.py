"""What can be checked of a candidate answer without a network: kind, rank, time, names and numbers asked for. Pure."""

from __future__ import annotations

import re

from rag.reading.questions import Kind, Question, holds_kind
from rag.reading.sentences import Candidate
from rag.reading.words import NUMBER

# What sets one of several apart: an answer to "the first" must not come from a sentence about the second.
_RANK = re.compile(
    r"\b(?:first|second|third|fourth|last|largest|biggest|oldest|youngest|smallest|only|latest|previous|next|final|"
    r"highest|lowest|most|least)\b"
)
_TIME = re.compile(
    r"\b(?:last|next|this|previous|coming) (?:year|month|week|season|summer|winter|spring|time)\b|"
    r"\b(?:1[5-9]\d\d|20\d\d)\b|"
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
_DENIAL = re.compile(r"\b(?:not|no|never|without|denie\w*|refus\w*|reject\w*)\b|n['’]t\b")
_KINDS: tuple[Kind, ...] = ("yesno", "reason", "time", "person", "count")
LONG = 30


def checks(asked: Question, sentence: Candidate, short: str) -> dict[str, float]:
    """Return named features of the words `short` in a sentence, as an answer; `short` is empty if there are none.

    All lie in [0, 1]. What the question asks for is looked for in the sentence and the one before it.
    """
    question = asked.text.casefold()
    around = f"{sentence.before} {sentence.text}".casefold()
    times = _TIME.findall(question)
    found = {
        "short_kind": holds_kind(asked.kind, short, asked) if short else 0.0,
        "short_asked": float(bool(short) and short.casefold() in question),
        "short_length": min(len(short.split()), LONG) / LONG,
        "rank_missing": _missing(_RANK.findall(question), around),
        "names_around_missing": _missing(asked.names, around),
        "numbers_around_missing": float(bool(asked.numbers - set(NUMBER.findall(around)))),
        "time_asked": float(bool(times)),
        "time_missing": float(any(time not in around for time in times)),
        "denies": float(asked.kind == "yesno" and bool(_DENIAL.search(sentence.text.casefold()))),
    }
    return found | {f"asks_{kind}": float(asked.kind == kind) for kind in _KINDS}


def _missing(wanted: list[str] | frozenset[str], around: str) -> float:
    return sum(word not in around for word in wanted) / max(1, len(wanted))
