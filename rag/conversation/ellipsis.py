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
    GROUPS,
    NOUN_VERBS,
    PEOPLE,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTIFIERS,
    TIMES,
    WH,
    Token,
    is_plural,
    is_verb,
    sentence_case,
    singular,
    tokens,
    uncapitalised,
)
from rag.conversation.mentions import Mention, is_time, mentions
from rag.conversation.salience import Exchange

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
    r"^(?P<wh>when|where|why|how) (?:is|was|did|does|will|would) (?:that|this|it)(?: be)?(?: (?:happen|happening|so|"
    r"take place|done|announced|decided))?\s*\??$",
    re.IGNORECASE,
)
# "How many from Japan?"
_LED = re.compile(
    r"^(?:how (?:many|much)|who|which) (?P<topic>(?:from|in|at|for|on|by) [\w'’ .-]{1,40}?)[\s?.!]*$", re.IGNORECASE
)
_WHEN = re.compile(r"\b(?:last|this|next) (?:year|month|week|season)\b|\b(?:yesterday|today|tomorrow)\b", re.IGNORECASE)
_ASIDE = re.compile(r"[\s,]+(?:in particular|specifically|instead|then|though|please)$", re.IGNORECASE)
_MEASURES = frozenset("many much long often old far big large soon high tall fast deep wide heavy exactly else".split())
_COUNTED = frozenset({"many", "much"})
_TAIL = frozenset({"then", "so", "again"})
_ANYONE = frozenset({"anyone", "anybody", "someone", "somebody", "anything", "something"})
_ORDINALS = frozenset("first second third fourth fifth last next other latter former same".split())


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
    if match := _DEED.match(question):
        return _with_head(match["wh"], before, last.answer)
    if match := _ABOUT.match(question):
        return _with_topic(match["topic"], before)
    if match := _NOT_BUT.match(raw):
        return _instead(match["wrong"], match["right"], before)
    words = [token for token in tokens(question) if token.word]
    if _MARKED.match(raw) and (match := _CORRECTION.match(raw)) and _fragment(match["topic"]):
        return _with_topic(match["topic"], before)
    if match := _LED.match(question):
        return _with_topic(match["topic"], before)
    if (head := _bare(words)) is not None and not _echo(words, last.answer):
        return _with_head(head, before, last.answer)
    if question != raw and words and _fragment(question) and words[0].lower not in {"any", "anything", "more"}:
        return _with_topic(question.rstrip("?!. "), before)
    return None


def _sentence(question: str) -> str:
    """Return the last sentence of a question that has several."""
    parts = [part for part in re.split(r"(?<=[?!.])\s+(?=[A-Z])", question.strip()) if part.strip()]
    return (parts[-1] if parts else question).rstrip("?!. ")


def _fragment(text: str) -> bool:
    """Tell whether a text is a phrase and no question: no verb, no question word, a few words."""
    words = [token.lower for token in tokens(text) if token.word]
    return 0 < len(words) <= 6 and not any(word in AUXILIARIES | WH for word in words) and not _has_verb(words)


def _has_verb(words: Sequence[str]) -> bool:
    return any(is_verb(word) for word in words[1:])


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
    word = head.lower().split()
    if word[-1] == "not":
        return f"{sentence_case(' '.join(word[:-1]))} {asked.auxiliary or 'did'} {_negated(asked.rest)}?"
    counts = word[0] in {"how", "which", "what"} and word[-1] in _COUNTED | {"which", "what"}
    if counts and (counted := _counted(head, asked)):
        return counted
    if (owner := _owner(word, asked)) is not None:
        return f"{head} does {owner} have?"
    if word[0] in {"who", "whom"} and asked.wh == "":
        rest = asked.rest.split()
        if rest and rest[0].lower() in _ANYONE:
            return f"{head} {asked.auxiliary} {' '.join(rest[1:])}?"
    if not asked.auxiliary:
        predicate = _after_noun(asked)
        tense = "is" if predicate.split(" ")[0].endswith("s") else "was"
        return f"{head} {tense} it that {_doer(asked, answer)} {predicate}?"
    if _starts_phrase(asked.rest) and not _copular(asked):
        return f"{head} {asked.auxiliary} {_with_object(asked, answer)}?"
    if _copular(asked):
        doer = _short(answer)
        return f"{head} {asked.auxiliary} {f'{doer} ' if doer else ''}{asked.rest}?"
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


