"""The weightless reader: features, threshold, and what it shows."""

from __future__ import annotations

import pytest

from rag.chunking import chunk
from rag.documents import read
from rag.index import CorpusIndex
from rag.reading.overlap import Model, OverlapReader, threshold_at
from rag.reading.sentences import candidates
from rag.retrieval import HybridRetriever
from rag.types import Hit
from tests.fakes import HashingEmbeddings

TEXT = """# Harbour bridge to close

The harbour bridge will close on 4 April for nine weeks. Ferries will carry walkers.

Ines Okafor chairs the board. The work costs 2.6 million pounds."""
HELD = Model(("words_held",), (1.0,), 0.0, 0.6)


def hits_for(question: str) -> tuple[Hit, ...]:
    document = read(TEXT.encode(), name="bridge", suffix=".md")
    index = CorpusIndex.build([document], chunk(document), HashingEmbeddings())
    return HybridRetriever(corpus=index).retrieve(question, 4)


def test_the_sentence_with_the_words_of_the_question_is_shown() -> None:
    question = "When will the harbour bridge close?"
    hits = hits_for(question)
    reading = OverlapReader(HashingEmbeddings(), model=HELD).read(question, hits)
    text = hits[0].chunk.text
    assert reading.answered
    quoted = [text[span.start - hits[0].chunk.start : span.end - hits[0].chunk.start] for span in reading.evidence]
    assert quoted[0] == "The harbour bridge will close on 4 April for nine weeks."


def test_without_support_the_closest_are_named() -> None:
    question = "Which recipe won in Lyon?"
    reading = OverlapReader(HashingEmbeddings(), model=HELD).read(question, hits_for(question))
    assert not reading.answered
    assert len(reading.evidence) == 3
    assert reading.confidence < HELD.threshold


def test_nothing_to_read_is_no_answer() -> None:
    reading = OverlapReader(HashingEmbeddings(), model=HELD).read("Who?", ())
    assert (reading.answered, reading.evidence, reading.confidence) == (False, (), 0.0)


def test_headings_are_no_candidates() -> None:
    assert "Harbour bridge to close" not in [one.text for one in candidates(hits_for("bridge"))]


@pytest.mark.parametrize("mark", ["?", '?"', "？"])
def test_questions_are_no_candidates_unless_there_is_nothing_else(mark: str) -> None:
    def texts(text: str) -> list[str]:
        document = read(text.encode(), name="faq", suffix=".txt")
        hits = [Hit(piece, 1.0, 1) for piece in chunk(document)]
        return [one.text for one in candidates(hits)]

    assert texts(f"How long will it be closed{mark} For nine weeks.") == ["For nine weeks."]
    assert texts(f"How long will it be closed{mark}") == [f"How long will it be closed{mark}"]


def test_each_sentence_is_a_candidate_once() -> None:
    spans = [one.span for one in candidates(hits_for("bridge"))]
    assert len(spans) == len(set(spans)) == 4


def test_features_tell_support_from_its_lack() -> None:
    reader = OverlapReader(HashingEmbeddings(), model=HELD)
    sentences = candidates(hits_for("bridge"))
    by_text = dict(
        zip([one.text for one in sentences], reader.features("How much does the work cost?", sentences), strict=True)
    )
    right, wrong = by_text["The work costs 2.6 million pounds."], by_text["Ferries will carry walkers."]
    assert right["words_held"] == 1 > wrong["words_held"]
    assert right["kind_held"] == 1 > wrong["kind_held"]
    assert right["cosine"] > wrong["cosine"]
    strange = reader.features("Did Tom Jones pay for the work?", sentences)[0]
    assert strange["names_missing"] == 1
    assert reader.features("Did it cost 77 pounds?", sentences)[0]["numbers_missing"] == 1


@pytest.mark.parametrize(("caution", "threshold"), [(0, 0), (0.25, 0.2), (0.5, 0.4), (0.75, 0.7), (1, 1)])
def test_caution_moves_the_threshold(caution: float, threshold: float) -> None:
    assert threshold_at(caution, 0.4) == pytest.approx(threshold)


def test_the_shipped_model_names_features_that_exist() -> None:
    shipped = Model.shipped()
    rows = OverlapReader(HashingEmbeddings()).features("Who chairs the board?", candidates(hits_for("board")))
    assert set(shipped.features) <= set(rows[0])
    assert 0 < shipped.threshold < 1
