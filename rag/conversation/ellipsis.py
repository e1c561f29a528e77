"""Questions with their words left out: "And where?", "What about Korea?", "No, the other one". Pure.

What is missing is taken from the last question, which must itself stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.english import (
    ARTICLES,
    AUXILIARIES,
    FUNCTION,
    NOUN_VERBS,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTIFIERS,
    WH,
    Token,
    is_plural,
    is_verb,
    sentence_case,
    tokens,
    uncapitalised,
)
from rag.conversation.mentions import is_time, mentions
from rag.conversation.salience import Exchange
from rag.conversation.topics import instead, is_fragment, with_topic

_ABOUT = re.compile(r"^(?:(?:what|how) about|what of)\s+(?P<topic>.+?)[\s?.!]*$", re.IGNORECASE)
_CORRECTION = re.compile(
    r"^(?:(?:no|nope|sorry|actually)\b[\s,.;:!]*|not (?:that|this|him|her|it|those|them)(?: one)?\b[\s,.;:!]+)*"
    r"(?:(?:i|we) (?:mean|meant|was asking about|am asking about|asked about)\s+)?(?P<topic>.+?)[\s?.!]*$",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"^(?:no|nope|sorry|actually|not (?:that|this|him|her|it|those|them)|(?:i|we) (?:mean|meant|was asking|asked))\b",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(r"^not\s+(?P<wrong>.+?)(?:,\s*(?:but\s+)?|\s+but\s+)(?P<right>.+?)[\s?.!]*$", re.IGNORECASE)
# "When was that?", "Why did this happen?": a question word about all that was said.
_DEED = re.compile(
    r"^(?P<wh>when|where|why|how) (?:is|was|did|does|will|would) (?:that|this|it)(?: be)?"
    r"(?: (?:happen|happening|so|take place|done|announced|decided))?\s*\??$",
    re.IGNORECASE,
)
# "How many from Japan?"
_LED = re.compile(
    r"^(?:how (?:many|much)|who|which) (?P<topic>(?:from|in|at|for|on|by) [\w'’ .-]{1,40}?)[\s?.!]*$", re.IGNORECASE
)
_MEASURES = frozenset("many much long often old far big large soon high tall fast deep wide heavy exactly else".split())
_COUNTED = frozenset({"many", "much"})
_TAIL = frozenset({"then", "so", "again"})
_ANYONE = frozenset({"anyone", "anybody", "someone", "somebody", "anything", "something"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """The last question taken apart: "How many | firms | will | the council invite"."""

    wh: str
    noun: str
    auxiliary: str
    rest: str
    plain: str


def completed(question: str, raw: str, last: Exchange) -> str | None:
    """Return the question with what it leaves out, or None if it leaves nothing out.

    Args:
        question: without its lead-in ("And", "No,").
        raw: as it was typed.
        last: the exchange before it.
    """
    before = _sentence(last.question)
    words = [token for token in tokens(question) if token.word]
    if match := _DEED.match(question):
        return _with_head(match["wh"], before, last.answer)
    if match := _NOT_BUT.match(raw):
        return instead(match["wrong"], match["right"], before)
    if (topic := _topic(question, raw)) is not None:
        return with_topic(topic, before, _other(topic, before))
    if (head := _bare(words)) is not None and not _echo(words, last.answer):
        return _with_head(head, before, last.answer)
    fragment = question != raw and words and is_fragment(question)
    if fragment and words[0].lower not in {"any", "anything", "more"}:
        topic = question.rstrip("?!. ")
        return with_topic(topic, before, _other(topic, before))
    return None


def _topic(question: str, raw: str) -> str | None:
    """Return what the last question is to be asked of instead: "Korea" of "What about Korea?"."""
    if match := _ABOUT.match(question):
        return match["topic"]
    if _MARKED.match(raw) and (match := _CORRECTION.match(raw)) and is_fragment(match["topic"]):
        return match["topic"]
    return match["topic"] if (match := _LED.match(question)) else None


def _other(topic: str, question: str) -> str | None:
    """Return the question after somebody else than was named: "Which other minister resigned?"."""
    asked, other = _parse(question), re.match(r"the other (.+)$", topic.strip(), re.IGNORECASE)
    if other is None or asked is None or asked.wh.lower() != "who":
        return None
    return f"Which other {other[1]} {f'{asked.auxiliary} ' if asked.auxiliary else ''}{asked.rest}?"


def _sentence(question: str) -> str:
    """Return the last sentence of a question that has several."""
    parts = [part for part in re.split(r"(?<=[?!.])\s+(?=[A-Z])", question.strip()) if part.strip()]
    return (parts[-1] if parts else question).rstrip("?!. ")


def _bare(words: Sequence[Token]) -> str | None:
    """Return a question word, with its noun, that has nothing to ask it of: "From which city?"."""
    kept = [word.lower for word in words]
    while len(kept) > 1 and kept[-1] in _TAIL:
        kept.pop()
    start = 1 if kept and kept[0] in PREPOSITIONS else 0
    if not start < len(kept) <= 6 or kept[start] not in WH or "'" in kept[start]:
        return None
    after = kept[start + 1 :]
    if any(word in AUXILIARIES for word in after) or (after and after[0] in {"about", "of"}):
        return None
    if kept[start] in {"who", "whom", "when", "where", "why"}:
        return _shown(words, len(kept)) if set(after) <= {"exactly", "else", "not", "precisely"} else None
    if kept[start] == "how":
        known = not after or after[0] in _MEASURES
        return _shown(words, len(kept)) if known and not any(is_verb(word) for word in after[1:]) else None
    return _shown(words, len(kept)) if not any(is_verb(word) and word not in NOUN_VERBS for word in after) else None


def _echo(words: Sequence[Token], answer: str) -> bool:
    """Tell whether a question asks after words of the answer, as "What term?" does after "an Ojibwe term"."""
    own = {word.lower for word in words if word.lower not in FUNCTION}
    return words[0].lower in {"what", "which"} and bool(own) and own <= {word.lower for word in tokens(answer)}


def _shown(words: Sequence[Token], count: int) -> str:
    return " ".join(word.text for word in words[:count])


def _parse(question: str) -> _Asked | None:
    words = [token for token in tokens(question) if token.word]
    if not words:
        return None
    if words[0].lower in AUXILIARIES:
        rest = question[words[0].end :].strip()
        return _Asked("", "", words[0].lower, rest, question)
    start = 1 if words[0].lower in PREPOSITIONS and len(words) > 1 else 0
    if words[start].lower not in WH:
        return None
    verb = next((at for at in range(start + 1, min(len(words), start + 8)) if words[at].lower in AUXILIARIES), None)
    end = len(words) if verb is None else verb
    taken = start + 1
    while taken < end and words[taken].lower in _MEASURES:
        taken += 1
    wh = question[: words[taken - 1].end]
    if verb is None:
        return _Asked(wh, "", "", question[words[taken - 1].end :].strip(), question)
    noun = question[words[taken].start : words[verb - 1].end] if taken < verb else ""
    return _Asked(wh, noun, words[verb].lower, question[words[verb].end :].strip(), question)


def _with_head(head: str, question: str, answer: str) -> str:
    """Ask something else of the same: "Where" of "When will it be signed" is "Where will it be signed?"."""
    asked = _parse(question)
    head = sentence_case(head)
    if asked is None:
        return f"{head}, as to this: {uncapitalised(question)}?"
    return _with_own_shape(head, asked) or _with_body(head, asked, answer)


def _with_own_shape(head: str, asked: _Asked) -> str | None:
    """Return the question where its first word makes it of another build: "Why not", "How many", "Who"."""
    word = head.lower().split()
    if word[-1] == "not":
        return f"{sentence_case(' '.join(word[:-1]))} {asked.auxiliary or 'did'} {_negated(asked.rest)}?"
    counts = word[0] in {"how", "which", "what"} and word[-1] in _COUNTED | {"which", "what"}
    if counts and (counted := _counted(head, asked)):
        return counted
    if (owner := _owner(word, asked)) is not None:
        return f"{head} does {owner} have?"
    first, _, rest = asked.rest.partition(" ")
    if word[0] in {"who", "whom"} and not asked.wh and first.lower() in _ANYONE:
        return f"{head} {asked.auxiliary} {rest}?"
    return None


def _with_body(head: str, asked: _Asked, answer: str) -> str:
    """Put the last question behind another first word."""
    if not asked.auxiliary:
        predicate = _after_noun(asked)
        tense = "is" if predicate.split(" ", maxsplit=1)[0].endswith("s") else "was"
        return f"{head} {tense} it that {_doer(asked, answer)} {predicate}?"
    if _copular(asked):
        doer = _short(answer)
        return f"{head} {asked.auxiliary} {f'{doer} ' if doer else ''}{asked.rest}?"
    if _starts_phrase(asked.rest):
        return f"{head} {asked.auxiliary} {_with_object(asked, answer)}?"
    return f"{head} {asked.auxiliary} {_doer(asked, answer)} {asked.rest}?"


def _owner(head: Sequence[str], asked: _Asked) -> str | None:
    """Return what has the things that are to be counted: after "How much will the stadium cost", "How many seats?"."""
    if (
        len(head) < 3
        or head[:2] != ["how", "many"]
        or asked.wh.lower() not in {"how much", "how big", "how old", "how large"}
    ):
        return None
    found = mentions(f"{asked.auxiliary} {asked.rest}")
    return found[0].text if found else None


def _counted(head: str, asked: _Asked) -> str | None:
    """Ask "how many" of what the last question spoke of: "Were any houses hit" -> "How many houses were hit?"."""
    if asked.noun:
        return f"{head} {asked.noun} {asked.auxiliary} {asked.rest}?"
    for mention in mentions(asked.rest):
        if mention.plural and mention.form in {"bare", "indefinite"}:
            noun = mention.text.removeprefix("the ")
            cut = re.sub(rf"\b(?:(?:any|some|many|the)\s+)?{re.escape(noun)}\b\s*", "", asked.rest, count=1).strip()
            return f"{head} {noun} {asked.auxiliary} {cut}?".replace(" ?", "?")
    return None


def _negated(rest: str) -> str:
    found = mentions(f"did {rest}")
    if found and found[0].start == 4:
        end = found[0].end - 4
        return f"{rest[:end]} not{rest[end:]}"
    words = rest.split(" ", 1)
    return f"{words[0]} not {words[1] if len(words) > 1 else ''}".strip()


def _starts_phrase(rest: str) -> bool:
    """Tell whether a subject follows the auxiliary."""
    words = tokens(rest)
    if not words:
        return False
    first = words[0]
    if first.lower in ARTICLES | POSSESSIVES | QUANTIFIERS | _ANYONE | {
        "there",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
    }:
        return True
    return first.capital or (is_plural(first.lower) and first.lower not in FUNCTION)


def _copular(asked: _Asked) -> bool:
    """Tell whether the question is of the form "Who is the mayor of Port Ellen": a phrase and no verb after "is"."""
    if asked.auxiliary not in {"is", "was", "are", "were"} or asked.wh.lower() not in {"who", "what", "which"}:
        return False
    words = [token.lower for token in tokens(asked.rest) if token.word]
    return _starts_phrase(asked.rest) and not any(is_verb(word) or word.endswith("ing") for word in words[1:])


def _with_object(asked: _Asked, answer: str) -> str:
    """Put what was asked for back behind its verb: "did the council approve | money | for the bridge"."""
    if not asked.noun:
        found = _object(asked.rest, answer) if asked.wh.lower() in {"what", "who", "whom"} else None
        return f"{asked.rest} {found}" if found else asked.rest
    words = tokens(asked.rest)
    cut = next(
        (word.start for at, word in enumerate(words) if at >= 2 and word.lower in PREPOSITIONS - {"of"}),
        len(asked.rest),
    )
    noun = asked.noun if is_plural(asked.noun.split()[-1].lower()) else f"the {asked.noun}"
    return " ".join(f"{asked.rest[:cut].rstrip()} {noun} {asked.rest[cut:]}".split())


def _object(rest: str, answer: str) -> str | None:
    """Return what the answer says behind the question's last verb: of "will the library lend", "sewing machines"."""
    last = rest.rsplit(maxsplit=1)[-1]
    verb = rest.split()[-2] if last.lower() in PREPOSITIONS and " " in rest else last
    found = mentions(answer, answer=True)
    at = answer.lower().find(verb.lower().rstrip("e"))
    behind = [m for m in found if m.form == "whole"] or [m for m in found if 0 <= at < m.start]
    return behind[0].text if behind else None


