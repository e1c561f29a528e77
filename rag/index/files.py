"""Generations of the index on disk: written beside, swapped in at once, verified before they are read.

DIR/CURRENT          name of the generation in use and SHA-256 of its manifest
DIR/generation-7/    the files, and manifest.json with the size and SHA-256 of each
DIR/lock             held by the one process that writes
DIR/building-8/      a generation being written; what a crash left of one goes with the next write
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from rag.errors import DamagedIndex, IndexFault, NoIndex
from rag.index.locks import only_writer
from rag.index.manifest import MANIFEST, Fingerprint, Manifest, checksum

CURRENT = "CURRENT"
LOCK = "lock"
_POINTER = re.compile(r"(generation-[1-9][0-9]*) ([0-9a-f]{64})\n")
_GENERATION = re.compile(r"generation-([1-9][0-9]*)")
_BUILDING = re.compile(r"building-[1-9][0-9]*")

T = TypeVar("T")


def write_generation(
    folder: Path, fingerprint: Fingerprint, *, documents: int, chunks: int, fill: Callable[[Path], None]
) -> Path:
    """Write a new generation and make it the current one; until that moment the old one is.

    Args:
        folder: of the index, made if it is not there.
        fingerprint: what the index is built with.
        documents: how many it holds.
        chunks: how many it holds.
        fill: writes the files into the folder it is given.

    Returns:
        The folder of the generation.

    Raises:
        IndexFault: another process is writing, or the files cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_writer(folder / LOCK):
            _clear(folder, _BUILDING)
            name = f"generation-{_latest(folder) + 1}"
            building = folder / name.replace("generation", "building")
            try:
                digest = _write(building, fingerprint, documents, chunks, fill)
                building.replace(folder / name)
            finally:
                shutil.rmtree(building, ignore_errors=True)
            _point(folder, f"{name} {digest}\n")
            # an index that is open keeps nothing on disk; one that is being opened starts over with the new one
            _clear(folder, _GENERATION, keep=name)
            return folder / name
    except OSError as error:
        raise IndexFault(
            f"The index cannot be written to {folder} ({error.strerror or error}); "
            "mend that or choose another folder with --index."
        ) from None


def read_generation(folder: Path, read: Callable[[Path, Manifest], T], expected: Fingerprint | None = None) -> T:
    """Verify the current generation and read it.

    Args:
        folder: of the index.
        read: reads the verified files.
        expected: what the index must have been built with (None: anything).

    Returns:
        What `read` returns.

    Raises:
        NoIndex: there is no index in the folder.
        DamagedIndex: a file is missing, truncated or altered.
        ForeignIndex: the index is of another format or was not built with `expected`.
    """
    while True:
        name, digest = _pointer(folder)
        try:
            result = _verified(folder / name, digest, read, expected)
        except DamagedIndex:
            if _pointer(folder) == (name, digest):
                raise
        else:
            if _pointer(folder) == (name, digest):
                return result
        # a writer has put a new generation in the place of this one meanwhile, and may have removed it halfway


def _verified(generation: Path, digest: str, read: Callable[[Path, Manifest], T], expected: Fingerprint | None) -> T:
    manifest = _manifest(generation / MANIFEST, digest)
    if expected is not None:
        manifest.check_fingerprint(expected)
    manifest.check_files(generation)
    try:
        return read(generation, manifest)
    except OSError as error:
        raise DamagedIndex(f"{generation} cannot be read ({error}); `footnote index` rebuilds the index.") from None


def _write(building: Path, fingerprint: Fingerprint, documents: int, chunks: int, fill: Callable[[Path], None]) -> str:
    """Write the files and the manifest down to the disk; returns the manifest's SHA-256."""
    building.mkdir()
    fill(building)
    files = {path.relative_to(building).as_posix(): path for path in sorted(building.rglob("*")) if path.is_file()}
    records = {name: (checksum(path), path.stat().st_size) for name, path in files.items()}
    text = Manifest(fingerprint, documents, chunks, records).to_json()
    (building / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    for path in (*building.rglob("*"), building):
        _sync(path)
    return hashlib.sha256(text.encode()).hexdigest()


def _point(folder: Path, text: str) -> None:
    fresh = folder / f"{CURRENT}.new"
    fresh.write_text(text, encoding="ascii", newline="\n")
    _sync(fresh)
    fresh.replace(folder / CURRENT)
    _sync(folder)


def _pointer(folder: Path) -> tuple[str, str]:
    path = folder / CURRENT
    try:
        text = path.read_bytes().decode("ascii", "replace")
    except (FileNotFoundError, NotADirectoryError):
        raise NoIndex(f"There is no index in {folder}; `footnote index` builds one.") from None
    except OSError as error:
        raise IndexFault(f"{path} cannot be read ({error.strerror}); mend that or choose another folder.") from None
    match = _POINTER.fullmatch(text)
    if match is None:
        raise DamagedIndex(f"{path} does not name a generation; `footnote index` rebuilds the index.")
    return match.group(1), match.group(2)


def _manifest(path: Path, digest: str) -> Manifest:
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise DamagedIndex(f"{path} {problem}; `footnote index` rebuilds the index.") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise DamagedIndex(
            f"{path} is not the one that {CURRENT} names (its SHA-256 differs); `footnote index` rebuilds the index."
        )
    return Manifest.from_json(data)


def _latest(folder: Path) -> int:
    return max((int(match.group(1)) for _, match in _entries(folder, _GENERATION)), default=0)


def _clear(folder: Path, pattern: re.Pattern[str], keep: str | None = None) -> None:
    for path, _ in _entries(folder, pattern):
        if path.name != keep:
            # what cannot be removed now goes with the next write
            shutil.rmtree(path, ignore_errors=True)


def _entries(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
    for path in list(folder.iterdir()):
        match = pattern.fullmatch(path.name)
        if match:
            yield path, match


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
