"""Gates as JUnit XML, which continuous integration services show."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from eval.gates import Gate, check
from eval.report import Report


def junit(report: Report, gates: Sequence[Gate]) -> str:
    """One test case a gate, with the failure's line where it is not met."""
    cases, failed = [], 0
    for gate in gates:
        name = quoteattr(f"{gate.measure.name} {gate.bound:g}")
        failures = check(report, [gate])
        failed += len(failures)
        inside = "".join(f"<failure message={quoteattr(line)}/>" for line in failures)
        cases.append(f"<testcase classname={quoteattr(report.gold)} name={name}>{inside}</testcase>")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<testsuite name={quoteattr(report.gold)} tests="{len(gates)}" failures="{failed}">'
        f"{''.join(cases)}</testsuite>\n"
    )
