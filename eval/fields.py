"""Checks on the fields of a gold file: what is wrong, where, and what to do, in one line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

from rag.errors import BadGold
from rag.surrogates import holds_surrogate
from rag.types import Turn


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a gold file: its path and a line number or a JSON path, for messages."""

    path: Path
    spot: str = ""

    def at(self, spot: str) -> Place:
        """The same file, another spot."""
        return Place(self.path, spot)

    def fault(self, wrong: str, remedy: str) -> BadGold:
        """What is wrong at the spot, and the remedy, in one line."""
        where = f"{self.path}, {self.spot}" if self.spot else str(self.path)
        return BadGold(" ".join(f"{where}: {wrong}; {remedy}.".split()))

    def fail(self, wrong: str, remedy: str) -> NoReturn:
        """Raise the fault."""
        raise self.fault(wrong, remedy)


def parse(text: str, place: Place) -> object:
    """Parse one JSON value; raises `BadGold` with the line where the parser stopped."""
    try:
        return cast("object", json.loads(text))
    except json.JSONDecodeError as error:
        spot = place.spot or f"line {error.lineno}"
        place.at(spot).fail(f"not JSON ({error.msg}, column {error.colno})", "mend that line")
    except (ValueError, RecursionError):
        place.fail("not JSON that can be read (a number too long or brackets too deep)", "mend it")


def as_object(value: object, place: Place, example: str) -> dict[str, object]:
    """The value as a JSON object."""
    if not isinstance(value, dict):
        place.fail(f"{shown(value)} is not a JSON object", f"write {example}")
    return cast("dict[str, object]", value)


def as_list(fields: dict[str, object], key: str, place: Place) -> list[object]:
    """The list under a key that must be there."""
    if key not in fields:
        place.fail(f'"{key}" is missing', f'add "{key}": [...]')
    value = fields[key]
    if not isinstance(value, list):
        place.fail(f'"{key}" is {shown(value)}, not a list', f'write "{key}": [...]')
    return cast("list[object]", value)


def as_text(fields: dict[str, object], key: str, place: Place) -> str:
    """The text under a key that must be there and not be blank."""
    if key not in fields:
        place.fail(f'"{key}" is missing', f'add "{key}": "..."')
    return checked_text(fields[key], f'"{key}"', place)


def checked_text(value: object, name: str, place: Place, *, blank: bool = False) -> str:
    """The value as text; raises `BadGold` where it is none, blank (unless allowed) or not valid Unicode."""
    if not isinstance(value, str):
        place.fail(f"{name} is {shown(value)}, not a string", "put it in double quotes")
    if not blank and not value.strip():
        place.fail(f"{name} is empty", "fill it in or take it out")
    if holds_surrogate(value):
        place.fail(f"{name} holds half of a surrogate pair", "write the character itself in UTF-8")
    return value


def texts(fields: dict[str, object], key: str, place: Place) -> tuple[str, ...]:
    """The list of non-blank texts under a key, each once."""
    found = (
        checked_text(value, f'"{key}"[{number}]', place) for number, value in enumerate(as_list(fields, key, place))
    )
    return tuple(dict.fromkeys(found))


def turns(fields: dict[str, object], place: Place) -> tuple[Turn, ...]:
    """The turns under `history`; none where the key is missing or null."""
    if fields.get("history") is None:
        return ()
    return tuple(_turn(value, place, number) for number, value in enumerate(as_list(fields, "history", place)))


def shown(value: object) -> str:
    """A value as short text for a message."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _turn(value: object, place: Place, number: int) -> Turn:
    name = f'"history"[{number}]'
    if not isinstance(value, dict) or "question" not in value or "answer" not in value:
        place.fail(f"{name} is {shown(value)}", 'write {"question": "...", "answer": "..."}')
    question = checked_text(value["question"], f"question of {name}", place)
    return Turn(question, checked_text(value["answer"], f"answer of {name}", place, blank=True))
