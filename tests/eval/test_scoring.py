from __future__ import annotations

from dataclasses import replace

import pytest

from eval.scoring import not_scored, prediction, score, scored, unmarked
from rag.errors import BadGold, BadQuestion
from rag.types import Answer
from tests.eval.scripted import answered, cited, document, item, refused

SENTENCE = "The bridge will close for nine weeks from March 3."
ITEM = item("q1", "How long?", "nine weeks", "9 weeks", evidence=(SENTENCE,), article="bridge")
UNANSWERABLE = item("q2", "Why?", type="near_miss")
DOCUMENTS = [document()]


def test_a_right_answer_with_its_short_answer() -> None:
    one = score(ITEM, answered(f"{SENTENCE} [1]", "nine weeks", quote=SENTENCE), DOCUMENTS)
    assert (one.id, one.type, one.article) == ("q1", "factoid", "bridge")
    assert (one.exact, one.f1, one.contained, one.right) == (True, 1.0, True, True)
    assert (one.citations_valid, one.evidence_overlap) == (True, True)
    assert (one.evidence_precision, one.evidence_recall) == (1.0, 1.0)
    assert (one.confidence, one.elapsed_ms, one.error) == (0.9, 10.0, None)


def test_without_a_short_answer_the_whole_text_is_matched() -> None:
    one = score(ITEM, answered(f"{SENTENCE} [1]", quote=SENTENCE), DOCUMENTS)
    # nine words beside the article in the text, two in the answer
    assert (one.exact, one.contained) == (False, True)
    assert one.f1 == pytest.approx(2 * (2 / 9) / (2 / 9 + 1))


def test_containment_looks_at_text_and_short_answer() -> None:
    assert score(ITEM, answered("It takes long.", "nine weeks"), DOCUMENTS).contained
    one = score(ITEM, answered("It takes nine weeks.", "weeks"), DOCUMENTS)
    assert one.contained
    assert one.f1 == pytest.approx(2 / 3)


def test_a_wrong_answer() -> None:
    one = score(ITEM, answered("Ines Okafor", quote="Ines Okafor"), DOCUMENTS)
    assert (one.exact, one.f1, one.contained, one.right) == (False, 0.0, False, False)
    assert (one.citations_valid, one.evidence_overlap, one.evidence_recall) == (True, False, 0.0)


def test_a_false_refusal_scores_nothing_even_if_its_text_holds_the_answer() -> None:
    wordy = replace(refused(), answer="The article does not say nine weeks.")
    one = score(ITEM, wordy, DOCUMENTS)
    assert (one.answered, one.exact, one.f1, one.contained, one.right) == (False, False, 0.0, False, False)
    assert (one.citations_valid, one.evidence_overlap, one.evidence_precision) == (None, None, None)


def test_refusing_is_right_where_nothing_can_be_answered() -> None:
    one = score(UNANSWERABLE, refused(), DOCUMENTS)
    assert (one.exact, one.f1, one.contained, one.right) == (True, 1.0, False, True)
    wrong = score(UNANSWERABLE, answered("nine weeks", quote="nine weeks"), DOCUMENTS)
    assert (wrong.exact, wrong.f1, wrong.contained, wrong.right) == (False, 0.0, False, False)
    assert wrong.evidence_overlap is None


def test_citations_must_be_there_and_verbatim() -> None:
    assert score(ITEM, answered("nine weeks"), DOCUMENTS).citations_valid is False
    broken = replace(answered("nine weeks"), citations=(replace(cited("nine weeks"), start=0),))
    assert score(ITEM, broken, DOCUMENTS).citations_valid is False


def test_evidence_that_stands_nowhere_is_an_error_unless_located_before() -> None:
    wrong = replace(ITEM, evidence=("Ten weeks.",))
    with pytest.raises(BadGold, match="q1"):
        score(wrong, refused(), DOCUMENTS)
    assert score(wrong, answered("nine", quote="nine"), DOCUMENTS, ()).evidence_overlap is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nine weeks [1].", "Nine weeks."),
        ("Nine [1] weeks [2] [1]", "Nine weeks"),
        ("Nine[1][2] weeks", "Nine weeks"),
        ("Version [3] closes [1]", "Version [3] closes"),
        ("[1]", ""),
    ],
)
def test_only_the_markers_of_citations_are_taken_out(text: str, shown: str) -> None:
    answer = replace(answered(text), citations=(cited("nine"), cited("weeks", marker=2)))
    assert unmarked(answer) == shown
    assert prediction(answer) == shown


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(answered("It is nine weeks.", "nine weeks"), "nine weeks"), (answered("Nine."), "Nine."), (refused(), "")],
)
def test_prediction(answer: Answer, expected: str) -> None:
    assert prediction(answer) == expected


def test_not_scored_is_apart_from_wrong() -> None:
    failed = not_scored(ITEM, BadQuestion("Too long; shorten it."))
    assert failed.error == "BadQuestion: Too long; shorten it."
    assert (failed.id, failed.answerable, failed.right) == ("q1", True, False)
    good = score(ITEM, refused(), DOCUMENTS)
    assert scored([failed, good]) == (good,)


def test_probability_stays_within_bounds() -> None:
    for confidence, expected in ((1.7, 1.0), (-0.2, 0.0), (float("nan"), 0.0), (0.4, 0.4)):
        assert score(ITEM, refused(confidence), DOCUMENTS).probability == expected