def _doer(asked: _Asked, answer: str) -> str:
    """Return who or what did it, as the answer has it, or else a word that stands for it."""
    if short := _short(answer):
        return short
    if asked.noun:
        return f"the {asked.noun}"
    first = asked.wh.lower().split(" ")[0]
    if not asked.auxiliary and first in {"which", "what", "how"}:
        noun = next((token for token in tokens(asked.rest) if token.word and not is_verb(token.lower)), None)
        if noun is not None and noun.start == 0:
            return f"the {noun.text}"
    return "someone" if first in {"who", "whom"} else "something"


def _after_noun(asked: _Asked) -> str:
    """Return the predicate of a question without an auxiliary: of "firms came from Malaysia", "came from Malaysia"."""
    words = [token for token in tokens(asked.rest) if token.word]
    verb = next((token for token in words if is_verb(token.lower)), None)
    first = asked.wh.lower().split(" ")[0]
    if verb is None or first in {"who", "whom"}:
        return asked.rest
    return asked.rest[verb.start :]


def _short(answer: str) -> str | None:
    found = mentions(answer, answer=True)
    whole = [mention for mention in found if mention.form == "whole"] or [
        m for m in found if m.start == found[0].start < 3
    ][-1:]
    return whole[0].text if whole and not is_time(whole[0]) else None
