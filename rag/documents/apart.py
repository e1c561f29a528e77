"""Reads what strangers give in a process of its own, with bounded time and memory.

The parsers of PDF and HTML are large libraries in C: a file made to harm them, or to keep them busy, takes down this
process and not the server.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import PurePath

from rag.documents.fetching import fetch
from rag.documents.reading import check_size, check_suffix, read
from rag.errors import BadDocument
from rag.types import Block, Document

# Seconds for reading a file or fetching a page, all included, and the bytes of memory that may be reserved for it.
PATIENCE = 30.0
MEMORY = 2 * 1024**3


def read_apart(data: bytes, *, name: str, suffix: str, patience: float = PATIENCE) -> Document:
    """Make a Document of bytes, as `reading.read` does; raises `BadDocument` also if it takes too long or fails."""
    check_suffix(suffix, name)
    check_size(len(data), name)
    return _run(["read", name, suffix], data, name, patience)


def fetch_apart(url: str, patience: float = PATIENCE) -> Document:
    """Read a page of the public web, as `fetching.fetch` does; raises `BadDocument` also if it takes too long."""
    return _run(["fetch", url], b"", "The page", patience)


def _run(arguments: list[str], data: bytes, name: str, patience: float) -> Document:
    # Isolated: no module of the working folder can take the place of one of ours.
    command = [sys.executable, "-I", "-m", __name__, *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=patience, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise BadDocument(f"{name} took longer than {patience:g} seconds to read; give a smaller part of it.") from None
    except ValueError:
        raise BadDocument(f"{name} has a name that cannot be used; rename it.") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise BadDocument(f"{name} could not be read: it is damaged, or too much to take in. Save it anew.") from None
    if "problem" in answer:
        raise BadDocument(answer["problem"])
    return Document(**{**answer, "blocks": tuple(Block(**block) for block in answer["blocks"])})


def _bound_memory() -> None:
    try:
        import resource  # noqa: PLC0415  there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(arguments: list[str]) -> None:
    """Do what `_run` asks, in the child process: the document as JSON on standard output, or what is wrong."""
    _bound_memory()
    try:
        if arguments[0] == "fetch":
            document = fetch(arguments[1])
        else:
            _read, name, suffix = arguments
            document = read(sys.stdin.buffer.read(), name=PurePath(name).name, suffix=suffix)
        answer = asdict(document)
    except BadDocument as fault:
        answer = {"problem": str(fault)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
