"""What a metadata filter lets through (pure)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.documents import Document

from rag.errors import BadInput

Filter = Mapping[str, Any] | Callable[[Document], bool]
Predicate = Callable[[Document], bool]
_Test = Callable[[Any], bool]

FORMS = (
    'a filter is {"field": value}, {"field": {"$in": [values]}}, {"field": {"$gte": low, "$lt": high}} '
    "(also $gt, $lte) or a function of a Document"
)
_ORDERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}
_MISSING = object()


def predicate(filter: Filter) -> Predicate:
    """Turn a filter into a test of one LangChain document.

    All fields of a mapping must pass, and all conditions of a field. A field that a document does not have never
    passes, nor does a number compared with a string.

    Raises:
        BadInput: the filter has none of the allowed forms.
    """
    if callable(filter):
        return filter
    if not isinstance(filter, Mapping) or not all(isinstance(field, str) for field in filter):
        raise BadInput(f"The filter is {_named(filter)}; {FORMS}.")
    tests = [(field, test) for field, condition in filter.items() for test in _tests(field, condition)]

    def passes(document: Document) -> bool:
        return all(test(document.metadata.get(field, _MISSING)) for field, test in tests)

    return passes


def _tests(field: str, condition: object) -> list[_Test]:
    if not isinstance(condition, Mapping):
        if isinstance(condition, list | tuple | set | frozenset):
            raise BadInput(f"The filter on {field!r} is a list, which wants $in; {FORMS}.")
        return [_equals(condition)]
    if not condition:
        raise BadInput(f"The filter on {field!r} is empty; {FORMS}.")
    return [_operation(field, name, operand) for name, operand in condition.items()]


def _operation(field: str, name: object, operand: object) -> _Test:
    if name == "$in" and isinstance(operand, list | tuple | set | frozenset):
        choices = [_equals(choice) for choice in operand]
        return lambda value: any(equals(value) for equals in choices)
    if isinstance(name, str) and name in _ORDERS and _kind(operand) is not None:
        return _compares(_ORDERS[name], operand)
    raise BadInput(f"The filter on {field!r} has {name!r} with {_named(operand)}; {FORMS}.")


def _equals(expected: object) -> _Test:
    # True == 1 in Python, but a flag is not a count
    flag = isinstance(expected, bool)
    return lambda value: isinstance(value, bool) == flag and bool(value == expected)


def _compares(order: Callable[[Any, Any], Any], operand: object) -> _Test:
    kind = _kind(operand)
    return lambda value: _kind(value) is kind and bool(order(value, operand))


def _kind(value: object) -> type | None:
    """Name the family within which values have an order: numbers or strings."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float
    return str if isinstance(value, str) else None


def _named(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
