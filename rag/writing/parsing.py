"""A model's text, as it comes, to draft sentences with the numbers that they cite. Pure.

Understood are lines ending in `[2]`, `[s2]`, `(2, 3)`, `[2-4]` or `[1][2]`, and objects of JSON with a text and its
numbers, with or without prose around them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONE = r"(?:s|sentence|source)?\s?#?\d{1,3}"
# A thousand in brackets is no list.
_LIST = rf"{_ONE}(?:\s*(?:,(?!\d{{3}})|;|and|&|-|–)\s*{_ONE})*"
_MARK = rf"(?:\[\s*{_LIST}\s*\]|\(\s*{_LIST}\s*\))"
MARK = re.compile(_MARK, re.IGNORECASE)
# A sentence is over when its marks are, which the next sentence's first letter tells.
_INLINE = re.compile(
    rf"(?:[^\n]*?[.!?][\"”’')]*(?:\s*{_MARK})+|[^\n]*?(?:\s*{_MARK})+[.!?])(?=[ \t]+[^\s\[(])", re.IGNORECASE
)
_OBJECT = re.compile(r"\{[^{}]*\}")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_PROSE = re.compile(r"^\W*(?:```.*|[\[\]{},\s]*|.*:)$")
# Emphasis, and what models like to begin with: no part of what is said.
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LEAD_IN = re.compile(
    r"^(?:according to the (?:article|text|passage),\s+|the (?:article|text|passage) (?:says|states|reports) that\s+)",
    re.IGNORECASE,
)
# Sentences given to a model: more would not fit the context of small ones. In round brackets, higher is no mark.
MOST = 40
# A model that never ends a line must not fill the memory.
LONGEST = 20_000
_REFUSAL = re.compile(
    r"^\W*(?:not said\b|i(?:'m| am) sorry|i can(?:not|'t|’t)\b|sorry\b|as an ai\b|i(?:'m| am) unable)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as the model wrote it, its marks taken off, and the numbers it cites."""

    text: str
    numbers: tuple[int, ...]

    @property
    def refusal(self) -> bool:
        """Whether the model says that it does not answer."""
        return bool(_REFUSAL.match(self.text))


class Parser:
    """Takes a draft piece by piece and gives each sentence as soon as it is complete."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> Iterator[Drafted]:
        """Take the next piece; yield the sentences that it completes."""
        self._rest += piece.replace("\r", "")
        while (taken := self._take()) is not None:
            yield from parse(taken)
        if len(self._rest) > LONGEST:
            self._rest = ""

    def close(self) -> Iterator[Drafted]:
        """Yield what is left at the end of the draft."""
        rest, self._rest = self._rest, ""
        for line in rest.split("\n"):
            yield from parse(line)

    def _take(self) -> str | None:
        brace = self._rest.find("{")
        line = self._rest.find("\n")
        if brace >= 0 and (line < 0 or brace < line):
            whole = _OBJECT.search(self._rest)
            # Of nested objects the innermost hold the sentences.
            return self._cut(whole.end()) if whole else None
        if match := _INLINE.match(self._rest):
            return self._cut(match.end())
        return self._cut(line + 1) if line >= 0 else None

    def _cut(self, end: int) -> str:
        taken, self._rest = self._rest[:end], self._rest[end:]
        return taken


def parse(piece: str) -> Iterator[Drafted]:
    """Yield the draft sentence of one line or one object of JSON; nothing if it holds none."""
    if (whole := _OBJECT.search(piece)) and (fields := _fields(whole[0])) is not None:
        yield from _from_json(fields)
        return
    line = _BULLET.sub("", piece.strip())
    if _PROSE.match(line):
        return
    text, numbers = _unmarked(line)
    if any(character.isalnum() for character in text):
        yield Drafted(text, numbers)


def _cleaned(line: str) -> str:
    text = _EMPHASIS.sub(r"\2", " ".join(line.split()))
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    bare = _LEAD_IN.sub("", text)
    return text if bare == text else bare[:1].upper() + bare[1:]


def _fields(text: str) -> dict[str, object] | None:
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return None


def _from_json(fields: dict[str, object]) -> Iterator[Drafted]:
    """Yield the sentence of an object; nothing if it holds none."""
    words = next((value for key in ("text", "sentence", "answer") if isinstance(value := fields.get(key), str)), "")
    cited = next((fields[key] for key in ("numbers", "citations", "sources", "sentences") if key in fields), ())
    numbers = tuple(number for one in (cited if isinstance(cited, list) else [cited]) for number in _numbers(str(one)))
    words, marked = _unmarked(words)
    if words:
        yield Drafted(words, tuple(dict.fromkeys((*numbers, *marked))))


def _unmarked(line: str) -> tuple[str, tuple[int, ...]]:
    """Return the text without its marks, and the numbers in them; a number in round brackets may be the text's own."""
    marks = [mark for mark in MARK.finditer(line) if mark[0][0] == "[" or _cites(mark, line)]
    numbers = dict.fromkeys(number for mark in marks for number in _numbers(mark[0]))
    for mark in reversed(marks):
        line = f"{line[: mark.start()]} {line[mark.end() :]}"
    return _cleaned(line), tuple(numbers)


def _cites(mark: re.Match[str], line: str) -> bool:
    at_end = not re.search(r"[^\W\d_]", MARK.sub("", line[mark.end() :]))
    return at_end and max(_numbers(mark[0]), default=0) <= MOST


def _numbers(mark: str) -> Iterator[int]:
    for first, last in re.findall(r"(\d{1,3})(?:\s*[-–]\s*(?:s|sentence|source)?\s?#?(\d{1,3}))?", mark, re.IGNORECASE):
        # A range of hundreds is a slip or a trick.
        yield from range(int(first), min(int(last or first), int(first) + 9) + 1)
