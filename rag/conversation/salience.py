"""Which mention a pointer means: a small regression over agreement and salience. Pure.

In the spirit of QuReTeC (Voskarides et al., "Query Resolution for Conversational Search with Limited Supervision",
SIGIR 2020), which picks terms of the history, but over whole names and noun phrases, so that what is written in reads
as English. `python -m training.follow_ups` fits the weights.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rag.conversation.english import FEMALE, GROUPS, MALE, PEOPLE, PLACES, TIMES, is_plural, is_role
from rag.conversation.mentions import Mention, is_time, mentions
from rag.conversation.pointers import Kind, Pointer

FEATURES = (
    "in_question",
    "age",
    "age_squared",
    "subject",
    "once_subject",
    "leads",
    "new",
    "frequent",
    "in_last_question",
    "in_last_answer",
    "begins",
    "name",
    "definite",
    "bare",
    "whole",
    "plural",
    "located",
    "time",
    "person",
    "group",
    "place",
    "many_capitals",
    "long",
    "joined",
    "said_who",
    "head_named",
    "fits_noun",
    "other_gender",
    "lone_number",
    "said_where",
    "said_when",
    "opens",
    "agent",
    "same_pronoun",
    "still_same_pronoun",
    "overshadowed",
    "other_pronoun",
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn as it was understood: the stand-alone question and the answer without its markers.

    `referents` are the pronouns of the question as it was asked, each with the words of what it was taken for.
    """

    question: str
    answer: str
    referents: tuple[tuple[str, frozenset[str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention, and what tells whether it is meant."""

    mention: Mention
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Picker:
    """Weights for each kind of pointer, a bias, and the probability from which a mention is written in."""

    weights: Mapping[str, tuple[float, ...]]
    biases: Mapping[str, float]
    thresholds: Mapping[str, float]

    def probability(self, kind: str, features: Mapping[str, float]) -> float:
        """Return how likely a candidate is what a pointer of this kind means."""
        weights = self.weights.get(kind)
        if weights is None:
            return 0.0
        total = self.biases[kind] + sum(
            weight * features[name] for name, weight in zip(FEATURES, weights, strict=True) if features[name]
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def pick(self, pointer: Pointer, found: Sequence[Candidate]) -> Candidate | None:
        """Return the likeliest candidate, if it is likely enough; of equals the latest."""
        best, likeliest = None, self.thresholds.get(pointer.kind, 1.0)
        for candidate in found:
            probability = self.probability(pointer.kind, candidate.features)
            if probability > likeliest:
                best, likeliest = candidate, probability
        return best

    @classmethod
    def from_json(cls, text: str) -> Picker:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        if tuple(fields["features"]) != FEATURES:
            raise ValueError("the weights are for other features; fit them anew with python -m training.follow_ups")
        kinds = fields["kinds"]
        return cls(
            {kind: tuple(one["weights"]) for kind, one in kinds.items()},
            {kind: float(one["bias"]) for kind, one in kinds.items()},
            {kind: float(one["threshold"]) for kind, one in kinds.items()},
        )

    def to_json(self) -> str:
        """Return the weights as JSON."""
        kinds = {
            kind: {
                "bias": round(self.biases[kind], 4),
                "threshold": self.thresholds[kind],
                "weights": [round(weight, 4) for weight in weights],
            }
            for kind, weights in sorted(self.weights.items())
        }
        return json.dumps({"features": FEATURES, "kinds": kinds}, indent=1) + "\n"


@lru_cache(maxsize=1)
def shipped() -> Picker:
    """Return the picker that comes with Footnote."""
    return Picker.from_json(files("rag.conversation").joinpath("picker.json").read_text(encoding="utf-8"))


def candidates(
    pointer: Pointer, question: str, history: Sequence[Exchange], taken: Iterable[frozenset[str]] = ()
) -> list[Candidate]:
    """Return the mentions of the history (oldest first) that a pointer could mean, latest first.

    What `question`, as far as it is written out, says itself is left out, and so is what its other pointers were
    `taken` for.
    """
    own = frozenset(word.strip(".,!?").removesuffix("'s").lower() for word in question.split())
    # "he" is nobody who was "she" before.
    others = [
        means for exchange in history for word, means in exchange.referents if {word, pointer.word} == {"he", "she"}
    ]
    barred = [*others, *taken]
    places: dict[frozenset[str], list[_Place]] = {}
    for age, exchange in enumerate(reversed(history)):
        for asked, text in ((False, exchange.answer), (True, exchange.question)):
            for mention in mentions(text, answer=not asked):
                if mention.words <= own or _impossible(pointer, mention):
                    continue
                if not any(_alike(mention, means) for means in barred):
                    places.setdefault(mention.words, []).append(_Place(mention, age, asked))
    return [Candidate(found[0].mention, _features(pointer, found, history)) for found in places.values()]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mention stands: how many turns back, in the question or in the answer."""

    mention: Mention
    age: int
    asked: bool


def _impossible(pointer: Pointer, mention: Mention) -> bool:
    """Tell whether grammar alone rules a mention out."""
    person, timed = mention.head in PEOPLE, is_time(mention)
    ruled_out: dict[str, Callable[[], bool]] = {
        "person": lambda: _no_person(pointer, mention),
        "thing": lambda: mention.plural or bool(mention.words & PEOPLE) or timed,
        "place": lambda: not (mention.located or mention.words & PLACES) or person or timed,
        "noun": lambda: not _may_be(pointer, mention),
        "several": lambda: timed or mention.says_whose or (person and not mention.plural),
        "one": lambda: mention.form in {"name", "whole"},
    }
    return pointer.kind in ruled_out and ruled_out[pointer.kind]()


def _no_person(pointer: Pointer, mention: Mention) -> bool:
    thing = mention.form not in {"name", "whole"} and not (mention.words & PEOPLE or is_role(mention.head))
    wrong = is_time(mention) or mention.head in GROUPS | PLACES or _gender(mention) == -_wanted(pointer)
    return mention.plural or mention.says_whose or wrong or thing


def _may_be(pointer: Pointer, mention: Mention) -> bool:
    """Tell whether a mention may be what "that album" means: an album, or what the answer begins with."""
    named = singularish(pointer.word) == mention.head and pointer.plural == mention.plural
    leads = mention.form == "whole" or (mention.form == "name" and mention.start == 0)
    return named or leads or fits(pointer.word, mention)


def _wanted(pointer: Pointer) -> int:
    return 1 if pointer.word == "she" else -1


def _gender(mention: Mention) -> int:
    """Return 1 for a woman, -1 for a man, 0 where the words do not tell."""
    return bool(mention.words & FEMALE) - bool(mention.words & MALE)


def _features(pointer: Pointer, found: Sequence[_Place], history: Sequence[Exchange]) -> dict[str, float]:
    """Return the features of a mention from all its places, latest first."""
    latest = found[0]
    mention, age, asked = latest.mention, latest.age, latest.asked
    taken = [pair for exchange in history for pair in exchange.referents]
    wh = history[-1 - age].question.split(" ", 1)[0].lower()
    person = bool(mention.words & PEOPLE)
    capitals = sum(word[:1].isupper() for word in mention.text.split()) if mention.form == "name" else 0
    return {
        "in_question": float(asked),
        "age": float(age),
        "age_squared": float(age * age),
        "subject": float(mention.subject),
        "once_subject": float(any(place.mention.subject for place in found)),
        "leads": float(mention.leads),
        "new": float(not asked and age == 0 and len(found) == 1 and wh in {"what", "which", "who", "whom", "how"}),
        "frequent": math.log(len(found)),
        "in_last_question": float(any(place.asked and place.age == 0 for place in found)),
        "in_last_answer": float(any(not place.asked and place.age == 0 for place in found)),
        "begins": float(any(place.asked and place.age == len(history) - 1 for place in found)),
        "name": float(mention.form == "name"),
        "definite": float(mention.form == "definite"),
        "bare": float(mention.form == "bare"),
        "whole": float(mention.form == "whole"),
        "plural": float(mention.plural),
        "located": float(any(place.mention.located for place in found)),
        "time": float(is_time(mention)),
        "person": float(person),
        "group": float(mention.head in GROUPS or bool(mention.words & GROUPS)),
        "place": float(bool(mention.words & PLACES)),
        "many_capitals": float(capitals > 1),
        "long": float(len(mention.words) > 3),
        "joined": float(" and " in mention.text),
        "said_who": float(not asked and mention.leads and age == 0 and wh in {"who", "whom", "which"}),
        "head_named": float(pointer.kind == "noun" and singularish(pointer.word) == mention.head),
        "fits_noun": float(pointer.kind == "noun" and fits(pointer.word, mention)),
        "other_gender": float(pointer.kind == "person" and _gender(mention) == _wanted(pointer)),
        "opens": float(mention.start == 0 and mention.form == "name" and len(mention.words) == 1),
        "agent": float(mention.form != "name" and is_role(mention.head)),
        "still_same_pronoun": float(
            any(pointer.word == word and _alike(mention, means) for word, means in history[-1].referents)
        ),
        "overshadowed": float(any(_overshadowed(place, history) for place in found)),
        "same_pronoun": float(any(pointer.word == word and _alike(mention, means) for word, means in taken)),
        "other_pronoun": float(any(pointer.word != word and _alike(mention, means) for word, means in taken)),
        "said_where": float(not asked and wh == "where"),
        "said_when": float(not asked and wh == "when"),
        "lone_number": float(len(mention.words) == 1 and next(iter(mention.words))[:1].isdigit()),
    }


def _overshadowed(place: _Place, history: Sequence[Exchange]) -> bool:
    """Tell whether a mention is the doer in the last question, and "it" what is done."""
    if not (place.asked and place.age == 0 and place.mention.subject):
        return False
    question = history[-1].question
    others = [m for m in mentions(question) if m.start >= place.mention.end and not m.located and not is_time(m)]
    return bool(others) or question.lower().startswith(("what did", "what does", "what will", "what has", "what do"))


def _alike(mention: Mention, means: frozenset[str]) -> bool:
    return mention.words <= means or means <= mention.words


def singularish(word: str) -> str:
    """Return a noun in the singular if it looks plural."""
    return word[:-1] if is_plural(word) and word.endswith("s") else word


def fits(noun: str, mention: Mention) -> bool:
    """Tell whether a mention is of the sort that a noun names: "that year" a date, "this man" a person."""
    if noun in TIMES:
        return is_time(mention)
    if noun in PEOPLE:
        return bool(mention.words & PEOPLE) or (mention.form == "name" and not mention.words & (GROUPS | PLACES))
    if noun in PLACES:
        return mention.located or bool(mention.words & PLACES)
    if noun in GROUPS:
        return bool(mention.words & GROUPS)
    return False


__all__ = ["FEATURES", "Candidate", "Exchange", "Kind", "Picker", "candidates", "fits", "shipped"]
