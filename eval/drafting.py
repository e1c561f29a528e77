"""Proposals for a gold set over a new article, for a person to accept or mend: `footnote gold draft`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from eval.formats.own import fields
from eval.items import GoldItem
from eval.mutating import NAME, Asked, Mutation, mutations
from rag.errors import BadInput
from rag.sentences import split
from rag.suggesting import Candidate, candidates, is_sure, varied
from rag.types import Asker, Document, Sentence

Progress = Callable[[int, int], None]

# Answerable proposals at most, and questions asked at most to find them; each takes as long as an answer.
MOST = 20
TRIES = 80
# Unanswerable proposals for each answerable one, which makes a third of all.
SHARE = 0.5

_COUNTED = re.compile(
    r"(?<![\w.,$£€])(?P<number>\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"\s(?P<thing>(?:[a-z-]+\s)?(?:[a-z-]+[^s\W]s|people|men|women|children))\b"
)
# Measures: what they measure is not said by their name.
_UNITS = re.compile(
    r"^(?:million|billion|by|per|of|percent)\b|(?:years|months|weeks|days|hours|minutes|seconds|met[er]+s|kilomet[er]+s|miles|points|times|pages)$"
)
_TERSE = re.compile(r"How many (?:\S+ )?\S+\?")
# A role and who has it: "Justice Minister Gansukh Batjargal", "its director, Torstein Eikrem-Dahl"
_ROLES = (
    "minister|mayor|governor|president|secretary|captain|judge|leader|officer|ambassador|director|chief executive"
    "|manager|investigator|lawyer|coach|chairman|chairwoman|spokesman|spokeswoman"
)
_ROLE = re.compile(
    r"\b(?P<role>(?:(?!(?i:said|says|its|the|a|an|of|and|his|her|their|by|new|former|then|but|to|in|for|with)\b)"
    rf"[A-Za-z-]+\s){{0,2}}(?i:{_ROLES})),?\s(?P<name>{NAME.pattern})"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed item and, of an unanswerable one, the quote that comes nearest to an answer."""

    item: GoldItem
    near: str | None = None


def draft(
    document: Document, asker: Asker, *, named: bool = False, on_progress: Progress | None = None
) -> tuple[Proposal, ...]:
    """Propose items for an article: questions that the asker answers surely, then questions that it should refuse.

    Args:
        document: the article, which the asker knows.
        asker: what answers; only what it is sure of is proposed, so a set of proposals alone flatters it.
        named: whether items name the article, as they must where there are several.
        on_progress: called with (done, total) after each question asked.

    Raises:
        BadInput: no question could be made of the article.
    """
    asked = _asked(document, asker, on_progress)
    if not asked:
        raise BadInput(
            f'No question could be made of "{document.title}": it is too short, or not in English. Write items by hand.'
        )
    wanted = max(1, round(len(asked) * SHARE))
    refused = mutations(document, [Asked(one.question, short, quote) for one, short, quote in asked])[:wanted]
    article = document.id if named else None
    items = [
        *(_answerable(one, short, quote, article) for one, short, quote in asked),
        *(_unanswerable(one, article) for one in refused),
    ]
    return tuple(_numbered(proposal, f"{document.id}-{number:02d}") for number, proposal in enumerate(items, 1))


def wider(document: Document) -> tuple[Candidate, ...]:
    """Return questions in fewer words than `rag.suggesting` makes, about names and numbers; none is asked yet.

    They read less well than those, which a person can mend.
    """
    if not document.language.startswith("en"):
        return ()
    found: dict[str, Candidate] = {}
    sentences = split(document.text, document.blocks)
    rules = ([one for sentence in sentences for one in rule(sentence)] for rule in (_roles, _numbers))
    for candidate in (one for column in zip_longest(*rules) for one in column if one):
        found.setdefault(candidate.question.casefold(), candidate)
    return tuple(found.values())


def _roles(sentence: Sentence) -> Iterator[Candidate]:
    for match in _ROLE.finditer(sentence.text):
        yield Candidate(f"Who is the {match['role'].lower()}?", "who", sentence.start, sentence.end, match["name"])


def _numbers(sentence: Sentence) -> Iterator[Candidate]:
    for match in _COUNTED.finditer(sentence.text):
        if not _UNITS.search(match["thing"]):
            question = f"How many {match['thing']}?"
            yield Candidate(question, "how many", sentence.start, sentence.end, match["number"])


def _asked(document: Document, asker: Asker, on_progress: Progress | None) -> list[tuple[Candidate, str, str]]:
    """The candidates that are answered surely, each with its short answer and the quote that holds it."""
    kept: list[tuple[Candidate, str, str]] = []
    seen: set[tuple[str, str]] = set()
    tried = (*varied(candidates(document)), *wider(document))[:TRIES]
    for number, candidate in enumerate(tried, 1):
        if len(kept) == MOST:
            break
        answer = asker.ask(candidate.question, article=document.id)
        if on_progress:
            on_progress(number, len(tried))
        if not is_sure(answer, candidate, document):
            continue
        quote = answer.citations[0].quote
        short = answer.short_answer or quote
        if short in quote and (short, quote) not in seen:
            seen.add((short, quote))
            kept.append((candidate, short, quote))
    return kept


def _answerable(candidate: Candidate, short: str, quote: str, article: str | None) -> Proposal:
    kind = "why" if candidate.kind == "why" else "terse" if _TERSE.fullmatch(candidate.question) else "factoid"
    return Proposal(GoldItem("", kind, candidate.question, (short,), (quote,), article=article, proposed=True))


def _unanswerable(found: Mutation, article: str | None) -> Proposal:
    item = GoldItem("", found.type, found.question, (), article=article, proposed=True)
    return Proposal(item, found.near)


def _numbered(proposal: Proposal, id: str) -> Proposal:
    return replace(proposal, item=replace(proposal.item, id=id))


def proposed(proposals: Sequence[Proposal]) -> list[dict[str, object]]:
    """The proposals as objects of a gold file: with a status that `footnote eval` refuses, and what comes nearest."""
    return [fields(one.item) | ({"near": one.near} if one.near else {}) for one in proposals]
