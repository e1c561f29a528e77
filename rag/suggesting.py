"""Questions that an article answers, made from its own sentences.

Templates turn a sentence round ("The bridge opened in 1931." -> "When did the bridge open?"), and only those questions
are kept which the reader answers surely from that very sentence. English alone: other languages turn otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rag.dateline import without_dateline
from rag.sentences import split
from rag.types import Answer, Asker, Document, Sentence

Kind = Literal["when", "where", "how many", "how much", "why", "who", "what", "said", "about"]

# A question is kept if its answer is at least this sure; so many are kept and so many tried at most.
SURE = 0.6
MOST = 10
TRIES = 28

ABOUT = "What is this article about?"
_LONGEST = 90

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_WHEN = re.compile(
    rf"(?<!\ssince)(?<!\suntil)(?<!\sfrom)(?<!\sbefore)(?<!\safter)(?<!\sof)\s(?:(?:on|in|by)\s)?(?:early\s|late\s|mid-)?"
    rf"(?:(?:this|next|last)\s(?:week|month|year|spring|summer|autumn|winter|{_MONTH})"
    rf"|(?:{_MONTH})(?:\s\d{{1,2}})?(?:,?\s\d{{4}})?|\d{{1,2}}\s(?:{_MONTH})(?:\s\d{{4}})?"
    rf"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:1[5-9]|20)\d\d)\b(?![-\w])"
)
_WHERE = re.compile(
    r"\s(?:in|at|near|outside)\s(?:the\s)?[A-Z][\w'’-]+(?:\s(?:of\s(?:the\s)?)?[A-Z][\w'’-]+){0,3}(?=[.,]|$)"
)
_NUMBER = (
    r"(?:(?:about|around|some|nearly|almost|over|only|at least|up to|more than|fewer than|less than)\s)?"
    r"(?:\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|a hundred)"
    r"(?:\s(?:hundred|thousand|million|billion))?"
)
_COUNTED = re.compile(
    rf"(?:^|(?<=\s)){_NUMBER}\s(?P<thing>(?:[a-z-]+\s){{0,2}}?[a-z-]+(?<!s)s|people|men|women|children)\b",
    re.IGNORECASE,
)
_MONEYS = (
    "pounds|dollars|euros|francs|yen|won|yuan|ringgit|rupees|rupiah|pesos|rand|baht|roubles|rubles|tenge|kronor|dirhams"
)
_UNITS = frozenset(
    """
    its percent years months weeks days hours minutes kilometres kilometers miles metres meters millimetres millimeters
    """.split()
) | frozenset(_MONEYS.split("|"))
_MONEY = re.compile(rf"\s(?:[$£€]\s?{_NUMBER}|{_NUMBER}\s(?:{_MONEYS}))(?=[\s.,]|$)", re.IGNORECASE)
_WHY = re.compile(r",?\s(?:because|so that|in order to|due to|owing to)\s")
_THING = re.compile(r"^(?P<verb>[a-z]{3,})\s(?P<thing>(?:the|a|an|its|their)\s\S.*)$")
_QUOTES = re.compile(r"[\"“”‘«»]|''")
_UNCLEAR = re.compile(
    r"\b(?:he|him|she|hers|it|they|them|we|us|our|i|me|my|you|your|this|that|these|those|such|there|here|ones?|others?"
    r"|another|former|latter|same)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:(?:On|In|By|From|Until|Since)\s[^,]{2,24}|(?:This|Next|Last)\s\w+),\s")
# "has", "have" and "had" help a verb only before its participle.
_AUXILIARY = r"(?:will|would|can|could|is|are|was|were|must|should|may|(?:has|have|had)(?=\s(?:been|become|\w+ed)\b))"
_AUXILIARIES = re.compile(r"\b(?:will|would|can|could|is|are|was|were|must|should|may|has|have|had)\b")
_TURNED = re.compile(rf"^(?P<subject>(?:\S+\s){{1,8}}?)(?P<auxiliary>{_AUXILIARY})\s(?P<rest>\S.*)$")
_NAME = r"[A-Z][\w'’-]+(?:\s(?:(?:de|van|von|der|bin|binti|al|la|da|dos|di)\s)?[A-Z][\w'’-]+){1,4}"
_ROLE = (
    "ambassador|minister|president|director|head|chief|spokesman|spokeswoman|captain|professor|chair|chairman|mayor|manager"
    "|leader|analyst|engineer|lawyer|judge|commander|secretary|governor|coach|owner|founder|author|researcher|scientist"
    "|doctor|student|farmer|teacher|resident|officer|economist|historian|biologist|fisherman|pilot|nurse|envoy"
)
_INTRODUCED = re.compile(
    rf"(?:^|(?<=\s))(?P<name>{_NAME}),\s(?:who\s(?:is|was|chairs|leads|heads|runs)\s|(?:\w+\s){{0,3}}?(?i:{_ROLE})\b)"
)
_SAID = re.compile(
    rf"^(?P<name>(?:{_NAME}|[A-Z][\w'’-]+))\s(?P<verb>said|warned|promised|told|added|argued|claimed|explained|announced|noted|recalled|believes|expects|hopes)\s"
)
_PERSON = re.compile(rf"^{_NAME}$")
_NOT_A_PERSON = re.compile(
    r"\b(?:Typhoon|Hurricane|Storm|Cyclone|Company|Corporation|Corp|Ltd|Inc|University|College|Council|Bank|Party|Group|Airlines"
    r"|Airways|Ministry|Court|Police|City|Island|River|Lake|Port|Bridge|Airport|Hospital|School|Army|Navy|Force|Union|Association"
    r"|Agency|Institute|Museum|Committee|Commission|Board|Act|Cup|League|North|South|East|West|Northern|Southern|New|United"
    r"|States|Republic|Kingdom|Korea|Office|House|Department|Service|Centre|Center|Club|Games|Summit)\b"
)
# Past forms that open a predicate, with what stands after "did".
_PAST = dict(
    pair.split("/")
    for pair in """
    began/begin bought/buy brought/bring built/build came/come caught/catch chose/choose cost/cost cut/cut drew/draw
    fell/fall fought/fight found/find gave/give grew/grow held/hold hit/hit kept/keep knew/know laid/lay led/lead
    left/leave lost/lose made/make met/meet opened/open paid/pay put/put ran/run rose/rise saw/see sent/send
    set/set shook/shake shot/shoot sold/sell spent/spend spoke/speak stood/stand struck/strike took/take taught/teach
    threw/throw went/go
    won/win wrote/write added/add agreed/agree announced/announce approved/approve arrested/arrest arrived/arrive
    asked/ask attended/attend banned/ban called/call carried/carry caused/cause claimed/claim closed/close
    collapsed/collapse completed/complete confirmed/confirm created/create crossed/cross damaged/damage
    decided/decide declared/declare defeated/defeat delayed/delay delivered/deliver destroyed/destroy died/die
    discovered/discover dispatched/dispatch displaced/displace dropped/drop employed/employ ended/end entered/enter
    expanded/expand failed/fail flooded/flood founded/found gained/gain happened/happen helped/help hosted/host
    identified/identify increased/increase injured/injure invested/invest issued/issue joined/join killed/kill
    landed/land lasted/last launched/launch lived/live moved/move named/name offered/offer ordered/order
    passed/pass planned/plan planted/plant played/play produced/produce promised/promise published/publish
    raised/raise reached/reach received/receive recorded/record rejected/reject released/release removed/remove
    reported/report rescued/rescue resigned/resign returned/return ruled/rule scored/score served/serve
    signed/sign started/start stopped/stop studied/study suffered/suffer supported/support tested/test
    trained/train travelled/travel tried/try used/use visited/visit voted/vote waited/wait walked/walk
    wanted/want warned/warn watched/watch worked/work accepted/accept accused/accuse admitted/admit applied/apply
    appointed/appoint ate/eat blamed/blame broke/break burst/burst canceled/cancel cancelled/cancel chaired/chair
    charged/charge cited/cite contained/contain counted/count covered/cover denied/deny designed/design drank/drink
    drove/drive earned/earn elected/elect estimated/estimate feared/fear fined/fine fled/flee flew/fly freed/free
    hired/hire included/include invented/invent jailed/jail measured/measure noticed/notice owed/owe praised/praise
    predicted/predict refused/refuse repaired/repair replaced/replace restored/restore sank/sink sentenced/sentence
    stole/steal treated/treat weighed/weigh wore/wear
    """.split()
)
# Where the part of a sentence ends that a question can be made of.
_CLAUSE = re.compile(
    r"[,;:]\s|[()—]|\s[-–]\s|\s(?:which|who|whose|where|while|whereas|although|though|but|if|unless|as"
    rf"|and\s(?:it|he|she|they|will|was|is|has|had|{'|'.join(_PAST)}))\s"
)
# Present forms with what stands after "does"; no plural noun is among them that could be taken for one.
_PRESENT = {
    (
        base[:-1] + "ies"
        if base.endswith("y") and base[-2] not in "aeo"
        else base + ("es" if base[-1] in "shox" else "s")
    ): base
    for base in """
    apply begin bring build carry close contain cost cover cross earn employ end enter expect finish give happen include
    join last launch lead leave live lose make meet offer open own pay produce publish reach receive recommend replace
    require rise serve spend start stretch take teach want weigh
    """.split()
}
_DID = re.compile(rf"^(?P<subject>(?:\S+\s){{1,8}}?)(?P<verb>{'|'.join((*_PAST, *_PRESENT))})(?P<rest>\s\S.*|)$")
# Somebody by name, perhaps introduced between commas, and what they did: no other form of the verb is needed.
_DONE_BY = re.compile(
    rf"^(?P<name>(?:[A-Z][\w'’.-]+\s){{0,3}}{_NAME})(?:,\s[^,]{{3,80}},)?\s(?P<verb>{'|'.join(_PAST)}|[a-z]{{3,}}ed)\s(?P<rest>\S.*)$"
)
# What a subject begins with: an article or a name; anything else may be an adverb or half a clause.
_SUBJECT = re.compile(r"^(?:(?:The|A|An)\s\S|[A-Z])")
_BAD_SUBJECT = re.compile(
    rf"[,;:()]|\b(?:who|which|that|when|if|as|said|says|or|not|never|also|to|by|with|has|have|had|{_AUXILIARY}|{'|'.join(_PAST)})\b"
    r"|ed\s(?:the|a|an)\s|(?<=[a-z])\sand\s(?![A-Z])|\sand$"
    rf"|^(?i:{_NUMBER}|more|most|some|all|no|not|only|many|few|in|on|at|by|for|from|after|before|when|while|if|as|with|under"
    r"|but|and|although|since|once|everyone|nobody|much|neither|either|nor|each|every|both|another|several|it)\b"
)
# These say little without what comes after their object.
_NO_OBJECT = frozenset(
    "call called be been give given have keep kept leave left make made name named put set take taken".split()
)
_LEFT_OVER = frozenset(["by", "for", "in", "on"])
_PREPOSITIONS = frozenset("about at because by for from in into of on over than that to with worth".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question made from the sentence `document.text[start:end]`; `target`, if known, is what its answer holds."""

    question: str
    kind: Kind
    start: int
    end: int
    target: str = ""


