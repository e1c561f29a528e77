"""The files of a run on disk: written whole or not at all, read with care."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rag.errors import BadInput

_REMEDY = "give another folder with --out"


def write_json(value: object, path: Path) -> None:
    """Write one JSON value, indented; raises `BadInput` where the folder cannot be written to."""
    _replace(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n", path)


def write_text(text: str, path: Path, remedy: str = _REMEDY) -> None:
    """Write a text; raises `BadInput`, which ends with the remedy, where the folder cannot be written to."""
    _replace(text, path, remedy)


def write_lines(values: Iterable[object], path: Path) -> None:
    """Write one JSON value a line; raises `BadInput` where the folder cannot be written to."""
    _replace("".join(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n" for value in values), path)


def remove(path: Path) -> None:
    """Remove a file that may be there; raises `BadInput` where it cannot be removed."""
    with _told(path, _REMEDY):
        path.unlink(missing_ok=True)


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    """Read the objects of a file, one a line; raises `BadInput` naming the file and line where it is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; give a folder that `footnote eval --out` wrote.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error}); give a folder that `footnote eval --out` wrote.") from None
    for place, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _object(line, f"{path}, line {place}")


def _object(line: str, where: str) -> dict[str, object]:
    try:
        value = cast("object", json.loads(line))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadInput(f"{where}: not a JSON object; write the run again with `footnote eval --out`.")
    return value


def probe(path: Path, remedy: str = _REMEDY) -> None:
    """See that a file can be written, before the work that it is to keep; its folder is made if need be.

    Raises:
        BadInput: it cannot; the message ends with the remedy.
    """
    with _told(path, remedy):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=path.parent):
            pass


@contextmanager
def write_bytes(path: Path, remedy: str = _REMEDY) -> Iterator[BinaryIO]:
    """Give a file to write to, put in place at the end; raises `BadInput` where the folder cannot be written to."""
    beside = path.with_name(f".{path.name}.part")
    with _told(path, remedy):
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            yield file
        beside.replace(path)


def _replace(text: str, path: Path, remedy: str = _REMEDY) -> None:
    with write_bytes(path, remedy) as file:
        file.write(text.encode())


@contextmanager
def _told(path: Path, remedy: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}); {remedy}.") from None
