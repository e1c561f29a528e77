from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.keeping import Keeping, KeptAnswers
from rag.errors import BadInput
from tests.eval.scripted import ScriptedAsker, answered, refused

CONDITIONS = {"depth": "4", "gold": "abc"}


def asker() -> ScriptedAsker:
    return ScriptedAsker({"Who?": answered("Okafor [1]", "Okafor", quote="Ines Okafor", confidence=0.87654321)})


def test_what_is_kept_is_not_asked_again_and_is_the_same_as_when_it_was_new(tmp_path: Path) -> None:
    path = tmp_path / "run" / "kept.jsonl"
    with KeptAnswers(path, CONDITIONS) as kept:
        first = Keeping(asker(), kept).ask("Who?", id="q1")
        again = Keeping(idle := asker(), kept).ask("Who?", id="q1")
    assert not idle.asked
    with KeptAnswers(path, CONDITIONS) as kept:
        later = Keeping(idle, kept).ask("Who?", id="q1")
    assert not idle.asked
    assert first == again == later
    assert first.citations[0].quote == "Ines Okafor"


def test_a_question_without_an_id_is_asked_each_time(tmp_path: Path) -> None:
    with KeptAnswers(tmp_path / "kept.jsonl", CONDITIONS) as kept:
        keeping = Keeping(asked := asker(), kept)
        keeping.ask("Who?")
        keeping.ask("Who?")
        assert len(asked.asked) == 2
        assert len(kept) == 0


def test_answers_kept_under_other_conditions_are_let_go(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    with KeptAnswers(path, CONDITIONS) as kept:
        Keeping(asker(), kept).ask("Who?", id="q1")
    with KeptAnswers(path, {**CONDITIONS, "depth": "8"}) as kept:
        assert len(kept) == 0


@given(cut=st.integers(0, 400))
def test_a_file_cut_short_anywhere_keeps_its_whole_lines(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("kept") / "kept.jsonl"
    with KeptAnswers(path, CONDITIONS) as kept:
        for number in range(3):
            Keeping(ScriptedAsker({"Why?": refused()}), kept).ask("Why?", id=f"q{number}")
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    complete = whole[:cut].count(b"\n")
    with KeptAnswers(path, CONDITIONS) as kept:
        held = len(kept)
        for number in range(3):
            Keeping(ScriptedAsker({"Why?": refused()}), kept).ask("Why?", id=f"q{number}")
    # a last line may be whole but for its line break
    assert max(0, complete - 1) <= held <= complete
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_to_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="--out"):
        KeptAnswers(tmp_path / "file" / "kept.jsonl", CONDITIONS)