def suggest(
    document: Document, asker: Asker, *, most: int = MOST, tries: int = TRIES, wanted: Callable[[], bool] = lambda: True
) -> tuple[Candidate, ...]:
    """Return questions about an article that the asker answers surely, the most varied first.

    Args:
        document: the article, which the asker knows.
        asker: what answers.
        most: the questions returned at most.
        tries: the questions asked at most; each takes as long as an answer.
        wanted: looked at before each of them; false ends the search.
    """
    kept: list[Candidate] = []
    for candidate in varied(candidates(document))[:tries]:
        if len(kept) == most or not wanted():
            break
        if is_sure(asker.ask(candidate.question, article=document.id), candidate, document):
            kept.append(candidate)
    return tuple(kept)


def candidates(document: Document) -> tuple[Candidate, ...]:
    """Return the questions that the article's sentences can be turned into, in its order; none is asked yet."""
    if not document.language.startswith("en"):
        return ()
    headings = [(block.start, block.end) for block in document.blocks if block.kind == "heading"]
    words = _Words(
        frozenset(re.findall(r"\b[a-z]+\b", document.text)),
        frozenset(re.findall(r"(?<=[a-z,] )[A-Z][\w'’-]+", document.text)),
    )
    found: dict[str, Candidate] = {}
    for sentence in split(document.text, document.blocks):
        if any(start <= sentence.start < end for start, end in headings):
            continue
        for kind, question, target in _questions(sentence, words):
            found.setdefault(question.casefold(), Candidate(question, kind, sentence.start, sentence.end, target))
    return tuple(found.values())


