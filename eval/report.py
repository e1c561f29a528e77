"""What a run amounts to: the numbers with their intervals, by type, and the files that keep them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.files import remove, write_json, write_lines, write_text
from eval.formats import beir, ragas
from eval.items import GoldItem
from eval.measures import BY_NAME, MEASURES, Value, answered_pairs, measure, recall_curve
from eval.metrics.abstention import Abstention, abstention
from eval.metrics.calibration import Bin, reliability
from eval.metrics.risk_coverage import Point, risk_coverage
from eval.metrics.squad import squad_scores
from eval.running import Metadata, Run
from eval.scoring import Score, prediction, scored
from eval.tables import Column, aligned, interval, number
from rag.serialising import answer_to_json
from rag.types import Answer

TYPE_MEASURES = ("right", "containment", "exact_match", "f1", "false_refusal_rate", "refused_unanswerable")

_CURVE_POINTS = 100


@dataclass(frozen=True, slots=True)
class TypeRow:
    """The numbers of one type of question: those of `TYPE_MEASURES`, by name."""

    type: str
    items: int
    errors: int
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Report:
    """A run in numbers.

    Attributes:
        gold: the gold set's name.
        sha256: the gold set's digest.
        items: how many items it has; `answerable` of them can be answered.
        articles: how many articles the items name.
        modes: the ways answers were made, with how many.
        values: every measure, by name.
        types: by type, in the order of the gold set.
        abstention: answered and refused against answerable and not.
        reliability: confidence against right answers, in bins.
        curve: risk and coverage, thinned out to about a hundred points.
        recall: the mean recall@k for k from 1 on; empty where retrieval was not measured.
        squad: what SQuAD's own script gives, for runs over articles one by one.
        metadata: how the run came about.
    """

    gold: str
    sha256: str
    items: int
    answerable: int
    articles: int
    modes: dict[str, int]
    values: dict[str, Value]
    types: tuple[TypeRow, ...]
    abstention: Abstention
    reliability: tuple[Bin, ...]
    curve: tuple[Point, ...]
    recall: tuple[float, ...]
    squad: dict[str, float] | None
    metadata: Metadata

    def to_json(self) -> dict[str, object]:
        """The report as plain values, without NaN: what report.json holds."""
        fields = asdict(self)
        fields["metrics"] = {name: plain_value(value) for name, value in self.values.items()}
        del fields["values"]
        fields["types"] = [_type_plain(row) for row in self.types]
        return {"format": 1, **fields}


def summarise(run: Run) -> Report:
    """Work out the numbers of a run."""
    pairs = answered_pairs(run.scores)
    counted = scored(run.scores)
    curve = risk_coverage(pairs, len(counted))
    return Report(
        gold=run.gold.name,
        sha256=run.gold.sha256,
        items=len(run.scores),
        answerable=sum(one.answerable for one in run.scores),
        articles=len({one.article for one in run.scores} - {None}),
        modes=dict(Counter(answer.mode for answer in run.answers if answer)),
        values=measure(run.scores),
        types=_by_type(run.scores),
        abstention=abstention((one.answerable, one.answered) for one in counted),
        reliability=reliability(pairs),
        curve=_thinned(curve),
        recall=recall_curve(run.scores),
        squad=_squad(run) if run.metadata.per_article else None,
        metadata=run.metadata,
    )


def write(run: Run, folder: Path) -> Report:
    """Write a run's files into a folder, made if need be, and return its report; an earlier run's do not stay there.

    `report.json` holds the numbers, `answers.jsonl` one answer a line in the shape of `footnote ask --json` with
    `gold` and `score` beside, `ragas.jsonl` the same as samples of ragas, and `beir/` what retrieval found, where that
    was measured. A run over articles one by one adds `predictions.json` ({id: text}, "" for a refusal) and
    `na_prob.json` ({id: probability}), as SQuAD's evaluate-v2.0 reads them.

    Raises:
        BadInput: the folder cannot be written to.
    """
    report = summarise(run)
    rows = zip(run.gold.items, run.answers, run.scores, strict=True)
    write_lines((_line(*row) for row in rows), folder / "answers.jsonl")
    write_lines((ragas.sample(item, answer) for item, answer in _pairs(run)), folder / "ragas.jsonl")
    rankings = {item.id: one for item, one in zip(run.gold.items, run.rankings, strict=True) if one}
    for name, text in beir.files(rankings, run.chunks).items():
        if rankings:
            write_text(text, folder / "beir" / name)
        else:
            remove(folder / "beir" / name)
    for name, values in (("predictions.json", predictions), ("na_prob.json", na_prob)):
        if run.metadata.per_article:
            write_json(values(run), folder / name)
        else:
            remove(folder / name)
    write_json(report.to_json(), folder / "report.json")
    return report


def predictions(run: Run) -> dict[str, str]:
    """By item id, the short answer or else the answer's text without markers; "" for a refusal and for an error."""
    return {item.id: prediction(answer) if answer else "" for item, answer in _pairs(run)}


