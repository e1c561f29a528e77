"""The shipped network: offsets, windows, batches."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ModelFault
from rag.reading.spans import WEIGHTS, SpanNetwork

TEXT = "The bridge closes on 4 April for nine weeks. Ines Okafor, who chairs the board, asked for patience."
LIMIT = 25 * 1024 * 1024


@pytest.fixture(scope="module")
def network() -> SpanNetwork:
    return SpanNetwork()


def best(network: SpanNetwork, question: str, texts: list[str]) -> str:
    guess = max(network.guesses(question, texts), key=lambda one: one.margin)
    return texts[guess.text][guess.start : guess.end]


@pytest.mark.parametrize(
    ("question", "words"),
    [("Who chairs the board?", "Ines Okafor"), ("On what date does the bridge close?", "4 April")],
)
def test_points_at_the_words(network: SpanNetwork, question: str, words: str) -> None:
    assert words in best(network, question, [TEXT])


def test_finds_the_text_that_answers(network: SpanNetwork) -> None:
    texts = ["Ferries carried 300 walkers a day.", TEXT, "Shops on the east bank lost custom."]
    assert "Okafor" in best(network, "Who chairs the board?", texts)


def test_reads_a_long_text_in_windows(network: SpanNetwork) -> None:
    filler = "Shops on the east bank sold bread, fish and rope that year, as they always had. " * 60
    assert "Okafor" in best(network, "Who chairs the board?", [f"{filler}{TEXT} {filler}"])


def test_a_batch_reads_as_single_texts_do(network: SpanNetwork) -> None:
    texts = [TEXT, "Ferries carried 300 walkers a day."]
    together = [one for one in network.guesses("Who chairs the board?", texts) if one.text == 0]
    alone = network.guesses("Who chairs the board?", [TEXT])
    assert (together[0].start, together[0].end) == (alone[0].start, alone[0].end)
    assert together[0].margin == pytest.approx(alone[0].margin, abs=0.5)


def test_a_very_long_question_leaves_room_for_the_text(network: SpanNetwork) -> None:
    assert network.guesses("why " * 490, [TEXT])


def test_nothing_to_read(network: SpanNetwork) -> None:
    assert network.guesses("Who?", []) == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=200), max_size=3))
def test_offsets_lie_in_the_text(question: str, texts: list[str]) -> None:
    for guess in SHARED.guesses(question, texts):
        assert 0 <= guess.start < guess.end <= len(texts[guess.text])


SHARED = SpanNetwork(threads=1)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFault, match="install Footnote again"):
        SpanNetwork(tmp_path)


def test_the_weights_stay_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) <= LIMIT


def test_the_weights_tell_nothing_of_where_they_were_made() -> None:
    assert b'File "' not in (WEIGHTS / "model.onnx").read_bytes()
