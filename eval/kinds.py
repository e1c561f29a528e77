"""The types of question that the shipped gold sets and our drafts use, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ANSWERABLE: Mapping[str, str] = MappingProxyType(
    {
        "factoid": "a fact in few words",
        "list": "several things of one kind",
        "why": "a reason",
        "how": "a way or a manner",
        "yesno": "yes or no, answered by the words that decide it",
        "paraphrase": "asked in other words than the article's",
        "terse": "keywords alone",
        "misspelt": "with spelling mistakes",
        "compound": "two questions in one",
        "summary": "about the whole article",
    }
)
UNANSWERABLE: Mapping[str, str] = MappingProxyType(
    {
        "off_topic": "about something else altogether",
        "near_miss": "about something that the article only touches",
        "same_role": "about another person of a role that the article names",
        "missing_detail": "a detail that the article leaves out",
        "wrong_entity": "about another thing than the one the article says it of",
        "wrong_premise": "takes something for granted that the article does not say",
        "false_premise": "the same, against what the article says",
        "other_time": "about another time than the article's",
        "first_for_second": "about another one in a row",
        "ambiguous": "could mean several things, none of which the article decides",
        "instruction": "an instruction to the program rather than a question",
    }
)
EITHER: Mapping[str, str] = MappingProxyType(
    {
        "untyped": "of no stated type",
        "followup": "needs the turns before it; names that begin with followup_ say how",
    }
)


def is_known(name: str) -> bool:
    """Whether a type is one of these."""
    return name in ANSWERABLE or name in UNANSWERABLE or name in EITHER or name.startswith("followup_")


def known() -> str:
    """The names of all types, for a message."""
    return ", ".join([*ANSWERABLE, *UNANSWERABLE, *EITHER])
