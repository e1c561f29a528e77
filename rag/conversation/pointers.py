"""The words of a question that point at something before it: pronouns, "that year", "the first one". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.conversation.english import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    FUNCTION,
    GROUPS,
    IDLE,
    NOUN_VERBS,
    PEOPLE,
    PLACES,
    PREPOSITIONS,
    TIMES,
    WH,
    Token,
    is_plural,
    is_verb,
    singular,
    tokens,
)

# What a pointer asks for: a person, several, a thing, what was just said, a noun named again, a place, a kind of thing.
Kind = Literal["person", "several", "thing", "deed", "noun", "place", "one", "topic"]

_PERSON = {"he": False, "him": False, "she": False, "his": True, "hers": True}
_SEVERAL = {"they": False, "them": False, "their": True, "theirs": True}
_THING = {"it": False, "its": True}
_BE = frozenset({"is", "was", "are", "were", "be", "been", "being", "isn't", "wasn't", "aren't", "weren't"})
_SAYING = frozenset(
    "say says said think thinks thought believe believed claim claims claimed know known knew true announce announced "
    "report reported confirm confirmed deny denied mean means so fact suggest suggested argue argued hope hoped feel "
    "felt show shows showed likely possible clear".split()
)
_EXPLETIVE_AFTER = frozenset(
    "true possible likely clear important necessary said thought known believed expected raining snowing".split()
)
_ANY_PEOPLE = frozenset({"people", "person", "persons"})
# After these "that" is no deed to be named: "is that more than", "that the".
_NO_DEED = ARTICLES | {"who", "which", "more", "so", "all", "it", "enough", "not"}
_SUBORDINATE = (CONJUNCTIONS | {"and", "or", "to", "after", "before", "since", "until", "about", "by"}) - {"as"}


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words that point back: `question[start:end]`.

    Attributes:
        kind: what they ask for.
        owns: whether they are a possessive, so that what is written in must be one.
        word: the pronoun in lower case; of "that year", the noun.
        plural: whether they ask for several.
    """

    kind: Kind
    owns: bool
    word: str
    plural: bool
    start: int
    end: int


def pointers(question: str) -> tuple[Pointer, ...]:
    """Return what in a question points back, in order; what has its name in the question itself is left out."""
    words = tokens(question)
    return tuple(
        pointer
        for at, word in enumerate(words)
        if word.word and (pointer := _pointer(words, at)) is not None and not _named_before(words, at, pointer)
    )


def _pointer(words: Sequence[Token], at: int) -> Pointer | None:
    word = words[at].lower
    base = word.split("'", maxsplit=1)[0] if word.endswith(("'s", "'ll", "'d", "'re", "'ve")) else word
    if base in {"this", "that", "these", "those"}:
        return _demonstrative(words, at, base)
    # The pronoun alone, without the "'s" of "it's".
    start, end = words[at].start, words[at].start + len(base)
    if (kind := _personal(words, at, base)) is not None:
        named, owns, shown = kind
        return Pointer(named, owns, shown, named == "several", start, end)
    if base == "there" and not _existential(words, at):
        return Pointer("place", False, "there", False, start, end)
    if base in {"one", "ones"} and _stands_for_noun(words, at):
        return Pointer("one", False, base, base == "ones", start, end)
    return None


def _personal(words: Sequence[Token], at: int, base: str) -> tuple[Kind, bool, str] | None:
    """Return what a personal pronoun asks for, whether it owns, and the pronoun in its plainest form."""
    if base == "her":
        return "person", _owns_next(words, at), "she"
    if base in _PERSON:
        return "person", _PERSON[base], "she" if base in {"she", "hers"} else "he"
    # "Were their any others" is misspelt.
    if base in _SEVERAL and not (base == "their" and not _owns_next(words, at)):
        return "several", _SEVERAL[base], "they"
    return ("thing", _THING[base], "it") if base in _THING and not _expletive(words, at) else None


def _owns_next(words: Sequence[Token], at: int) -> bool:
    if at + 1 >= len(words) or not words[at + 1].word:
        return False
    after = words[at + 1].lower
    return after not in FUNCTION or after in {"last", "first", "next", "own", "other", "most", "two"}


def _expletive(words: Sequence[Token], at: int) -> bool:
    """Tell whether "it" stands for nothing: "is it true", "it will be possible", "was it raining"."""
    after = [word.lower for word in words[at + 1 : at + 5]]
    effort = {"take", "took", "takes", "cost", "costs"}
    while after and after[0] in AUXILIARIES | ADVERBS | effort:
        if after[0] in effort:
            # "How long did it take to ...", "What does it cost if ..."
            return bool({"to", "if", "for", "when"} & set(after))
        after = after[1:]
    return bool(after) and (after[0] in _EXPLETIVE_AFTER or (after[0] == "that"))


