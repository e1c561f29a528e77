"""The objects of a file, each with its place for messages: JSON Lines, or one JSON list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.fields import Place, as_object, parse
from eval.formats.own import EXAMPLE
from rag.errors import BadGold


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a file: as text that is not parsed yet (`line`), its value, or what is wrong with it."""

    place: Place
    line: str | None = None
    value: object = None
    fault: BadGold | None = None

    def fields(self) -> dict[str, object]:
        """The object; raises `BadGold` where the text is not JSON or the value no object."""
        if self.fault:
            raise self.fault
        value = self.value if self.line is None else parse(self.line, self.place)
        return as_object(value, self.place, EXAMPLE)


def records_from_lines(text: str, place: Place) -> tuple[Record, ...]:
    """Take a file apart into its lines; blank ones are passed over.

    Raises:
        BadGold: there is none.
    """
    return _some(tuple(_lines(text, place)), place)


def records_from_list(values: Sequence[object], place: Place) -> tuple[Record, ...]:
    """Take the list of a JSON file apart; raises `BadGold` for an empty one."""
    records = tuple(Record(place.at(f"item {number}"), value=value) for number, value in enumerate(values, 1))
    return _some(records, place)


def _lines(text: str, place: Place) -> Iterator[Record]:
    # JSON strings may hold U+2028 and the like as they are, which str.splitlines would break at
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield Record(place.at(f"line {number}"), line)


def _some(records: tuple[Record, ...], place: Place) -> tuple[Record, ...]:
    if not records:
        place.fail("the file is empty", f"put one item on each line, like {EXAMPLE}")
    return records
