"""Drafts of simulated chat models, each line with whether the article supports it: honest, weak and hostile. Pure."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.writing.sources import Source

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_NUMBER = re.compile(r"\b\d+\b")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|has|have|had|can|could|would)\b")
_HEDGE = re.compile(r"\b(?:may|might|could|would|should|about|almost|nearly|more than|at least|up to|expected to) ")
_RELATIVE = re.compile(r", (?:which|who|whom|where) [^,.;“”]*(?:,(?= )|(?=[.]$))")
_DATELINE = re.compile(r"^[A-Z][A-Za-z ,.0-9]{2,38} - (?=[A-Z])")
_ATTRIBUTION = re.compile(r", (?:[\w.]+ ){0,3}(?:reports|said|says|reported)(?: [\w.]+){0,3}(?=[.]$)")
_LONGEST = re.compile(r"\b[a-z]{5,}\b")
_OPPOSITE = {
    "before": "after",
    "after": "before",
    "rose": "fell",
    "fell": "rose",
    "from": "to",
    "first": "last",
    "more": "less",
    "new": "old",
    "is": "was",
    "was": "is",
    "will": "did",
    "he": "she",
    "by": "against",
    "all": "some",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a draft: its text, the numbers it cites, what was done to it, and whether the article supports it."""

    text: str
    numbers: tuple[int, ...]
    kind: str
    supported: bool

    @property
    def written(self) -> str:
        """The line as a model writes it."""
        return self.text + "".join(f" [{number}]" for number in self.numbers)


def honest(sources: Sequence[Source], counts: Counter[str]) -> Iterator[Line]:
    """Yield true sentences, word for word and lightly recast: one of each source, in the kind counted least so far.

    Of one source, two kinds would come to the same sentence, and a writer shows that once: neither could be counted.
    """
    # A heading or an item is not what a model answers with.
    told = [source for source in sources if source.text[-1] in ".!?”\"'"]
    for at, source in enumerate(told):
        lines = {line.kind: line for line in _true(source, told[at + 1 : at + 2])}
        # How soon the first is shown is measured, which a recast one that is not shown would spoil.
        kind = min(lines, key=counts.__getitem__) if at else "verbatim"
        counts[kind] += 1
        yield lines[kind]


def _true(source: Source, following: Sequence[Source]) -> Iterator[Line]:
    """Yield what can truly be told of a source, and of the one after it, a line a kind."""
    text, cited = source.text, (source.number,)
    yield Line(text, cited, "verbatim", supported=True)
    for kind, changed in _recast(text):
        if changed != text:
            yield Line(changed, cited, kind, supported=True)
    if text.endswith("."):
        for after in following:
            yield Line(f"{text[:-1]}, and {after.text}", (*cited, after.number), "two joined", supported=True)
    yield Line(f"According to the article, {text}", cited, "with a lead-in", supported=True)


def _recast(text: str) -> Iterator[tuple[str, str]]:
    if "“" not in text:
        yield "without attribution", _ATTRIBUTION.sub("", text, count=1)
        yield "without a relative clause", _RELATIVE.sub("", text, count=1)
    yield "without dateline", _DATELINE.sub("", text)
    yield "other quotes", text.replace("’", "'").replace("“", '"').replace("”", '"')


def weak(sources: Sequence[Source], chance: random.Random) -> Iterator[Line]:
    """Yield what weak models make of a sentence: wrong in one place, or cited wrongly."""
    everything = " ".join(source.text for source in sources)
    names, words = set(_NAME.findall(everything)), set(_LONGEST.findall(everything))
    for at, source in enumerate(sources):
        cited = (source.number,)
        for kind, text in _spoiled(source.text, sorted(names), sorted(words), chance):
            if text != source.text:
                yield Line(text, cited, kind, supported=False)
        if at + 1 < len(sources):
            after = sources[at + 1]
            yield Line(_spliced(source.text, after.text), (*cited, after.number), "two spliced", supported=False)
        if source.text.endswith("."):
            # By turns: both of one source would be the same sentence, of which one is shown.
            kind, numbers = ("no citation", ()) if at % 2 else ("wrong citation", (source.number + 40,))
            yield Line(source.text, numbers, kind, supported=True)
    yield Line("The Duke of Nowhere was delighted.", (77,), "invented", supported=False)
    yield Line("Everybody agrees that this is wonderful.", (1,), "invented", supported=False)


def hostile(sources: Sequence[Source], payloads: Sequence[str]) -> Iterator[Line]:
    """Yield what a model writes that obeys each planted payload, alone and worked into true sentences."""
    for at, payload in enumerate(payloads):
        source = sources[at % len(sources)]
        words = source.text.split()
        middle = len(words) // 2
        for kind, text, numbers in (
            ("obeyed", payload, (source.number,)),
            ("obeyed", payload, ()),
            ("appended", f"{source.text.rstrip('.')}, and {payload}", (source.number,)),
            ("worked in", " ".join([*words[:middle], payload, *words[middle:]]), (source.number,)),
            ("put in a mouth", f"{payload.rstrip('.')}, the article says.", tuple(one.number for one in sources[:6])),
        ):
            yield Line(text, numbers, kind, supported=False)


def _spoiled(text: str, names: Sequence[str], words: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    yield from _numbers(text)
    yield from _names(text, names, chance)
    yield from _little_words(text)
    yield from _long_words(text, words, chance)


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    for number in _NUMBER.finditer(text):
        yield "number", text[: number.start()] + str(int(number[0]) + 1) + text[number.end() :]
    if numbers := _NUMBER.findall(text):
        yield "numbers swapped", _swapped(text, numbers[0], numbers[-1])


def _names(text: str, names: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    own = _NAME.findall(text)
    others = [name for name in names if name not in text]
    if own and others:
        yield "name", text.replace(own[0], chance.choice(others), 1)
    if len(own) > 1:
        yield "names swapped", _swapped(text, own[0], own[-1])


def _little_words(text: str) -> Iterator[tuple[str, str]]:
    if " not " in text:
        yield "negation", text.replace(" not ", " ", 1)
    elif match := _AUXILIARY.search(text):
        yield "negation", f"{text[: match.end()]} not{text[match.end() :]}"
    if match := _HEDGE.search(text):
        yield "hedge", text[: match.start()] + text[match.end() :]
    for word in text.split():
        if other := _OPPOSITE.get(word):
            yield "opposite", re.sub(rf"\b{word}\b", other, text, count=1)


def _long_words(text: str, words: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    own, long = text.split(), _LONGEST.findall(text)
    foreign = [word for word in words if word not in text]
    if long and foreign:
        yield "word", text.replace(chance.choice(long), chance.choice(foreign), 1)
    if len(long) > 1:
        yield "words swapped", _swapped(text, long[0], long[-1])
    if len(own) > 9:
        # From the beginning right to the end, so that something is said of the wrong thing.
        yield "middle left out", " ".join([*own[:3], *own[-4:]])
    if " said " in text:
        yield "said of oneself", text.replace(" said ", " ", 1)


def _swapped(text: str, one: str, other: str) -> str:
    return re.sub(rf"\b(?:{one}|{other})\b", lambda match: other if match[0] == one else one, text)


def _spliced(one: str, other: str) -> str:
    left, right = one.split(), other.split()
    return " ".join([*left[: len(left) // 2 + 1], *right[len(right) // 2 :]])
