from __future__ import annotations

import math
from pathlib import Path

import pytest

from eval.files import probe, read_lines, write_json, write_lines
from rag.errors import BadInput


def test_lines_are_read_back(tmp_path: Path) -> None:
    values = [{"id": "q1", "text": "naïve\u2028line"}, {"id": "q2", "text": "a\nb"}]
    write_lines(values, tmp_path / "deep" / "lines.jsonl")
    assert list(read_lines(tmp_path / "deep" / "lines.jsonl")) == values


def test_what_is_no_json_is_not_written_over_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    write_json({"f1": 0.5}, path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json({"f1": math.nan}, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_other_encodings_are_named(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match=r"lines\.jsonl: cannot be read"):
        list(read_lines(tmp_path / "lines.jsonl"))


def test_a_file_is_probed_without_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "value.json"
    probe(path)
    assert list(path.parent.iterdir()) == []
    write_json(1, path)
    probe(path)
    assert path.read_text() == "1\n"
    with pytest.raises(BadInput, match=r"deep: cannot be written \(Is a directory\); name a file\."):
        probe(path.parent, "name a file")
    with pytest.raises(BadInput, match=r"value.json.x: cannot be written .*; give another folder with --out\."):
        probe(path / "x")
