from __future__ import annotations

import pytest

from eval.gates import check, parse_gate
from eval.measures import MEASURES
from eval.report import Report, summarise
from eval.running import run
from rag.errors import BadInput
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item, refused


@pytest.fixture(scope="module")
def report() -> Report:
    items = [item("q1", "How long?", "nine weeks"), item("q2", "Who?", "Okafor")]
    asker = ScriptedAsker({"How long?": answered("nine weeks"), "Who?": refused()})
    return summarise(run(gold(*items), asker, [document()]))


@pytest.mark.parametrize(
    ("gate", "failure"),
    [
        ("containment=0.5", None),
        ("containment=0.51", "containment is 0.5, below 0.51."),
        (" containment = .4 ", None),
        ("false_refusal_rate=0.5", None),
        ("false_refusal_rate=0.49", "false_refusal_rate is 0.5, above 0.49."),
        ("latency_p50_ms=7.5", None),
        ("latency_p50_ms=7", "latency_p50_ms is 7.5, above 7."),
        ("errors=0", None),
        ("refused_unanswerable=0", "refused_unanswerable has no value: the run has no items that it counts."),
    ],
)
def test_gates_hold_from_the_right_side(report: Report, gate: str, failure: str | None) -> None:
    assert check(report, [parse_gate(gate)]) == ([failure] if failure else [])


def test_every_failure_is_told(report: Report) -> None:
    gates = [parse_gate(text) for text in ("containment=1", "f1=0.1", "ece=0", "right=0.9")]
    assert [line.split()[0] for line in check(report, gates)] == ["containment", "ece", "right"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("containment", "write METRIC=VALUE"),
        ("accuracy=0.9", 'no metric "accuracy"'),
        ("=0.9", 'no metric ""'),
        ("containment=", "is no number"),
        ("containment=high", '"high" in "containment=high" is no number'),
        ("containment=nan", "is no number"),
        ("containment=90", "give a value from 0 to 1"),
        ("f1=-0.1", "give a value from 0 to 1"),
    ],
)
def test_what_is_no_gate_is_explained(text: str, wrong: str) -> None:
    with pytest.raises(BadInput) as raised:
        parse_gate(text)
    assert wrong in str(raised.value)


def test_an_unknown_metric_gets_the_list() -> None:
    with pytest.raises(BadInput) as raised:
        parse_gate("x=1")
    assert all(one.name in str(raised.value) for one in MEASURES)
