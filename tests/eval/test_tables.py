from __future__ import annotations

from eval.metrics.intervals import Interval
from eval.tables import Column, aligned, interval, number


def test_columns_keep_to_their_side() -> None:
    text = aligned((Column("name"), Column("n", right=True)), [("long name", "7"), ("x", "12")])
    assert text == "name        n\nlong name   7\nx          12"


def test_numbers_in_their_units() -> None:
    assert number(0.9315, "share") == "93.2%"
    assert number(-0.05, "share", signed=True) == "-5.0%"
    assert number(0.05, "share", signed=True) == "+5.0%"
    assert number(31.24, "milliseconds") == "31.2 ms"
    assert number(3.0, "count") == "3"
    assert number(None, "share") == "-"


def test_intervals_in_the_unit_of_their_value() -> None:
    assert interval(Interval(0.25, 0.5), "share") == "25.0 to 50.0"
    assert interval(Interval(-0.25, 0.5), "share", signed=True) == "-25.0 to +50.0"
    assert interval(Interval(1.0, 20.0), "milliseconds") == "1.0 to 20.0"
    assert interval(None, "share") == ""
