"""The report as Markdown, short enough for a pull request."""

from __future__ import annotations

from eval.causes import count_causes
from eval.measures import MEASURES
from eval.report import Report
from eval.running import Run
from eval.tables import Column, interval, number
from eval.tables import markdown as table


def markdown(run: Run, report: Report) -> str:
    """The numbers with their intervals, and how many items went which way."""
    columns = (Column("metric"), *(Column(heading, right=True) for heading in ("value", "95%", "n")))
    rows = [
        (one.name, number(value.value, one.unit), interval(value.interval, one.unit), str(value.count))
        for one in MEASURES
        for value in [report.values[one.name]]
    ]
    head = f"### {report.gold}: {report.items} questions, {report.answerable} answerable"
    counts = ", ".join(f"{name} {count}" for name, count in count_causes(run.scores).items())
    return f"{head}\n\n{table(columns, rows)}\n\nOutcomes: {counts}.\n"
