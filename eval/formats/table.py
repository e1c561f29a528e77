"""The rows of a CSV table as objects, whose keys are the column names: of our own shape, ragas' or DeepEval's."""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterator
from typing import cast

from eval.fields import Place
from eval.formats.records import Record
from rag.errors import BadGold

SUFFIXES = frozenset({".csv", ".tsv"})

# Cells of these hold several texts: a list in brackets (JSON, or as Python writes it), or texts between bars.
_LISTS = frozenset(
    "answers evidence contexts reference_contexts retrieved_contexts references ground_truths context".split()
)
_BAR = "|"
_QUESTIONS = ("question", "user_input", "input", "scenario")


def records_from_table(text: str, place: Place) -> tuple[Record, ...]:
    """Read a table with a line of column names; its delimiter (comma, semicolon or tab) is the commonest there.

    An empty cell is as good as none, but for the answer, where it says that there is none. Rows without an id are
    numbered: q1, q2 and so on.

    Raises:
        BadGold: nothing is in it, a column for the question is missing, a column stands twice, a row has
            more cells than there are columns, or a quotation mark is not closed; with the line.
    """
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(_rows(text, delimiter, place))
    if not rows:
        place.fail("the table is empty", "begin with a line of names: id,type,question,answers,evidence")
    columns = _columns(rows[0][1], place.at(f"line {rows[0][0]}"))
    if len(rows) == 1:
        place.fail("the table has no rows", "write one item a row below the column names")
    return tuple(
        _record(columns, row, place.at(f"line {line}"), number) for number, (line, row) in enumerate(rows[1:], 1)
    )


def _rows(text: str, delimiter: str, place: Place) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        place.at(f"line {line}").fail(f"not a CSV row ({error})", "close its quotation marks, and double those inside")


def _columns(row: list[str], place: Place) -> list[str]:
    columns = [cell.strip().casefold() for cell in row]
    if not any(name in columns for name in _QUESTIONS):
        place.fail('no column is named "question"', "begin with a line of names: id,type,question,answers,evidence")
    twice = next((name for name in columns if name and columns.count(name) > 1), None)
    if twice:
        place.fail(f'two columns are named "{twice}"', "give each a name of its own")
    return columns


def _record(columns: list[str], row: list[str], place: Place, number: int) -> Record:
    try:
        return Record(place, value=_object(columns, row, place, number))
    except BadGold as fault:
        return Record(place, fault=fault)


def _object(columns: list[str], row: list[str], place: Place, number: int) -> dict[str, object]:
    if len(row) > len(columns):
        place.fail(
            f"{len(row)} cells for {len(columns)} columns", "put cells that hold the delimiter in quotation marks"
        )
    cells = dict(zip(columns, row, strict=False))
    kept = {name: _value(name, cell, place) for name, cell in cells.items() if cell.strip()}
    for name in ("answers", "reference", "ground_truth", "expected_output"):
        if name in columns:
            kept.setdefault(name, [] if name in _LISTS else "")
    # "answer" is the one right answer in a table of our own shape, a system's in one of ragas'
    if "answer" in columns and not any(name in columns for name in ("answers", "reference", "ground_truth")):
        kept["answers"] = [cells["answer"]] if cells.get("answer", "").strip() else []
    return {"id": f"q{number}", **kept}


def _value(name: str, cell: str, place: Place) -> object:
    if name == "history":
        try:
            return cast("object", json.loads(cell))
        except (ValueError, RecursionError):
            place.fail('"history" is not JSON', 'write [{"question": "...", "answer": "..."}]')
    return _several(cell) if name in _LISTS else cell


def _several(cell: str) -> list[object]:
    if cell.lstrip().startswith("["):
        for read in (json.loads, ast.literal_eval):
            try:
                value = cast("object", read(cell.strip()))
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            if isinstance(value, list):
                return cast("list[object]", value)
    return [part.strip() for part in cell.split(_BAR) if part.strip()]
