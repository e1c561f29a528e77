from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from rag.errors import BadInput
from rag.index.filters import Filter, predicate


def passes(filter: Any, **metadata: object) -> bool:
    return predicate(filter)(Document(page_content="text", metadata=metadata))


@pytest.mark.parametrize(
    ("filter", "metadata", "expected"),
    [
        ({}, {}, True),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": True}, {"a": True}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": None}, {"a": None}, True),
        ({"a": None}, {}, False),
        ({"a": 1, "b": "x"}, {"a": 1, "b": "x"}, True),
        ({"a": 1, "b": "x"}, {"a": 1, "b": "y"}, False),
        ({"a": {"$in": [1, "x"]}}, {"a": "x"}, True),
        ({"a": {"$in": (1, "x")}}, {"a": "y"}, False),
        ({"a": {"$in": [1]}}, {"a": True}, False),
        ({"a": {"$in": []}}, {"a": 1}, False),
        ({"a": {"$in": [None]}}, {}, False),
        ({"a": {"$gte": 2}}, {"a": 2}, True),
        ({"a": {"$gt": 2}}, {"a": 2}, False),
        ({"a": {"$lte": 2}}, {"a": 2}, True),
        ({"a": {"$lt": 2}}, {"a": 1.5}, True),
        ({"a": {"$gte": 1, "$lt": 3}}, {"a": 3}, False),
        ({"a": {"$gte": "2024-03-01"}}, {"a": "2024-10-03"}, True),
        ({"a": {"$gte": "2"}}, {"a": 3}, False),
        ({"a": {"$gte": 0}}, {"a": True}, False),
        ({"a": {"$gte": 0}}, {"a": None}, False),
        ({"a": {"$gte": 0}}, {}, False),
        ({"a": "港口"}, {"a": "港口"}, True),
        (lambda document: document.metadata["a"] == 1, {"a": 1}, True),
    ],
)
def test_what_a_filter_lets_through(filter: Filter, metadata: dict[str, object], expected: bool) -> None:
    assert passes(filter, **metadata) is expected


@pytest.mark.parametrize(
    "filter",
    [
        "a",
        7,
        ["a"],
        {1: "x"},
        {"a": [1, 2]},
        {"a": {}},
        {"a": {"in": [1]}},
        {"a": {"$in": "abc"}},
        {"a": {"$in": 1}},
        {"a": {"$regex": "x"}},
        {"a": {"$gt": None}},
        {"a": {"$gt": True}},
        {"a": {"$gt": [1]}},
        {"a": {"$gt": 1, "b": 2}},
        {"a": {3: 4}},
    ],
)
def test_a_wrong_filter_names_the_allowed_forms_in_one_line(filter: Any) -> None:
    with pytest.raises(BadInput, match=r'\{"field": \{"\$in": \[values\]\}\}') as caught:
        predicate(filter)
    assert "\n" not in str(caught.value)


VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.sampled_from(["", "a", "b"])


@given(VALUES, st.lists(VALUES))
def test_in_is_equality_with_one_of_the_list(value: object, choices: list[object]) -> None:
    assert passes({"a": {"$in": choices}}, a=value) == any(passes({"a": choice}, a=value) for choice in choices)


@given(st.integers() | st.floats(allow_nan=False), st.integers() | st.floats(allow_nan=False))
def test_orders_exclude_and_complete_each_other(value: float, bound: float) -> None:
    assert passes({"a": {"$lt": bound}}, a=value) != passes({"a": {"$gte": bound}}, a=value)
    assert passes({"a": {"$gt": bound}}, a=value) != passes({"a": {"$lte": bound}}, a=value)