def varied(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates so that neighbours differ in kind and no sentence comes twice before all came once."""
    rows: dict[Kind, list[Candidate]] = {}
    for candidate in found:
        rows.setdefault(candidate.kind, []).append(candidate)
    order: list[Kind] = ["how many", "who", "when", "how much", "where", "why", "what", "said", "about"]
    columns = zip_longest(*(rows[kind] for kind in order if kind in rows))
    mixed = [candidate for column in columns for candidate in column if candidate]
    seen: set[int] = set()
    first, again = list[Candidate](), list[Candidate]()
    for candidate in mixed:
        (again if candidate.start in seen else first).append(candidate)
        seen.add(candidate.start)
    return (*first, *again)


def is_sure(answer: Answer, candidate: Candidate, document: Document) -> bool:
    """Tell whether the answer is sure and stands on the sentence that the question was made from."""
    if not answer.answered or answer.confidence < SURE:
        return False
    best = answer.citations[0] if answer.citations else None
    if best is None or best.document != document.id or not (best.start < candidate.end and candidate.start < best.end):
        return False
    short = answer.short_answer or best.quote
    return not candidate.target or _shares(short, candidate.target)


def _shares(one: str, other: str) -> bool:
    words = [frozenset(re.findall(r"\w+", text.casefold())) for text in (one, other)]
    return bool(words[0] & words[1])


def _questions(sentence: Sentence, known: _Words) -> Iterator[tuple[Kind, str, str]]:
    """Yield kind, question and target of every question that fits the templates and reads well."""
    text = without_dateline(" ".join(sentence.text.split())).rstrip(".")
    for kind, question, target in _raw_questions(text, known):
        words = question.split()
        # Left over where what was asked for stood: "planned for [Sunday]".
        if words[-1] in _LEFT_OVER:
            words.pop()
        shown = " ".join(words).strip(" ,") + "?"
        unclear = _QUOTES.search(shown) or _UNCLEAR.search(shown) or words[-1] in _PREPOSITIONS
        if not unclear and len(shown) <= _LONGEST and len(shown.split()) >= (3 if kind == "who" else 4):
            yield kind, shown[0].upper() + shown[1:], target


def _raw_questions(text: str, words: _Words) -> Iterator[tuple[Kind, str, str]]:
    if (name := _INTRODUCED.search(text)) and name["name"][0].isupper() and not _NOT_A_PERSON.search(name["name"]):
        yield "who", f"Who is {name['name']}", ""
    if said := _SAID.match(text):
        yield "said", f"What did {said['name']} say", ""
    elif (done := _DONE_BY.match(text)) and done["verb"] not in _NO_OBJECT and not _NOT_A_PERSON.search(done["name"]):
        yield "who", f"who {done['verb']} {_cut(done['rest'])}", done["name"]
    opening = _OPENING.match(text)
    plain = _OPENING.sub("", text)
    plain = plain[0].upper() + plain[1:] if plain else plain
    if counted := _COUNTED.match(plain):
        rest = _cut(plain[counted.end() :])
        if rest and counted["thing"].split()[-1].lower() not in _UNITS:
            yield "how many", f"How many {counted['thing']}{rest}", counted[0]
    for clause in (_turned(plain, words), _did(plain, words)):
        if clause:
            yield from _about(clause, opening[0] if opening else "")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a document that it writes small, and those that it writes large inside a sentence."""

    common: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A sentence taken apart: "The bridge", "will", "close on April 2"; `verb` is the predicate's as it stands."""

    subject: str
    auxiliary: str
    rest: str
    verb: str
    why: str = ""

    def ask(self, word: str, rest: str) -> str:
        """Return the question that begins with `word`, about all but what it asks for."""
        return f"{word} {self.auxiliary} {self.subject} {rest.strip()}"


def _turned(text: str, words: _Words) -> _Clause | None:
    match = _TURNED.match(text)
    if not match or not _is_subject(match["subject"].strip()) or match["rest"].startswith(("not ", "likely ")):
        return None
    rest, why = _cut_why(match["rest"])
    subject = _inside(match["subject"].strip(), words)
    return _Clause(subject, match["auxiliary"], rest, match["auxiliary"], why) if subject else None


def _did(text: str, words: _Words) -> _Clause | None:
    match = _DID.match(text)
    if not match or not _is_subject(match["subject"].strip()):
        return None
    rest, why = _cut_why(match["rest"])
    # "The lenders led by a fund had promised": no predicate, or not the one of the sentence.
    if rest.startswith(" by ") or _AUXILIARIES.search(rest):
        return None
    past = _PAST.get(match["verb"])
    base = f"{past or _PRESENT[match['verb']]} {rest.strip()}".strip()
    subject = _inside(match["subject"].strip(), words)
    return _Clause(subject, "did" if past else "does", base, match["verb"], why) if subject else None


def _about(clause: _Clause, opening: str) -> Iterator[tuple[Kind, str, str]]:
    rest = clause.rest
    dates = list(_WHEN.finditer(f" {rest}"))
    if len(dates) == 1:
        when = dates[0]
        yield "when", clause.ask("when", f" {rest}"[: when.start()] + f" {rest}"[when.end() :]), when[0]
    elif opening and not dates:
        yield "when", clause.ask("when", rest), opening
    if (where := _WHERE.search(f" {rest}")) and " from " not in rest:
        yield "where", clause.ask("where", f" {rest}"[: where.start()] + f" {rest}"[where.end() :]), where[0]
    money = _MONEY.search(f" {rest}")
    if money and f" {rest}"[: money.start()].split()[-1:][0] not in _PREPOSITIONS:
        yield "how much", clause.ask("how much", f" {rest}"[: money.start()] + f" {rest}"[money.end() :]), money[0]
    # Right after the verb: what stands behind other words is not what the sentence counts.
    counted = _COUNTED.search(rest)
    if counted and len(rest[: counted.start()].split()) == 1 and counted["thing"].split()[-1].lower() not in _UNITS:
        remaining = f"{rest[: counted.start()].rstrip()} {rest[counted.end() :].strip()}"
        yield "how many", clause.ask(f"how many {counted['thing']}", remaining), counted[0]
    if clause.why:
        yield "why", clause.ask("why", rest), ""
    if (thing := _THING.match(rest)) and thing["verb"] not in _NO_OBJECT:
        yield "what", clause.ask("what", thing["verb"]), thing["thing"]
    if clause.auxiliary == clause.verb and _PERSON.match(clause.subject) and not _NOT_A_PERSON.search(clause.subject):
        yield "who", f"who {clause.verb} {rest}", clause.subject


def _is_subject(subject: str) -> bool:
    return bool(_SUBJECT.match(subject)) and not _BAD_SUBJECT.search(subject) and not _UNCLEAR.search(subject)


def _cut(rest: str) -> str:
    """The part up to the next clause; empty if nothing is left to ask about."""
    match = _CLAUSE.search(rest)
    return rest[: match.start()] if match else rest


def _cut_why(rest: str) -> tuple[str, str]:
    why = _WHY.search(rest)
    return (_cut(rest[: why.start()]), rest[why.end() :]) if why else (_cut(rest), "")


def _inside(subject: str, words: _Words) -> str | None:
    """The subject as it stands inside a question; None if it can't be told whether its first word is a name."""
    first, *others = subject.split()
    plain = first.lower()
    if plain not in {"the", "a", "an"} and ((others and others[0][0].isupper()) or first in words.names):
        return subject
    if plain in {"the", "a", "an"} or plain in words.common or plain.removesuffix("s") in words.common:
        return plain + subject[len(first) :]
    return None