def na_prob(run: Run) -> dict[str, float]:
    """By item id, the probability that there is no answer: 1 - confidence, and 1 for an error."""
    return {one.id: 1.0 - (one.probability if one.error is None else 0.0) for one in run.scores}


def table(report: Report) -> str:
    """The report as plain text for a terminal: the numbers with their 95% intervals, then by type."""
    refused = report.items - report.answerable
    head = [
        f"{report.gold}: {report.items} items ({report.answerable} answerable, {refused} unanswerable), "
        f"{max(1, report.articles)} {'article' if report.articles < 2 else 'articles'}, "
        f"{', '.join(f'{mode} {count}' for mode, count in report.modes.items()) or 'no answers'}, "
        f"{report.metadata.seconds:.1f} s",
    ]
    rows = [
        (one.name, number(value.value, one.unit), interval(value.interval, one.unit), str(value.count), one.meaning)
        for one in MEASURES
        for value in [report.values[one.name]]
    ]
    columns = (Column("metric"), Column("value", right=True), Column("95%", right=True), Column("n", right=True))
    parts = [*head, "", aligned((*columns, Column("what it counts")), rows), "", _type_table(report)]
    return "\n".join(parts) + "\n"


def _type_table(report: Report) -> str:
    rows = [
        (row.type, str(row.items), *(number(row.values[name].value, BY_NAME[name].unit) for name in TYPE_MEASURES))
        for row in report.types
    ]
    headings = (name.replace("_", " ").replace(" rate", "") for name in TYPE_MEASURES)
    columns = (Column("type"), Column("n", right=True), *(Column(heading, right=True) for heading in headings))
    return aligned(columns, rows)


def _by_type(scores: Sequence[Score]) -> tuple[TypeRow, ...]:
    groups: dict[str, list[Score]] = {}
    for one in scores:
        groups.setdefault(one.type, []).append(one)
    return tuple(
        TypeRow(
            type=name,
            items=len(group),
            errors=len(group) - len(scored(group)),
            values={wanted: BY_NAME[wanted].compute(group) for wanted in TYPE_MEASURES},
        )
        for name, group in groups.items()
    )


def _squad(run: Run) -> dict[str, float]:
    return squad_scores({item.id: item.answers for item in run.gold.items}, predictions(run), na_prob(run))


def _pairs(run: Run) -> list[tuple[GoldItem, Answer | None]]:
    return list(zip(run.gold.items, run.answers, strict=True))


def _line(item: GoldItem, answer: Answer | None, score: Score) -> dict[str, object]:
    shown: dict[str, object] = answer_to_json(answer) if answer else {"id": item.id, "question": item.question}
    gold = {"question": item.question, "type": item.type, "article": item.article, "answers": list(item.answers)}
    outcome = {name: value for name, value in asdict(score).items() if name not in {"id", "type", "article"}}
    return {**shown, "gold": gold, "score": {**outcome, "right": score.right}}


def plain_value(value: Value) -> dict[str, object]:
    """A number with its interval and count as plain values."""
    low, high = (value.interval.low, value.interval.high) if value.interval else (None, None)
    return {"value": value.value, "low": low, "high": high, "count": value.count}


def _type_plain(row: TypeRow) -> dict[str, object]:
    values = {name: plain_value(value) for name, value in row.values.items()}
    return {"type": row.type, "items": row.items, "errors": row.errors, "metrics": values}


def _thinned(curve: tuple[Point, ...]) -> tuple[Point, ...]:
    step = max(1, len(curve) // _CURVE_POINTS)
    return curve[step - 1 :: step]
