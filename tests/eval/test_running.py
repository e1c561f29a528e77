from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from eval.finding import Subject
from eval.items import GoldArticle, GoldSet
from eval.running import run, run_per_article
from rag.errors import BadDocument, BadGold
from rag.types import Answer, Turn
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item, refused

HISTORY = (Turn("Who?", "Okafor"),)
FIRST = item("q1", "How long?", "nine weeks")
SECOND = item("q2", "Too long?", "x")
THIRD = item("q3", "Why?", history=HISTORY)
ANSWERS = {"How long?": answered("Nine weeks.", quote="nine weeks"), "Why?": refused()}


def test_asks_every_question_with_its_history_and_id() -> None:
    asker = ScriptedAsker(ANSWERS)
    done: list[tuple[int, int]] = []
    found = run(gold(FIRST, THIRD), asker, [document()], on_progress=lambda *now: done.append(now))
    assert asker.asked == [("How long?", (), "q1"), ("Why?", HISTORY, "q3")]
    assert done == [(1, 2), (2, 2)]
    assert [answer.id for answer in found.answers if answer] == ["q1", "q3"]
    assert [one.right for one in found.scores] == [True, True]


def test_an_item_that_cannot_be_asked_is_an_error_and_the_run_goes_on() -> None:
    found = run(gold(FIRST, SECOND, THIRD), ScriptedAsker(ANSWERS), [document()])
    assert [answer is None for answer in found.answers] == [False, True, False]
    assert [one.error for one in found.scores] == [
        None,
        "BadQuestion: The question is too long; ask a shorter one.",
        None,
    ]


def test_faults_that_nobody_raised_on_purpose_are_not_hidden() -> None:
    class Broken(dict[str, Answer]):
        def __getitem__(self, question: str) -> Answer:
            raise ZeroDivisionError(question)

    with pytest.raises(ZeroDivisionError):
        run(gold(FIRST), ScriptedAsker(Broken(ANSWERS)), [document()])


def test_wrong_evidence_is_found_before_anything_is_asked() -> None:
    asker = ScriptedAsker(ANSWERS)
    with pytest.raises(BadGold, match="q9"):
        run(gold(FIRST, item("q9", "Why?", "x", evidence=("Ten weeks.",))), asker, [document()])
    assert not asker.asked


def test_metadata_tells_how_the_run_came_about() -> None:
    found = run(gold(FIRST), ScriptedAsker(ANSWERS), [document()], config={"depth": "4"}).metadata
    assert found.config == {"depth": "4"}
    assert found.created.endswith("+00:00")
    assert found.seconds >= 0
    assert not found.per_article
    assert {"python", "platform", "numpy"} <= set(found.versions)


def articles(*entries: GoldArticle) -> GoldSet:
    return GoldSet("set", tuple(one for entry in entries for one in entry.items), "0", entries)


def test_each_article_has_its_own_asker() -> None:
    first = GoldArticle("a", "A", (FIRST,), text="In one: nine weeks.")
    second = GoldArticle("b", "B", (item("q4", "How long?", "ten"),), text="In two: ten.")
    prepared: list[str] = []

    def prepare(article: GoldArticle) -> Subject:
        prepared.append(article.id)
        words = "nine weeks" if article.id == "a" else "ten"
        return Subject(ScriptedAsker({"How long?": answered(words)}), [document(article.text or "", article.id)])

    found = run_per_article(articles(first, second), prepare)
    assert prepared == ["a", "b"]
    assert [one.right for one in found.scores] == [True, True]
    assert found.metadata.per_article


def test_an_article_that_cannot_be_prepared_makes_its_items_errors() -> None:
    def prepare(article: GoldArticle) -> Subject:
        if article.id == "a":
            raise BadDocument("a.md is empty; write something in it.")
        return Subject(ScriptedAsker(ANSWERS), [document()])

    first, second = GoldArticle("a", "A", (FIRST, THIRD), text=""), GoldArticle("b", "B", (SECOND, FIRST), text="x")
    done: list[tuple[int, int]] = []
    found = run_per_article(articles(first, second), prepare, on_progress=lambda *now: done.append(now))
    assert [bool(one.error) for one in found.scores] == [True, True, True, False]
    assert found.scores[0].error == "BadDocument: a.md is empty; write something in it."
    assert done[-1] == (4, 4)


def test_quoted_evidence_must_stand_in_the_article_and_derived_evidence_may_be_gone() -> None:
    quoted = item("q1", "How long?", "nine weeks", evidence=("Ten weeks.",))

    def prepare(article: GoldArticle) -> Subject:
        return Subject(ScriptedAsker(ANSWERS), [document()])

    with pytest.raises(BadGold, match="q1"):
        run_per_article(articles(GoldArticle("a", "A", (quoted,), path=Path("a.md"))), prepare)
    derived = articles(GoldArticle("a", "A", (quoted,), text="Ten weeks."))
    assert run_per_article(derived, prepare).scores[0].evidence_overlap is None
    assert run(derived, ScriptedAsker(ANSWERS), [document()]).scores[0].evidence_overlap is None


def test_a_set_without_articles_cannot_be_asked_one_by_one() -> None:
    def prepare(article: GoldArticle) -> Subject:
        raise AssertionError(article)

    with pytest.raises(BadGold, match="leave out --per-article"):
        run_per_article(gold(FIRST), prepare)


class Interrupting(ScriptedAsker):
    """Interrupts the program, as Ctrl+C does, while it is asked."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        time.sleep(0.01)
        if len(self.asked) == 20:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return super().ask(question, history, id=id, article=article)


@pytest.fixture
def _heeded() -> Iterator[None]:
    # A shell that starts a program in the background has it ignore Ctrl+C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heeded")
@pytest.mark.parametrize(
    "ask",
    [
        lambda several, asker: run(several, asker, [document()]),
        lambda several, asker: run_per_article(several, lambda _article: Subject(asker, [document()])),
    ],
)
def test_an_interrupted_run_asks_no_further(ask: Callable[[GoldSet, Interrupting], object]) -> None:
    items = tuple(item(f"q{number}", "How long?", "nine weeks") for number in range(300))
    asker = Interrupting(ANSWERS)
    with pytest.raises(KeyboardInterrupt):
        ask(articles(GoldArticle("a", "A", items, text="x")), asker)
    assert len(asker.asked) < len(items) / 2
