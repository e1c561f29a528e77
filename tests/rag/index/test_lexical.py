from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import DamagedIndex
from rag.index.lexical import K1, B, Lexical
from rag.index.words import words

TEXTS = ("Ferries leave every hour.", "The orchard grows pears.", "Ferries do not stop at the orchard.", "")


def bm25(texts: tuple[str, ...], question: str) -> list[float]:
    """The formula, from the words up."""
    bags = [words(text) for text in texts]
    mean = sum(map(len, bags)) / len(bags)

    def score(bag: list[str]) -> float:
        total = 0.0
        for word in set(words(question)):
            holding = sum(word in other for other in bags)
            rarity = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
            count = bag.count(word)
            total += rarity * count / (count + K1 * (1 - B + B * len(bag) / mean)) if count else 0
        return total

    return [score(bag) for bag in bags]


@pytest.mark.parametrize("question", ["ferries", "Does the ferry stop at the orchard?", "pears pears pears hours"])
def test_scores_are_those_of_the_formula(question: str) -> None:
    expected = {position: score for position, score in enumerate(bm25(TEXTS, question)) if score}
    found = Lexical.build(TEXTS).search(question, 10)
    assert dict(found) == pytest.approx(expected, rel=1e-5)
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))


def test_texts_that_share_no_word_are_not_found() -> None:
    index = Lexical.build(TEXTS)
    assert [position for position, _ in index.search("the orchard", 10)] == [1, 2]
    assert index.search("submarine", 10) == []
    assert index.search("the of", 10) == []
    assert index.search("", 10) == []
    assert index.search("ferry", 0) == []


def test_only_allowed_positions_are_found() -> None:
    index = Lexical.build(TEXTS)
    assert [position for position, _ in index.search("orchard", 10, [2, 0])] == [2]
    assert index.search("orchard", 10, []) == []


@given(st.integers(1, 60), st.integers(1, 70))
def test_ties_go_by_position(count: int, k: int) -> None:
    found = Lexical.build(["same words"] * count + ["others"]).search("same", k)
    assert [position for position, _ in found] == list(range(min(count, k)))


@pytest.mark.parametrize("texts", [(), ("",), ("the", "...")])
def test_texts_without_a_word_are_fine(texts: tuple[str, ...], tmp_path: Path) -> None:
    index = Lexical.build(texts)
    assert len(index) == len(texts)
    assert index.search("anything", 5) == []
    index.save(tmp_path / "lexical")
    assert Lexical.load(tmp_path / "lexical", count=len(texts)).search("anything", 5) == []


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    texts = (*TEXTS, "港口 Müller 🙂 नमस्ते")
    index = Lexical.build(texts)
    index.save(tmp_path / "lexical")
    loaded = Lexical.load(tmp_path / "lexical", count=5)
    for question in ("ferry orchard", "muller", "港口"):
        assert loaded.search(question, 5) == index.search(question, 5) != []


def test_an_application_that_logs_hears_nothing_of_it(caplog: pytest.LogCaptureFixture) -> None:
    Lexical.build(["the harbour bridge", "the ferry"])
    assert not caplog.records


def test_nothing_on_disk_is_a_pickle(tmp_path: Path) -> None:
    Lexical.build(TEXTS).save(tmp_path / "lexical")
    for path in (tmp_path / "lexical").iterdir():
        if path.suffix == ".npy":
            assert np.load(path, allow_pickle=False).dtype.kind in "fi"
        else:
            assert path.suffix == ".json"
    np.save(tmp_path / "lexical" / "data.csc.index.npy", np.array([object()]), allow_pickle=True)
    with pytest.raises(DamagedIndex):
        Lexical.load(tmp_path / "lexical", count=4)


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    Lexical.build(TEXTS).save(tmp_path / "one")
    with pytest.raises(DamagedIndex, match="footnote index"):
        Lexical.load(tmp_path / "one", count=3)
    with pytest.raises(DamagedIndex):
        Lexical.load(tmp_path / "none", count=4)
    starts = np.load(tmp_path / "one" / "indptr.csc.index.npy")
    for wrong in (starts[:-1], starts[::-1], starts * 1000, starts[:0], starts.reshape(1, -1)):
        np.save(tmp_path / "one" / "indptr.csc.index.npy", wrong)
        with pytest.raises(DamagedIndex):
            Lexical.load(tmp_path / "one", count=4)


@pytest.mark.parametrize("size", [0, 5, 60])
def test_truncated_files_are_refused(tmp_path: Path, size: int) -> None:
    Lexical.build(TEXTS).save(tmp_path / "one")
    for path in sorted((tmp_path / "one").iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:size])
        with pytest.raises(DamagedIndex):
            Lexical.load(tmp_path / "one", count=4)
        path.write_bytes(whole)
    assert Lexical.load(tmp_path / "one", count=4).search("pears", 1)


def test_the_files_are_the_same_in_every_process_and_nothing_is_printed(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from rag.index.lexical import Lexical;"
        f"Lexical.build({TEXTS!r}).save(Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert done.stdout == done.stderr == b""
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()
