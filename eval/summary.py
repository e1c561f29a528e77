"""The report as Markdown, short enough for a pull request."""

from __future__ import annotations

from eval.causes import count_causes
from eval.measures import BY_NAME, MEASURES
from eval.report import Report
from eval.running import Run
from eval.tables import interval, number


def markdown(run: Run, report: Report) -> str:
    """The numbers with their intervals, and how many items went which way."""
    lines = [f"### {report.gold}: {report.items} questions, {report.answerable} answerable", ""]
    lines += ["| metric | value | 95% | n |", "| --- | ---: | ---: | ---: |"]
    for name in (one.name for one in MEASURES):
        value, unit = report.values[name], BY_NAME[name].unit
        lines.append(f"| {name} | {number(value.value, unit)} | {interval(value.interval, unit)} | {value.count} |")
    counts = ", ".join(f"{name} {count}" for name, count in count_causes(run.scores).items())
    return "\n".join([*lines, "", f"Outcomes: {counts}."]) + "\n"
