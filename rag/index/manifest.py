"""What a generation of the index says about itself, and whether its files are what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from rag.errors import DamagedIndex, ForeignIndex

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an index must have been built with to be used.

    Attributes:
        model: name of the embedding model.
        model_sha256: checksum of its weights.
        dimension: numbers a vector.
        chunk_words: words a chunk at most.
        chunk_overlap: sentences that neighbouring chunks share.
    """

    model: str
    model_sha256: str
    dimension: int
    chunk_words: int
    chunk_overlap: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fingerprint, counts and files of a generation. `files` gives SHA-256 and size in bytes by relative name."""

    fingerprint: Fingerprint
    documents: int
    chunks: int
    files: Mapping[str, tuple[str, int]]

    def to_json(self) -> str:
        """Return the manifest as it lies on disk."""
        content = {
            "format": FORMAT,
            "created_by": f"footnote {_version()}",
            "fingerprint": asdict(self.fingerprint),
            "documents": self.documents,
            "chunks": self.chunks,
            "files": {name: {"sha256": digest, "bytes": size} for name, (digest, size) in sorted(self.files.items())},
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read a manifest.

        Raises:
            ForeignIndex: it is of another format.
            DamagedIndex: it does not hold what a manifest of this format holds.
        """
        try:
            content = json.loads(text)
            if content["format"] != FORMAT:
                raise ForeignIndex(
                    f"The index is of format {content['format']}, this version reads format {FORMAT}; "
                    "`footnote index` rebuilds it."
                )
            return cls(
                fingerprint=Fingerprint(**content["fingerprint"]),
                documents=int(content["documents"]),
                chunks=int(content["chunks"]),
                files={name: (str(file["sha256"]), int(file["bytes"])) for name, file in content["files"].items()},
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            raise DamagedIndex(
                f"{MANIFEST} does not say what a manifest should; `footnote index` rebuilds the index."
            ) from None

    def check_fingerprint(self, expected: Fingerprint) -> None:
        """Raise `ForeignIndex` if the index was not built with `expected`."""
        for name, (found, wanted) in _differences(self.fingerprint, expected).items():
            raise ForeignIndex(f"The index was built with {name} {found}, not {wanted}; `footnote index` rebuilds it.")

    def check_files(self, folder: Path) -> None:
        """Raise `DamagedIndex` unless every file has the size and checksum it had when it was written."""
        for name, (digest, size) in self.files.items():
            path = folder / name
            problem = _problem(path, digest, size)
            if problem:
                raise DamagedIndex(f"{path} {problem}; `footnote index` rebuilds the index.")


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hex; raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _problem(path: Path, digest: str, size: int) -> str | None:
    try:
        found = path.stat().st_size
        if found != size:
            return f"has {found:,} bytes instead of {size:,}"
        return None if checksum(path) == digest else "is not as it was written (its SHA-256 differs)"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _differences(found: Fingerprint, wanted: Fingerprint) -> dict[str, tuple[object, object]]:
    before, after = asdict(found), asdict(wanted)
    return {name.replace("_", " "): (before[name], after[name]) for name in after if before[name] != after[name]}


def _version() -> str:
    try:
        return metadata.version("footnote-qa")
    except metadata.PackageNotFoundError:
        return "(not installed)"
