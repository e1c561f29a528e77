"""The named numbers of a report: which scores each counts, which way is better, how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from eval.finding import RANKS
from eval.metrics.calibration import expected_calibration_error
from eval.metrics.intervals import Array, Interval, bootstrap, bootstrap_mean, known, wilson
from eval.metrics.latency import percentile
from eval.metrics.risk_coverage import area_under_risk_coverage
from eval.scoring import Score, scored

Unit = Literal["share", "milliseconds", "count"]


@dataclass(frozen=True, slots=True)
class Value:
    """A measured number, with its 95% interval where it is known and the number of items it rests on.

    `value` is None where no item counts for it.
    """

    value: float | None
    count: int
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that can be asked for by name.

    Attributes:
        name: in report.json and in --fail-under.
        meaning: what it counts, for a reader.
        compute: all scores of a run (or of one type) -> the value.
        lower_is_better: whether a gate is an upper bound.
        unit: how to show it; shares lie in [0, 1].
    """

    name: str
    meaning: str
    compute: Callable[[Sequence[Score]], Value]
    lower_is_better: bool = False
    unit: Unit = "share"


def measure(scores: Sequence[Score]) -> dict[str, Value]:
    """Compute every measure of the scores, by name."""
    return {one.name: one.compute(scores) for one in MEASURES}


def clusters(scores: Sequence[Score]) -> list[str | None]:
    """The articles of the scores, which intervals draw as wholes."""
    return [one.article for one in scores]


def share_interval(outcomes: Sequence[bool], articles: Sequence[str | None]) -> Interval:
    """The 95% interval of a share: Wilson's within one article, the clustered bootstrap over several.

    Where all articles have the same share the bootstrap would claim to be certain, so it is Wilson's there too.
    """
    alone = wilson(sum(outcomes), len(outcomes))
    if len(set(articles)) < 2:
        return alone
    return known(bootstrap_mean([float(outcome) for outcome in outcomes], articles)) or alone


def _share(outcome: Callable[[Score], bool | None]) -> Callable[[Sequence[Score]], Value]:
    """The share of true outcomes among the scores that have one."""

    def compute(scores: Sequence[Score]) -> Value:
        counted = [(found, one.article) for one in scored(scores) if (found := outcome(one)) is not None]
        if not counted:
            return Value(None, 0)
        outcomes = [found for found, _ in counted]
        articles = [article for _, article in counted]
        return Value(sum(outcomes) / len(outcomes), len(outcomes), share_interval(outcomes, articles))

    return compute


def _mean(outcome: Callable[[Score], float | None]) -> Callable[[Sequence[Score]], Value]:
    """The mean outcome of the scores that have one."""

    def compute(scores: Sequence[Score]) -> Value:
        counted = [(found, one.article) for one in scored(scores) if (found := outcome(one)) is not None]
        if not counted:
            return Value(None, 0)
        values = [found for found, _ in counted]
        interval = known(bootstrap_mean(values, [article for _, article in counted]))
        return Value(sum(values) / len(values), len(values), interval)

    return compute


def _recall(k: int) -> Callable[[Score], float | None]:
    return lambda one: one.found.recall[k - 1] if one.found else None


def recall_curve(scores: Sequence[Score]) -> tuple[float, ...]:
    """The mean recall@k for k from 1 to `RANKS`; empty where retrieval was not measured."""
    found = [one.found for one in scored(scores) if one.found]
    return tuple(sum(one.recall[place] for one in found) / len(found) for place in range(RANKS) if found)


def _latency(share: float) -> Callable[[Sequence[Score]], Value]:
    def quantile(values: Array) -> float:
        return float(np.quantile(values, share))

    def compute(scores: Sequence[Score]) -> Value:
        counted = scored(scores)
        values = [one.elapsed_ms for one in counted]
        if not values:
            return Value(None, 0)
        interval = known(bootstrap(values, clusters(counted), quantile, resamples=500))
        return Value(percentile(values, share), len(values), interval)

    return compute


