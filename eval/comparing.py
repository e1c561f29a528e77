"""Two runs over the same questions, held against each other item by item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.fields import shown
from eval.files import read_lines
from eval.measures import Unit
from eval.metrics.intervals import Interval, bootstrap_mean, known
from eval.metrics.mcnemar import mcnemar
from eval.tables import NOTHING, Column, aligned, interval, number
from rag.errors import BadInput

_FLIPS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one item went in one run, as its line in answers.jsonl tells."""

    id: str
    question: str
    article: str | None
    answer: str
    answerable: bool
    answered: bool
    exact: bool
    f1: float
    contained: bool
    right: bool
    elapsed_ms: float
    error: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One item in both runs."""

    a: Outcome
    b: Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in both runs, and run B less run A with its 95% interval, None where all articles differ by the same.

    `gained` and `lost` count the items that became true or false from A to B, and `p` is McNemar's exact test on
    them; all three are None where the measure is not a yes or no for each item.
    """

    name: str
    count: int
    a: float
    b: float
    difference: float
    interval: Interval | None
    gained: int | None = None
    lost: int | None = None
    p: float | None = None
    unit: Unit = "share"


@dataclass(frozen=True, slots=True)
class Flip:
    """An item that one run got right and the other wrong; `gained` where B is the right one."""

    id: str
    question: str
    gained: bool
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A.

    Attributes:
        a: the folder of run A.
        b: the folder of run B.
        paired: how many items are compared.
        unpaired: items that only one run has.
        errors: items left out because a run could not score them.
        differences: the measures that have items.
        flips: the items right in one run alone, in the order of run A.
    """

    a: str
    b: str
    paired: int
    unpaired: int
    errors: int
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]

    def table(self) -> str:
        """The comparison as plain text for a terminal."""
        return "\n".join([*self._head(), "", self._numbers(), "", *self._flips()]) + "\n"

    def _head(self) -> list[str]:
        left_out = [f"{self.errors} left out for errors"] if self.errors else []
        left_out += [f"{self.unpaired} in one run only"] if self.unpaired else []
        return [f"A: {self.a}", f"B: {self.b}", ", ".join([f"{self.paired} items paired", *left_out])]

    def _numbers(self) -> str:
        headings = ("A", "B", "B - A", "95%", "n", "gained", "lost", "p")
        columns = (Column("metric"), *(Column(heading, right=True) for heading in headings))
        return aligned(columns, [_row(difference) for difference in self.differences])

    def _flips(self) -> list[str]:
        gained = sum(flip.gained for flip in self.flips)
        lines = [f"{len(self.flips)} flips: {gained} gained, {len(self.flips) - gained} lost"]
        for flip in self.flips[:_FLIPS_SHOWN]:
            lines += [
                f"{'+' if flip.gained else '-'} {flip.id}  {flip.question}",
                f"    A: {flip.a}",
                f"    B: {flip.b}",
            ]
        more = len(self.flips) - _FLIPS_SHOWN
        return [*lines, f"... and {more} more"] if more > 0 else lines


_Outcomes = Callable[[Outcome], bool | float | None]

_SHARES: tuple[tuple[str, _Outcomes], ...] = (
    ("right", lambda one: one.right),
    ("containment", lambda one: one.contained if one.answerable else None),
    ("exact_match", lambda one: one.exact if one.answerable else None),
    ("refused_unanswerable", lambda one: None if one.answerable else not one.answered),
    ("false_refusal_rate", lambda one: not one.answered if one.answerable else None),
)
_MEANS: tuple[tuple[str, _Outcomes, Unit], ...] = (
    ("f1", lambda one: one.f1 if one.answerable else None, "share"),
    ("mean_elapsed_ms", lambda one: one.elapsed_ms, "milliseconds"),
)


def compare(run_a: Path, run_b: Path) -> Comparison:
    """Compare two folders that `footnote eval --out` wrote.

    Intervals are of the paired differences, whole articles drawn with replacement.

    Raises:
        BadInput: a folder holds no run, the runs share no items, or an id stands for different questions.
    """
    a, b = outcomes(run_a), outcomes(run_b)
    shared = [key for key in a if key in b]
    if not shared:
        raise BadInput(f"{run_a} and {run_b} share no items; compare two runs of the same gold set.")
    pairs = [_pair(a[key], b[key]) for key in shared]
    sound = [pair for pair in pairs if pair.a.error is None and pair.b.error is None]
    found = [_difference(name, outcome, sound, yes_or_no=True) for name, outcome in _SHARES]
    found += [_difference(name, outcome, sound, unit=unit) for name, outcome, unit in _MEANS]
    return Comparison(
        a=str(run_a),
        b=str(run_b),
        paired=len(sound),
        unpaired=len(a) + len(b) - 2 * len(shared),
        errors=len(pairs) - len(sound),
        differences=tuple(difference for difference in found if difference),
        flips=tuple(_flip(pair) for pair in sound if pair.a.right != pair.b.right),
    )


def outcomes(folder: Path) -> dict[str, Outcome]:
    """Read a run's answers.jsonl, by item id; raises `BadInput` where it is missing or not of its shape."""
    path = folder / "answers.jsonl"
    return {one.id: one for one in (_outcome(fields, path) for fields in read_lines(path))}


