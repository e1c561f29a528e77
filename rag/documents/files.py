"""Files and folders to Documents."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.documents.identifying import Ids
from rag.documents.reading import MAX_BYTES, SUFFIXES, check_size, check_suffix, read
from rag.errors import BadDocument
from rag.types import Document


def load(path: Path, *, id: str | None = None) -> Document:
    """Read one file.

    Args:
        path: a file with one of the supported suffixes.
        id: the document's id; a slug of the file's name if None.

    Raises:
        BadDocument: missing, unreadable, unsupported, too large, empty, damaged or encrypted.
    """
    check_suffix(path.suffix, path.name)
    document = read(_bytes(path), name=path.name, suffix=path.suffix)
    return document if id is None else replace(document, id=id)


def load_corpus(paths: Sequence[Path]) -> tuple[Document, ...]:
    """Read files and folders into documents with unique ids; see `find_files` for which and in what order."""
    return with_unique_ids(load(path) for path in find_files(paths))


def with_unique_ids(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents in order; one whose id an earlier one has gets a number to it."""
    ids = Ids()
    return tuple(replace(document, id=ids.unique(document.id)) for document in documents)


def find_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """List the files to read.

    A file stands for itself. A folder stands for the supported files in it and in the folders below, sorted, without
    hidden ones and READMEs. A file that is reached twice is listed once.

    Raises:
        BadDocument: a path is missing, or a folder has no such file.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files(path):
            found.setdefault(file.resolve(), file)
    return tuple(found.values())


def _files(path: Path) -> Iterator[Path]:
    try:
        if not path.is_dir():
            _check_file(path)
            yield path
            return
        files = sorted(file for file in path.rglob("*") if _is_article(file.relative_to(path)) and file.is_file())
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if not files:
        raise BadDocument(f"{path} has no articles in it; put files there with {', '.join(SUFFIXES)}.")
    yield from files


def _is_article(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.suffix.lower() in SUFFIXES and path.stem.lower() != "readme"


def _bytes(path: Path) -> bytes:
    try:
        check_size(_check_file(path), path.name)
        with path.open("rb") as file:
            # A file may have grown since it was measured.
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    check_size(len(data), path.name)
    return data


def _check_file(path: Path) -> int:
    """Return the size of a regular file; a pipe or device could be read for ever."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise BadDocument(f"{path} is not a file; give a file or a folder of files.")
    return status.st_size


def _unreadable(path: Path, error: Exception) -> BadDocument:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return BadDocument(f"{path} does not exist; check the path.")
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return BadDocument(f"{path} cannot be read: {cause}; check the path and its permissions.")