def _over_answered(
    statistic: Callable[[Sequence[tuple[float, bool]]], float | None],
) -> Callable[[Sequence[Score]], Value]:
    """A statistic of (confidence, right) over the answers given: of what is not shown nobody knows if it was right."""

    def compute(scores: Sequence[Score]) -> Value:
        pairs = answered_pairs(scores)
        return Value(statistic(pairs), len(pairs))

    return compute


def answered_pairs(scores: Sequence[Score]) -> list[tuple[float, bool]]:
    """(confidence, right) of the answers given."""
    return [(one.probability, one.right) for one in scored(scores) if one.answered]


def _errors(scores: Sequence[Score]) -> Value:
    return Value(float(len(scores) - len(scored(scores))), len(scores))


MEASURES: tuple[Measure, ...] = (
    Measure(
        "containment",
        "answerable questions whose answer says a gold answer",
        _share(lambda one: one.contained if one.answerable else None),
    ),
    Measure(
        "exact_match",
        "answerable questions whose answer equals a gold answer",
        _share(lambda one: one.exact if one.answerable else None),
    ),
    Measure(
        "f1",
        "mean F1 over words of the answerable questions",
        _mean(lambda one: one.f1 if one.answerable else None),
    ),
    Measure(
        "right",
        "questions answered rightly or, where unanswerable, refused",
        _share(lambda one: one.right),
    ),
    Measure(
        "refused_unanswerable",
        "unanswerable questions that were refused",
        _share(lambda one: None if one.answerable else not one.answered),
    ),
    Measure(
        "false_answer_rate",
        "unanswerable questions that were answered",
        _share(lambda one: None if one.answerable else one.answered),
        lower_is_better=True,
    ),
    Measure(
        "false_refusal_rate",
        "answerable questions that were refused",
        _share(lambda one: not one.answered if one.answerable else None),
        lower_is_better=True,
    ),
    Measure(
        "citations_valid",
        "answers whose citations are all verbatim in the document",
        _share(lambda one: one.citations_valid),
    ),
    Measure(
        "evidence_overlap",
        "answers whose citations touch the gold evidence",
        _share(lambda one: one.evidence_overlap),
    ),
    Measure(
        "evidence_precision",
        "mean share of cited characters that is gold evidence",
        _mean(lambda one: one.evidence_precision),
    ),
    Measure(
        "evidence_recall",
        "mean share of the gold evidence that is cited",
        _mean(lambda one: one.evidence_recall),
    ),
    Measure(
        "citation_precision",
        "mean share of an answer's citations that its statements need",
        _mean(lambda one: one.citation_precision),
    ),
    Measure(
        "citation_recall",
        "mean share of an answer's statements that their citations support",
        _mean(lambda one: one.citation_recall),
    ),
    *(
        Measure(
            f"recall@{k}",
            f"mean share of the gold quotes in the first {'chunk' if k == 1 else f'{k} chunks'} found",
            _mean(_recall(k)),
        )
        for k in (1, 4, RANKS)
    ),
    Measure(
        f"mrr@{RANKS}",
        "mean of 1 / the rank of the first chunk with gold evidence",
        _mean(lambda one: one.found.reciprocal_rank if one.found else None),
    ),
    Measure(
        f"ndcg@{RANKS}",
        "mean nDCG of the chunks found, those with gold evidence being relevant",
        _mean(lambda one: one.found.ndcg if one.found else None),
    ),
    Measure(
        "ece",
        "expected calibration error of the answers given",
        _over_answered(expected_calibration_error),
        lower_is_better=True,
    ),
    Measure(
        "aurc",
        "area under the risk-coverage curve of the answers given",
        _over_answered(area_under_risk_coverage),
        lower_is_better=True,
    ),
    Measure(
        "latency_p50_ms",
        "median time of an answer",
        _latency(0.5),
        lower_is_better=True,
        unit="milliseconds",
    ),
    Measure(
        "latency_p95_ms",
        "time that 95% of the answers keep within",
        _latency(0.95),
        lower_is_better=True,
        unit="milliseconds",
    ),
    Measure(
        "errors",
        "items that could not be scored",
        _errors,
        lower_is_better=True,
        unit="count",
    ),
)

BY_NAME: Mapping[str, Measure] = {one.name: one for one in MEASURES}
