"""The mixture asks and spoils each question once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from training import mixture as module
from training.examples import Example
from training.mixture import Recipe, mixture

CONTEXT = "The bridge closed in 2019. Ines Okafor opened it again in May. Ferries carried walkers in between."
ANSWER = (CONTEXT.index("Ines"), CONTEXT.index("Ines") + len("Ines Okafor"))
OTHER = "The bridge was opened by nobody for a year. Walkers were carried by ferries of the Vesla line."


def questions(path: Path, source: str, *_: object, **__: object) -> Iterator[Example]:
    for number in range(3):
        question = f"Who opened the {source} bridge {number}?"
        yield Example(question, CONTEXT, (ANSWER,), source, source)
    yield Example(f"Who carried the {source} walkers?", OTHER, ((4, 10),), source, source)


@pytest.fixture(autouse=True)
def small_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "squad", questions)
    for name in ("own_questions", "twins", "news"):
        monkeypatch.setattr(module, name, lambda *_: [])


def test_no_question_is_spoilt_twice_in_the_same_way(tmp_path: Path) -> None:
    recipe = Recipe(others=1000, cuts=1000)
    made = [one for one in mixture(tmp_path, recipe, 1) if one.source in {"other", "cut"}]
    times = Counter((one.source, one.question) for one in made)
    assert {source for source, _ in times} == {"other", "cut"}
    assert set(times.values()) == {1}
