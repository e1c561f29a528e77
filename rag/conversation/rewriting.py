"""A question and its history to a question that stands alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.conversation.ellipsis import completed
from rag.conversation.english import ARTICLES, PEOPLE, possessive, sentence_case, tokens
from rag.conversation.mentions import Mention, clean, is_time, mentions
from rag.conversation.pointers import Pointer, content, named, pointers
from rag.conversation.salience import Candidate, Exchange, Picker, candidates, fits, shipped
from rag.courtesies import plainly
from rag.types import Turn

# How many turns back a subject is looked for.
TURNS = 6
# Longer questions are not follow-ups of a few words, and are left alone.
LONGEST = 400
_LEAD_IN = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|well|then|also|thanks|thank you|sorry|no|yes|right|hm+|now|interesting|i see|great|"
    r"good)\b[\s,.!:;-]*)+(?=\S)",
    re.IGNORECASE,
)
# "Not the copy, the original" asks for the second alone.
_PUTS_RIGHT = re.compile(r"\s*(?:no\b[\s,.]*)?not\b", re.IGNORECASE)
# Words that may go with what they point at: "when did that happen", "I meant the mill", "the second one instead".
_POINTING = frozenset(
    "mean meant asked asking happen happened happening take place announced decided done particular specifically "
    "instead interesting good great see right hm hmm".split()
)
# About the article itself, whatever was asked before.
_WHOLE = re.compile(
    r"\b(?:this|the) (?:article|report|story|text|page|piece|document)\b|"
    r"^\W*what(?:'s|’s| is) (?:this|it) (?:all )?about\W*$|"
    r"\b(?:summar\w+|sum (?:this|it) up|overview|main points?|key points?)\b",
    re.IGNORECASE,
)
_GOING = frozenset(
    {"go", "went", "gone", "going", "come", "came", "travel", "travelled", "move", "moved", "fly", "sent"}
)
_ORDINALS = frozenset({"first", "second", "third", "last", "next", "other"})


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question that stands alone, and what its pronouns were taken for."""

    question: str
    referents: tuple[tuple[str, frozenset[str]], ...] = ()


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return the question with what it takes from `history` (oldest first) written out.

    A question that points at nothing in the history is returned as it is.
    """
    if not history:
        return question
    return rewrite(question, understood(history, shipped()), shipped()).question


def understood(history: Sequence[Turn], picker: Picker) -> tuple[Exchange, ...]:
    """Return the last turns, each question made to stand alone after those before it."""
    exchanges: list[Exchange] = []
    for turn in history[-TURNS:]:
        alone = rewrite(turn.question.strip(), exchanges, picker)
        exchanges.append(Exchange(plainly(alone.question), clean(turn.answer), alone.referents))
    return tuple(exchanges)


def rewrite(question: str, history: Sequence[Exchange], picker: Picker) -> Rewritten:
    """Return a question made to stand alone after turns that do."""
    if not history or len(question) > LONGEST or not history[-1].question.strip() or _WHOLE.search(question):
        return Rewritten(question)
    core = _LEAD_IN.sub("", question)
    whole = completed(core, question, history[-1]) or core
    written = _with_names(whole, history, picker)
    if written.question == core:
        written = _with_topic(core, history, picker)
    if written.question == core or lost_words(question, written.question):
        return Rewritten(question)
    return replace(written, question=sentence_case(" ".join(written.question.split())))


def _with_names(question: str, history: Sequence[Exchange], picker: Picker) -> Rewritten:
    """Write names in for what points back, each pronoun once and each name once."""
    written, shift = question, 0
    taken: dict[str, frozenset[str]] = {}
    for pointer in pointers(question):
        if pointer.word in taken:
            continue
        found = picker.pick(pointer, candidates(pointer, written, history, taken.values()))
        if found is None:
            continue
        taken[pointer.word] = found.mention.words
        start, end = pointer.start + shift, pointer.end + shift
        name = _worded(pointer, found, question, history)
        written = f"{written[:start]}{name}{written[end:]}"
        shift += len(name) - (end - start)
    return Rewritten(written, tuple(taken.items()))


def _worded(pointer: Pointer, found: Candidate, question: str, history: Sequence[Exchange]) -> str:
    """Return what is written in the pointer's place."""
    name = full_name(found.mention, history)
    if pointer.kind == "noun":
        return _with_noun(pointer, found.mention, name, question)
    if pointer.kind == "place":
        before = question[: pointer.start].split()
        if before and before[-1].lower() in {"from", "in", "at", "near", "to"}:
            return name
        return f"{'to' if before and before[-1].lower() in _GOING else 'in'} {name}"
    if pointer.kind == "one":
        words = name.split()
        while len(words) > 1 and words[0].lower() in ARTICLES | _ORDINALS:
            words = words[1:]
        return " ".join(words)
    return possessive(name) if pointer.owns else name


def _with_noun(pointer: Pointer, mention: Mention, name: str, question: str) -> str:
    """Return "the album Low-Life", "the defence treaty", "that year (1999)": the noun that was asked with is kept."""
    asked = question[pointer.start : pointer.end]
    noun = asked.split(" ", 1)[1]
    bare = noun[:-2] if pointer.owns else noun
    if mention.head == pointer.word or mention.words >= {token.lower for token in tokens(bare)}:
        return possessive(name) if pointer.owns else name
    if is_time(mention) or mention.form != "name" or fits(pointer.word, mention):
        return f"{asked} ({name})"
    shown = f"the {bare} {name}"
    return possessive(shown) if pointer.owns else shown


def full_name(mention: Mention, history: Sequence[Exchange]) -> str:
    """Return the fullest form of a name in the history: "Frank Zappa" for "Zappa"."""
    if mention.form not in {"name", "whole"} or " and " in mention.text:
        return mention.text
    longest = mention
    for exchange in history:
        for text in (exchange.question, exchange.answer):
            for other in mentions(text):
                if (
                    other.form == "name"
                    and longest.words < other.words
                    and other.head == longest.head
                    and " and " not in other.text
                ):
                    longest = other
    return longest.text


def _with_topic(question: str, history: Sequence[Exchange], picker: Picker) -> Rewritten:
    """Say what a question of hardly any words is about: "What happened next with the ferry?"."""
    if pointers(question) or named(question) or not needs_topic(question):
        return Rewritten(question)
    pointer = Pointer("topic", False, "", False, len(question), len(question))
    found = picker.pick(pointer, candidates(pointer, question, history))
    if found is None:
        return Rewritten(question)
    name = full_name(found.mention, history)
    person = found.mention.words & PEOPLE or (found.mention.form == "name" and not found.mention.located)
    return Rewritten(f"{question.rstrip('?!. ')} {'with' if person else 'in'} {name}?")


def lost_words(question: str, written: str) -> frozenset[str]:
    """Return the words of a question that its rewriting has lost, beyond those that only point or put right."""
    if _PUTS_RIGHT.match(question):
        return frozenset()
    kept = {token.lower.removesuffix("'s") for token in tokens(written)}
    own = {word.removesuffix("'s") for word in content(question)}
    return frozenset(own - kept - _POINTING)


def needs_topic(question: str) -> bool:
    """Tell whether a question has too few words of its own to be found by: "How many died?", "Anything else?"."""
    own = content(question)
    spoken = any(mention.form in {"definite", "name"} for mention in mentions(question))
    return len(own) <= 1 and not spoken and not re.match(r"(?:what|which) \w+\W*$", question, re.IGNORECASE)
