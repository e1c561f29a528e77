from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import DamagedIndex, ForeignIndex
from rag.index.manifest import FORMAT, Fingerprint, Manifest, checksum
from tests.rag.index.samples import FINGERPRINT

MANIFEST = Manifest(FINGERPRINT, 2, 6, {"vectors.faiss": ("a" * 64, 12), "lexical/ü.npy": ("b" * 64, 0)})


def test_what_is_written_is_read() -> None:
    assert Manifest.from_json(MANIFEST.to_json().encode()) == MANIFEST


def test_it_says_what_a_person_wants_to_know() -> None:
    content = json.loads(MANIFEST.to_json())
    assert content["format"] == FORMAT
    assert content["created_by"].startswith("footnote ")
    assert content["fingerprint"]["model"] == "hashing"
    assert content["files"]["vectors.faiss"] == {"sha256": "a" * 64, "bytes": 12}


@pytest.mark.parametrize("format", [0, FORMAT + 1, "x", None])
def test_another_format_is_foreign_whatever_else_it_holds(format: object) -> None:
    with pytest.raises(ForeignIndex, match=r"format .* `footnote index`"):
        Manifest.from_json(json.dumps({"format": format}).encode())


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b"\xff", json.dumps({"format": FORMAT}).encode(), b'{"format": 1, "files": 3}']
)
def test_what_is_no_manifest_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedIndex, match="footnote index"):
        Manifest.from_json(data)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (replace(FINGERPRINT, model="e5"), "model hashing, not e5"),
        (replace(FINGERPRINT, model_sha256="1" * 64), "model sha256 0000"),
        (replace(FINGERPRINT, dimension=384), "dimension 64, not 384"),
        (replace(FINGERPRINT, chunk_words=50), "chunk words 90, not 50"),
        (replace(FINGERPRINT, chunk_overlap=0), "chunk overlap 1, not 0"),
    ],
)
def test_another_fingerprint_is_foreign_and_named(other: Fingerprint, named: str) -> None:
    MANIFEST.check_fingerprint(FINGERPRINT)
    with pytest.raises(ForeignIndex, match=named):
        MANIFEST.check_fingerprint(other)


def test_files_are_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"words")
    assert checksum(path) == hashlib.sha256(b"words").hexdigest()
    manifest = replace(MANIFEST, files={"one": (checksum(path), 5)})
    manifest.check_files(tmp_path)
    for content, problem in ((b"wordz", "SHA-256 differs"), (b"word", "4 bytes instead of 5")):
        path.write_bytes(content)
        with pytest.raises(DamagedIndex, match=f"one .*{problem}.*footnote index"):
            manifest.check_files(tmp_path)
    path.unlink()
    with pytest.raises(DamagedIndex, match="one is missing"):
        manifest.check_files(tmp_path)
