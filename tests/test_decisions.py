"""What a decision says it is guarded by is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
# "`tests/x.py::test_a`, `::test_b`": what follows without a file is in the file before.
_GUARD = re.compile(r"`(?P<path>tests/[\w/]+\.py)?::(?P<name>test_\w+)")


def guards(text: str) -> list[tuple[str, str]]:
    """The file and the name of each test that a text names."""
    found: list[tuple[str, str]] = []
    for match in _GUARD.finditer(text):
        found.append((match["path"] or found[-1][0], match["name"]))
    return found


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_every_test_that_a_decision_names_exists(decision: Path) -> None:
    for path, name in guards(decision.read_text(encoding="utf-8")):
        assert re.search(rf"def {name}\(", (ROOT / path).read_text(encoding="utf-8")), f"{path} has no {name}"


def test_a_name_without_a_file_is_in_the_file_before() -> None:
    assert guards("`tests/a.py::test_a`, `::test_b`") == [("tests/a.py", "test_a"), ("tests/a.py", "test_b")]
    assert sum(len(guards(path.read_text(encoding="utf-8"))) for path in DECISIONS) > 50
