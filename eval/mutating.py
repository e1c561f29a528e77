"""Questions that an article leads up to and does not answer, made from those that it answers.

What is changed or added is looked for in the article first, so that most of them have no answer; none is sure to, so
a person reads each before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rag.sentences import split
from rag.types import Document

NAME = re.compile(r"\b[A-Z][\w'’-]+(?:\s(?:(?:de|van|von|der|bin|binti|al|la|da|dos|di)\s)?[A-Z][\w'’-]+){1,3}")

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_OPPOSITES = {
    one: other
    for pair in """
    open/close begin/end start/stop rise/fall increase/decrease buy/sell win/lose accept/reject approve/reject
    support/oppose arrive/leave join/leave north/south east/west first/last largest/smallest highest/lowest most/least
    before/after import/export hire/dismiss build/demolish borrow/repay attack/defend published/withdrawn sent/returned
    opened/closed won/lost rose/fell hired/dismissed built/demolished approved/rejected men/women injured/arrested
    """.split()
    for one, other in [pair.split("/"), pair.split("/")[::-1]]
}

# A name that the question is about: what another one did is seldom said in the same words
_SUBJECT = re.compile(rf"^(?:What|Why|When|Where)\s(?:did|does|will|has|is|was)\s(?P<name>{NAME.pattern})(?!['’\w])")
_OFFICES = ("tourism", "fisheries", "education", "culture", "housing", "environment", "sports", "labour", "science")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the article answers, the short answer, and the quote it stands in."""

    question: str
    answer: str
    quote: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """A question that the article should not answer, its type, and the quote that comes nearest to it."""

    question: str
    type: str
    near: str


def mutations(document: Document, answered: Sequence[Asked]) -> tuple[Mutation, ...]:
    """Return the mutations of answered questions, one rule after the other so that the first are varied."""
    sentences = tuple(sentence.text for sentence in split(document.text, document.blocks))
    rules = [
        [found for asked in answered for found in rule(asked, document.text, sentences)]
        for rule in (_same_role, _opposite, _other_time, _missing_detail, _other_name, _another_year)
    ]
    seen = {asked.question.casefold() for asked in answered}
    kept: list[Mutation] = []
    for found in (one for column in zip_longest(*rules) for one in column if one):
        if found.question.casefold() not in seen:
            seen.add(found.question.casefold())
            kept.append(found)
    return tuple(kept)


def _other_time(asked: Asked, text: str, sentences: Sequence[str]) -> Iterator[Mutation]:  # noqa: ARG001
    question = asked.question
    for year in _YEAR.findall(question)[:1]:
        others = (str(int(year) + step) for step in (1, -1, 2, -2))
        yield from _swapped(asked, year, next((other for other in others if other not in text), None), "other_time")
    for names in (_MONTHS, _DAYS):
        for name in [name for name in names if re.search(rf"\b{name}\b", question)][:1]:
            other = next((other for other in names if other not in text), None)
            yield from _swapped(asked, name, other, "other_time")
    counted = re.match(r"How (?:many|much)\b.*\b(?:did|was|were)\b", question)
    if counted and not re.search(r"year (?:before|earlier)|(?:last|previous) year", text):
        yield Mutation(f"{question.rstrip('?')} the year before?", "other_time", asked.quote)


def _another_year(asked: Asked, text: str, sentences: Sequence[str]) -> Iterator[Mutation]:  # noqa: ARG001
    if re.fullmatch(r"How many [\w\s-]+\?", asked.question) and not _YEAR.search(asked.question):
        year = next((year for year in ("2010", "2008", "2005", "1999") if year not in text), None)
        if year:
            yield Mutation(f"{asked.question.rstrip('?')} in {year}?", "other_time", asked.quote)


def _opposite(asked: Asked, text: str, sentences: Sequence[str]) -> Iterator[Mutation]:  # noqa: ARG001
    for word in re.findall(r"[a-z]+", asked.question):
        other = _OPPOSITES.get(word)
        # the stem, so that "closure" and "closing" count too
        if other and other[:4] not in text.casefold():
            yield from _swapped(asked, word, other, "wrong_premise")
            return


def _other_name(asked: Asked, text: str, sentences: Sequence[str]) -> Iterator[Mutation]:
    subject = _SUBJECT.match(asked.question)
    if not subject:
        return
    name = subject["name"]
    rest = {word for word in re.findall(r"\w{4,}", asked.question.replace(name, "").casefold()) if word != "what"}
    for other in dict.fromkeys(found[0] for found in NAME.finditer(text)):
        about = " ".join(sentence for sentence in sentences if other.split()[-1] in sentence).casefold()
        if other not in asked.quote and name not in about and not any(word[:5] in about for word in rest):
            yield from _swapped(asked, name, other, "wrong_entity")
            return


def _same_role(asked: Asked, text: str, sentences: Sequence[str]) -> Iterator[Mutation]:  # noqa: ARG001
    role = re.fullmatch(r"Who is the (.+)\?", asked.question)
    if not role:
        return
    if re.fullmatch(r"[a-z]+ minister", role[1]):
        other = next((one for one in _OFFICES if one not in text.casefold()), "shipping")
        yield Mutation(f"Who is the {other} minister?", "same_role", asked.quote)
    elif "deputy" not in text.casefold():
        yield Mutation(f"Who is the deputy {role[1]}?", "same_role", asked.quote)


def _missing_detail(asked: Asked, text: str, sentences: Sequence[str]) -> Iterator[Mutation]:
    who = re.fullmatch(rf"Who is ({NAME.pattern})\?", asked.question)
    name = who[1] if who else NAME.fullmatch(asked.answer) and asked.question.startswith("Who") and asked.answer
    if not name:
        return
    about = " ".join(sentence for sentence in sentences if name.split()[-1] in sentence)
    if not re.search(r"\b\d{1,3}\b", about):
        yield Mutation(f"How old is {name}?", "missing_detail", asked.quote)
    if not re.search(r"\bborn\b|\bnative\b", text):
        yield Mutation(f"Where was {name} born?", "missing_detail", asked.quote)


def _swapped(asked: Asked, old: str, new: str | None, type: str) -> Iterator[Mutation]:
    if new:
        question = re.sub(rf"\b{re.escape(old)}\b", lambda _: new, asked.question, count=1)
        yield Mutation(question, type, asked.quote)