def _demonstrative(words: Sequence[Token], at: int, base: str) -> Pointer | None:
    """Return what "this" or "that" points at, unless it joins clauses: by itself, or the noun behind it."""
    before = words[at - 1].lower if at else ""
    after = words[at + 1] if at + 1 < len(words) and words[at + 1].word else None
    joins = before in _SAYING | {"it"} or (at and _is_noun(words[at - 1])) or (before in {"like", "than"} and not after)
    if base == "that" and joins:
        return None
    plural = base in {"these", "those"}
    alone = after is None or after.lower in FUNCTION - {"other", "first", "last", "same", "two"}
    if alone or (not plural and _is_deed(words, at + 1)):
        kind: Kind = "several" if plural else "deed"
        pointer = Pointer(kind, False, base, plural, words[at].start, words[at].start + len(base))
        return None if alone and after is not None and after.lower in _NO_DEED else pointer
    return _with_noun(words, at, plural=plural)


def _is_deed(words: Sequence[Token], at: int) -> bool:
    """Tell whether the word behind "that" is its verb: "that happened", but not "that vote"."""
    followed = at + 1 < len(words) and words[at + 1].word and is_verb(words[at + 1].lower)
    return is_verb(words[at].lower) and not followed and words[at].lower not in NOUN_VERBS


def _with_noun(words: Sequence[Token], at: int, *, plural: bool) -> Pointer | None:
    """Return the pointer of "that year": up to the last noun behind the demonstrative."""
    end = at + 1
    while end < len(words) and words[end].word and words[end].lower not in FUNCTION - {"other", "first", "same"}:
        if end > at + 1 and (is_verb(words[end].lower) or end - at > 3):
            break
        end += 1
    last = words[end - 1].lower
    noun = singular(last.removesuffix("'s"))
    current = words[at].lower == "this" and noun in TIMES and noun not in {"day", "time", "period"}
    if end == at + 1 or noun in IDLE or current:
        return None
    return Pointer("noun", last.endswith("'s"), noun, plural or is_plural(last), words[at].start, words[end - 1].end)


def _is_noun(token: Token) -> bool:
    return token.word and token.lower not in FUNCTION and not is_verb(token.lower) and not token.lower.endswith("ing")


def _existential(words: Sequence[Token], at: int) -> bool:
    before = words[at - 1].lower if at else ""
    after = words[at + 1].lower if at + 1 < len(words) else ""
    if before in _BE | {"where"} | AUXILIARIES - {"do", "did", "does"} and after and after[0].isalnum():
        return True
    return after in _BE | AUXILIARIES or words[at].lower == "there's" or before in {"over", "out"} or at == 0


def _stands_for_noun(words: Sequence[Token], at: int) -> bool:
    before = words[at - 1].lower if at else ""
    after = words[at + 1].lower if at + 1 < len(words) and words[at + 1].word else ""
    if after in {"of", "day", "who", "that"} or (after and after not in FUNCTION and not is_verb(after)):
        return False
    return (
        bool(before)
        and before not in {"no", "any", "every", "each"}
        and before not in PREPOSITIONS | WH - {"which", "what"}
    )


def _named_before(words: Sequence[Token], at: int, pointer: Pointer) -> bool:
    """Tell whether the question itself names, in an earlier clause or as the owner, what the pointer means."""
    if pointer.kind in {"deed", "noun", "place", "one"}:
        return False
    if pointer.kind == "thing" and words[0].lower == "whose":
        # "Whose van was it?"
        return True
    earlier = list(words[:at])
    if not any(_could_be(token, pointer, position) for position, token in enumerate(earlier)):
        return False
    last = max(position for position, token in enumerate(earlier) if _could_be(token, pointer, position))
    between = {token.lower for token in earlier[last + 1 :]}
    return pointer.owns or bool(between & _SUBORDINATE)


def _could_be(token: Token, pointer: Pointer, position: int) -> bool:
    word = token.lower.removesuffix("'s")
    if not token.word or word in FUNCTION:
        return False
    name = position > 0 and token.capital
    if pointer.kind == "person":
        return word in PEOPLE or (name and word not in GROUPS | PLACES | TIMES)
    if pointer.kind == "several":
        return is_plural(word) or word in GROUPS
    return word in GROUPS or (name and word not in PEOPLE | TIMES)


def named(question: str) -> bool:
    """Tell whether a question names something itself: a name, a number, a noun with "the" and more than one word."""
    return any(
        position and (token.capital or token.text[0].isdigit()) for position, token in enumerate(_plain(question))
    )


def _plain(question: str) -> Iterator[Token]:
    return (token for token in tokens(question) if token.word)


def content(question: str) -> list[str]:
    """Return the words of a question that are not of grammar."""
    return [token.lower for token in _plain(question) if token.lower not in FUNCTION | IDLE | _ANY_PEOPLE]