def _outcome(fields: dict[str, object], path: Path) -> Outcome:
    gold, score = fields.get("gold"), fields.get("score")
    if not isinstance(gold, dict) or not isinstance(score, dict):
        raise BadInput(
            f"{path}: {shown(fields)} has no gold and score; give a folder that `footnote eval --out` wrote."
        )
    said = fields.get("short_answer") or fields.get("answer") or ""
    try:
        return Outcome(
            id=str(fields["id"]),
            question=str(gold["question"]),
            article=_text(gold["article"]),
            answer=str(said),
            answerable=bool(score["answerable"]),
            answered=bool(score["answered"]),
            exact=bool(score["exact"]),
            f1=float(score["f1"]),
            contained=bool(score["contained"]),
            right=bool(score["right"]),
            elapsed_ms=float(score["elapsed_ms"]),
            error=_text(score["error"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"{path}: a line lacks or garbles {error}; write the run again with `footnote eval --out`."
        ) from None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _pair(a: Outcome, b: Outcome) -> Pair:
    if (a.question, a.answerable) != (b.question, b.answerable):
        raise BadInput(
            f'item "{a.id}" is not the same question in both runs; compare two runs of the same version of a gold set.'
        )
    return Pair(a, b)


def _difference(
    name: str, outcome: _Outcomes, pairs: Sequence[Pair], *, yes_or_no: bool = False, unit: Unit = "share"
) -> Difference | None:
    counted = [
        (float(a), float(b), pair.a.article)
        for pair in pairs
        if (a := outcome(pair.a)) is not None and (b := outcome(pair.b)) is not None
    ]
    if not counted:
        return None
    changes = [b - a for a, b, _ in counted]
    gained, lost = (sum(change > 0 for change in changes), sum(change < 0 for change in changes))
    return Difference(
        name=name,
        count=len(counted),
        a=sum(a for a, _, _ in counted) / len(counted),
        b=sum(b for _, b, _ in counted) / len(counted),
        difference=sum(changes) / len(changes),
        interval=known(bootstrap_mean(changes, [article for _, _, article in counted])),
        gained=gained if yes_or_no else None,
        lost=lost if yes_or_no else None,
        p=mcnemar(gained, lost) if yes_or_no else None,
        unit=unit,
    )


def _flip(pair: Pair) -> Flip:
    return Flip(pair.a.id, pair.a.question, pair.b.right, _said(pair.a), _said(pair.b))


def _said(outcome: Outcome) -> str:
    return " ".join(outcome.answer.split()) if outcome.answered else "(refused)"


def _row(one: Difference) -> tuple[str, ...]:
    return (
        one.name,
        number(one.a, one.unit),
        number(one.b, one.unit),
        number(one.difference, one.unit, signed=True),
        interval(one.interval, one.unit, signed=True),
        str(one.count),
        NOTHING if one.gained is None else str(one.gained),
        NOTHING if one.lost is None else str(one.lost),
        NOTHING if one.p is None else f"{one.p:.3g}",
    )
