"""Answers kept on disk as they come, so that a run that was broken off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Self, TextIO

from rag.errors import BadInput
from rag.serialising import answer_from_json, answer_to_json
from rag.types import Answer, Asker, Turn


class KeptAnswers:
    """A file of answers by item id; safe to use from several threads.

    Its first line says what the answers depend on: kept under other conditions, they are let go.
    """

    def __init__(self, path: Path, conditions: Mapping[str, str]) -> None:
        """Open the file, made if need be; raises `BadInput` where it cannot be written to."""
        self._lock = Lock()
        self._answers = _read(path, conditions)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written anew: a line that a crash cut short is not to be built upon.
            self._file: TextIO = path.open("w", encoding="utf-8")
        except OSError as error:
            raise BadInput(f"{path}: cannot be written ({error.strerror}); give another folder with --out.") from None
        self._write({"conditions": dict(conditions)})
        for answer in self._answers.values():
            self._write(answer_to_json(answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, id: str) -> Answer | None:
        """The answer kept for an item, None if there is none."""
        return self._answers.get(id)

    def add(self, id: str, answer: Answer) -> Answer:
        """Keep an item's answer, and return it as it will be read again: numbers rounded."""
        fields = answer_to_json(replace(answer, id=id))
        with self._lock:
            self._write(fields)
            return self._answers.setdefault(id, answer_from_json(fields))

    def _write(self, fields: Mapping[str, object]) -> None:
        self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
        self._file.flush()


class Keeping:
    """An asker that asks each item once: what is kept is given again, what is new is kept."""

    def __init__(self, asker: Asker, kept: KeptAnswers) -> None:
        self._asker = asker
        self._kept = kept

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer one question; see `Asker.ask`. Questions without an id are asked anew each time."""
        if id is None:
            return self._asker.ask(question, history, article=article)
        return self._kept.get(id) or self._kept.add(id, self._asker.ask(question, history, id=id, article=article))


def _read(path: Path, conditions: Mapping[str, str]) -> dict[str, Answer]:
    try:
        head, *lines = path.read_text(encoding="utf-8").split("\n")
        if json.loads(head) != {"conditions": dict(conditions)}:
            return {}
    except (OSError, ValueError):
        return {}
    found: dict[str, Answer] = {}
    for line in lines:
        try:
            answer = answer_from_json(json.loads(line))
        except (ValueError, TypeError, BadInput):
            continue
        found[str(answer.id)] = answer
    return found
