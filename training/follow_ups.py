"""Measure how follow-ups are rewritten: `python -m training.follow_ups --data DATA [--fit [--write]]`.

With --fit, fits what picks the names.

CANARD is split by conversation: two thirds to fit on, one third to measure on. The rules were written with CANARD's
first part and CAsT 2020 in sight; CAsT 2019 and 2021 are only measured.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.conversation import rewriting
from rag.conversation.pointers import Pointer, named, pointers
from rag.conversation.salience import FEATURES, Exchange, Picker, candidates, shipped
from rag.index.words import words
from rag.types import Turn
from training.conversations import FollowUp, canard, cast
from training.examples import existing_folder
from training.logistic import fit

PICKER = Path(__file__).parents[1] / "rag" / "conversation" / "picker.json"
# A name wrongly written in misleads more than one left out: thresholds weigh precision higher than recall.
BETA = 0.5
# For what is guessed rather than pointed at, only what is rather likely.
LOWEST = {"deed": 0.4, "topic": 0.5}
# What CANARD cannot teach, because each of its conversations is about one person or band: added to what is fitted.
PRIORS: dict[str, dict[str, float]] = {
    "person": {
        "said_who": 3.0,
        "still_same_pronoun": 2.5,
        "person": 1.5,
        "many_capitals": 0.5,
        "located": -1.0,
        "group": -1.0,
    },
    "several": {"plural": 1.0, "group": 0.5, "agent": 0.5, "new": 0.5, "located": -1.0},
    "thing": {
        "overshadowed": -2.0,
        "definite": 0.5,
        "in_last_question": 0.5,
        "said_who": 2.0,
        "new": 1.0,
        "located": -1.5,
    },
    "topic": {"name": -1.5, "person": -2.0, "in_last_question": 2.0, "definite": 1.5, "whole": -1.0, "bias": -0.5},
    "place": {"located": 2.0, "said_where": 2.0, "age": -1.0, "name": 1.0, "bias": -1.5},
    "one": {"in_last_question": 2.0, "definite": 0.5, "age": -1.0, "plural": -0.5, "time": -3.0, "bias": -0.5},
}
ROUNDS = 2

Rewrite = Callable[[FollowUp], str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What rewriting added, against what people added: words in common, ours, theirs; and questions left alone."""

    common: int
    ours: int
    theirs: int
    untouched: int
    alone: int

    def __str__(self) -> str:
        """Show precision, recall, F1 and how many questions that stand alone were left so."""
        precision, recall = self.common / max(1, self.ours), self.common / max(1, self.theirs)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        left = f"left alone {self.untouched / max(1, self.alone):.3f} of {self.alone}"
        return f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} {left}"


