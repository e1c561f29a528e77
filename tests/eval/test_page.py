from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from eval.causes import cause, count_causes
from eval.finding import Found
from eval.gates import parse_gate
from eval.junit import junit
from eval.page import page
from eval.report import summarise
from eval.running import Run, run
from eval.summary import markdown
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item, refused

SENTENCE = "The bridge will close for nine weeks from March 3."
ANSWERS = {
    "How long?": answered(f"{SENTENCE} [1]", "nine weeks", quote=SENTENCE),
    "<script>x</script>?": refused(),
    "Why?": answered(f"{SENTENCE} [1]", quote=SENTENCE),
    "Who?": answered(f"{SENTENCE} [1]", quote=SENTENCE),
    "From when?": answered("It closes. [1]", quote=SENTENCE),
}


def made() -> Run:
    items = (
        item("q1", "How long?", "nine weeks", evidence=(SENTENCE,)),
        item("q2", "<script>x</script>?", "March 3", evidence=(SENTENCE,)),
        item("q3", "Why?", type="near_miss"),
        item("q4", "Who?", "Ines Okafor", evidence=("Ines Okafor chairs the harbour board.",)),
        item("q5", "From when?", "March 3", evidence=(SENTENCE,)),
        item("q6", "Never scripted?", "nine"),
    )
    return run(gold(*items), ScriptedAsker(ANSWERS), [document()])


def test_every_item_has_one_cause() -> None:
    done = made()
    assert [cause(one) for one in done.scores] == [
        "right",
        "false refusal",
        "false answer",
        "wrong passage",
        "wrong words",
        "not scored",
    ]
    assert set(count_causes(done.scores).values()) == {1}


def test_the_page_stands_alone_and_escapes_what_others_wrote() -> None:
    done = made()
    text = page(done, summarise(done))
    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text
    assert text.count("<script>") == 1
    assert text.count("<details") == 6
    assert not any(loaded in text for loaded in ("src=", "href=", "@import", "url("))


def test_a_page_of_no_answers_has_no_points() -> None:
    done = made()
    done = replace(done, scores=tuple(replace(one, answered=False) for one in done.scores))
    assert "<circle" not in page(done, summarise(done))


def test_evidence_is_marked_where_it_stands() -> None:
    done = made()
    text = page(done, summarise(done))
    assert "from March 3. <mark>Ines Okafor chairs the harbour board.</mark>" in text


def test_recall_is_drawn_where_retrieval_was_measured() -> None:
    done = made()
    assert "recall@1" not in page(done, summarise(done)).partition("All numbers")[0]
    found = Found((0.0,) * 3 + (1.0,) * 7, 0.25, 0.4)
    done = replace(done, scores=tuple(replace(one, found=found) for one in done.scores))
    assert summarise(done).recall == found.recall
    assert "recall@4 100.0%" in page(done, summarise(done))
    assert "| recall@4 | 100.0% |" in markdown(done, summarise(done))


def test_the_summary_counts_causes() -> None:
    done = made()
    text = markdown(done, summarise(done))
    assert "| containment | 25.0% |" in text
    assert "false answer 1" in text


def test_junit_fails_the_gates_that_are_missed() -> None:
    done = made()
    suite = ET.fromstring(  # noqa: S314 - our own output
        junit(summarise(done), [parse_gate("containment=0.9"), parse_gate("false_answer_rate=1")])
    )
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [len(case) for case in suite] == [1, 0]