def _instead(wrong: str, right: str, question: str) -> str | None:
    found = re.search(rf"\b{re.escape(wrong.strip())}\b", question, re.IGNORECASE)
    if found:
        return f"{question[: found.start()]}{right.strip()}{question[found.end() :]}?"
    return _with_topic(right, question) if _fragment(right) else None


def _with_topic(topic: str, question: str) -> str:
    """Ask the last question of something else: its phrase of the same sort gives way to `topic`."""
    topic = _ASIDE.sub("", topic.strip())
    words = [token for token in tokens(topic) if token.word]
    if not words:
        return f"{question}?"
    preposition = words[0].lower if words[0].lower in PREPOSITIONS and len(words) > 1 else ""
    phrase = topic[words[1].start :] if preposition else topic
    spoken = [mention for mention in mentions(question) if " and " not in mention.text or mention.form == "name"]
    if {word.lower for word in words} & TIMES and (when := _WHEN.search(question)):
        return f"{question[: when.start()]}{topic}{question[when.end() :]}?"
    old = _rival(phrase, preposition, spoken, question) if len(words) <= 6 else None
    if old is None:
        asked = _parse(question)
        if (other := re.match(r"the other (.+)$", topic, re.IGNORECASE)) and asked and asked.wh.lower() == "who":
            return f"Which other {other[1]} {f'{asked.auxiliary} ' if asked.auxiliary else ''}{asked.rest}?"
        if preposition:
            return f"{question} {topic}?"
        if phrase.isdigit():
            return f"{question} in {phrase}?"
        return f"As for {topic}, {uncapitalised(question)}?"
    counted = re.match(r"(?:many|much|any|some|which|what)\s+", question[old.start :], re.IGNORECASE)
    start = old.start + (len(counted[0]) if counted else 0)
    return f"{question[:start]}{_noun_kept(phrase, old)}{question[old.end :]}?"


def _noun_kept(phrase: str, old: Mention) -> str:
    """Return the phrase with the noun "one" stands for: "the second one" of "the first ship" is "the second ship"."""
    words = phrase.split()
    if words[-1].lower() in {"one", "ones"}:
        words[-1] = old.text.split()[-1]
    elif words[-1].lower() in _ORDINALS:
        words.append(old.text.split()[-1])
    return " ".join(words)


def _rival(phrase: str, preposition: str, spoken: Sequence[Mention], question: str) -> Mention | None:
    """Return the mention of the question that a new phrase takes the place of."""
    new = mentions(phrase, answer=True)
    sort = new[-1] if new else None
    head = new[0].head if new and new[0].start == 0 else singular(phrase.rsplit(maxsplit=1)[-1].lower())
    named = any(token.capital for token in tokens(phrase))
    same = [mention for mention in spoken if mention.head == head]
    if same:
        # "the library of Lubbe" rather than "the library"
        return max(same, key=lambda mention: (mention.start, mention.end))
    if phrase.rsplit(maxsplit=1)[-1].lower() in {"one", "ones"} | _ORDINALS:
        return spoken[-1] if spoken else None
    if sort is not None and is_time(sort):
        timed = [mention for mention in spoken if is_time(mention)]
        return timed[-1] if timed else None
    if preposition:
        led = [m for m in spoken if question[: m.start].lower().rstrip().endswith(f" {preposition}")]
        return led[-1] if led else None
    alike = [m for m in spoken if (m.form == "name") == named and not is_time(m)]
    if head in PEOPLE | GROUPS:
        agents = [m for m in spoken if m.words & (PEOPLE | GROUPS) or (m.form == "name" and not m.located)]
        if agents:
            return agents[0]
    if named and (led := [m for m in alike if m.located]):
        return led[-1]
    if (
        alike
        and not named
        and re.match(r"how many|how much|which|what \w+s\b", question, re.IGNORECASE)
        and is_plural(head + "s")
    ):
        return alike[0]
    free = [m for m in alike if not m.located] or alike
    return free[-1] if free else None