def main() -> None:
    """Fit, measure and, with --write, ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=existing_folder, required=True)
    parser.add_argument("--fit", action="store_true", help="fit the weights anew before measuring")
    parser.add_argument("--write", action="store_true", help="with --fit: replace the shipped weights")
    options = parser.parse_args()
    items = canard(options.data)
    picker = fitted([item for item in items if not held_out(item)]) if options.fit else shipped()
    sets = {
        "canard, fitted on": [item for item in items if not held_out(item)],
        "canard, held out": [item for item in items if held_out(item)],
        "canard with titles, held out": [item for item in canard(options.data, titles=True) if held_out(item)],
        "cast 2019, held out": cast(options.data, 2019),
        "cast 2020, looked at": cast(options.data, 2020),
        "cast 2021, held out": cast(options.data, 2021),
    }
    for name, found in sets.items():
        print(f"{name}: {len(found)} questions")
        rewritten = [apply(item, picker) for item in found]
        print("  terms     ", terms(found, rewritten))
        for label, asked in (
            ("raw", [item.question for item in found]),
            ("rewritten", rewritten),
            ("by people", [item.rewrite for item in found]),
        ):
            if shown := retrieval(found, asked):
                print(f"  {label:<10}", shown)
    if options.fit and options.write:
        PICKER.write_text(picker.to_json(), encoding="utf-8")


def held_out(item: FollowUp) -> bool:
    """Tell whether a conversation is kept for measuring."""
    return zlib.crc32(item.conversation.encode()) % 3 == 0


def apply(item: FollowUp, picker: Picker) -> str:
    """Rewrite one follow-up."""
    return rewriting.rewrite(item.question, rewriting.understood(item.history, picker), picker).question


def terms(items: Sequence[FollowUp], rewritten: Sequence[str]) -> Terms:
    """Compare the words that rewriting added with those that people added."""
    common = ours = theirs = untouched = alone = 0
    for item, written in zip(items, rewritten, strict=True):
        own = set(words(item.question))
        added, wanted = set(words(written)) - own, set(words(item.rewrite)) - own
        common += len(added & wanted)
        ours += len(added)
        theirs += len(wanted)
        if not wanted:
            alone += 1
            untouched += not added
    return Terms(common, ours, theirs, untouched, alone)


def retrieval(items: Sequence[FollowUp], asked: Sequence[str], depth: int = 10) -> str:
    """Return the recall of BM25 over the passages of all conversations, and the mean reciprocal rank."""
    from rag.index.lexical import Lexical  # noqa: PLC0415

    passages = list(dict.fromkeys(item.passage for item in items if item.passage))
    if not passages:
        return ""
    index = Lexical.build(passages)
    place = {passage: at for at, passage in enumerate(passages)}
    ranks = []
    for item, question in zip(items, asked, strict=True):
        if item.passage:
            found = [position for position, _ in index.search(question, depth)]
            ranks.append(found.index(place[item.passage]) + 1 if place[item.passage] in found else 0)
    first = np.mean([rank == 1 for rank in ranks])
    some = np.mean([rank > 0 for rank in ranks])
    mean = np.mean([1 / rank if rank else 0.0 for rank in ranks])
    return f"recall@1 {first:.3f} recall@{depth} {some:.3f} MRR {mean:.3f} of {len(ranks)}"


def fitted(items: Sequence[FollowUp]) -> Picker:
    """Fit weights for each kind of pointer; the history is rewritten with the weights of the round before."""
    picker = Picker({}, {}, {})
    for _ in range(ROUNDS):
        rows = gather(items, picker)
        picker = _fit_kinds(rows)
    return picker


@dataclass(frozen=True, slots=True)
class Choice:
    """One pointer of a question: a row of features for each candidate, which are right, what each would add."""

    kind: str
    rows: list[dict[str, float]]
    right: list[bool]
    added: list[tuple[int, int]]
    wanted: int


def gather(items: Sequence[FollowUp], picker: Picker) -> list[Choice]:
    """Note the candidates of every pointer, and which of them a person wrote in."""
    found = []
    for item in items:
        history = rewriting.understood(item.history, picker) if picker.weights else _as_people_did(item)
        own = set(words(item.question))
        wanted = set(words(item.rewrite)) - own
        whole = set(words(item.rewrite)) | own
        for pointer in _asked_with(item.question):
            options = list(candidates(pointer, item.question, history))
            new = [set(words(rewriting.full_name(option.mention, history))) - own for option in options]
            # Right: nothing but words a person wrote, at least one of them new, and as many as can be had.
            best = max((len(one & wanted) for one in new if one <= whole), default=0)
            right = [one <= whole and 0 < len(one & wanted) == best for one in new]
            added = [(len(one & wanted), len(one)) for one in new]
            found.append(Choice(pointer.kind, [dict(one.features) for one in options], right, added, len(wanted)))
    return found


def _asked_with(question: str) -> Sequence[Pointer]:
    found = pointers(question)
    if found or named(question) or not rewriting.needs_topic(question):
        return found
    return [Pointer("topic", False, "", False, len(question), len(question))]


def _as_people_did(item: FollowUp) -> tuple[Exchange, ...]:
    return rewriting.understood([Turn(turn.question, turn.answer) for turn in item.history], Picker({}, {}, {}))


def _fit_kinds(choices: Sequence[Choice]) -> Picker:
    weights, biases, thresholds = {}, {}, {}
    for kind in sorted({choice.kind for choice in choices}):
        group = [choice for choice in choices if choice.kind == kind]
        rows = [row for choice in group for row in choice.rows]
        right = [value for choice in group for value in choice.right]
        if kind in {"place", "one"}:
            # Too few to fit: what is known of them beforehand is all there is.
            weights[kind], biases[kind] = _with_priors(kind, (0.0,) * len(FEATURES), 0.0)
            thresholds[kind] = 0.5
            continue
        weights[kind], biases[kind] = _with_priors(kind, *fit(rows, right, FEATURES))
        thresholds[kind] = _threshold(group, Picker(weights, biases, {}), kind)
        print(
            f"{kind}: {len(group)} pointers, {sum(right)} of {len(rows)} candidates right, from {thresholds[kind]:.2f}"
        )
        print("   ", _shares(group, Picker(weights, biases, thresholds), kind))
    return Picker(weights, biases, thresholds)


def _with_priors(kind: str, weights: Sequence[float], bias: float) -> tuple[tuple[float, ...], float]:
    prior = PRIORS.get(kind, {})
    total = tuple(weight + prior.get(name, 0.0) for name, weight in zip(FEATURES, weights, strict=True))
    return total, bias + prior.get("bias", 0.0)


def _shares(group: Sequence[Choice], picker: Picker, kind: str) -> str:
    """Return how many pointers got a candidate and how many of those were right."""
    picked = right = 0
    for choice in group:
        scores = [picker.probability(kind, row) for row in choice.rows]
        if scores and max(scores) > picker.thresholds[kind]:
            picked += 1
            right += choice.right[int(np.argmax(scores))]
    return f"picked {picked}, right {right}, could be {sum(any(choice.right) for choice in group)}"


def _threshold(group: Sequence[Choice], picker: Picker, kind: str) -> float:
    """Return the probability that gives the words added the highest F-measure with BETA."""
    best = []
    for choice in group:
        scores = [picker.probability(kind, row) for row in choice.rows]
        top = int(np.argmax(scores)) if scores else -1
        best.append((scores[top], *choice.added[top], choice.wanted) if scores else (0.0, 0, 0, choice.wanted))
    wanted = sum(one[3] for one in best)

    def worth(threshold: float) -> float:
        common = sum(one[1] for one in best if one[0] > threshold)
        ours = sum(one[2] for one in best if one[0] > threshold)
        precision, recall = common / max(1, ours), common / max(1, wanted)
        return (1 + BETA**2) * precision * recall / max(1e-9, BETA**2 * precision + recall)

    return float(max(np.linspace(LOWEST.get(kind, 0.2), 0.9, 36).round(2), key=worth))


if __name__ == "__main__":
    main()
