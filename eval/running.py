"""Asking every question of a gold set."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from threading import Event, Lock

from eval.evidence import Passage, locate_evidence, passage
from eval.finding import Finder, Ranking, Subject
from eval.items import GoldArticle, GoldItem, GoldSet
from eval.metrics.alce import Supports
from eval.scoring import Score, not_scored, score
from rag.errors import BadGold, FootnoteError
from rag.types import Answer, Asker, Document, Span

Progress = Callable[[int, int], None]
Prepare = Callable[[GoldArticle], Subject]

_PACKAGES = ("footnote-qa", "faiss-cpu", "langchain-core", "numpy", "onnxruntime", "tokenizers")


@dataclass(frozen=True, slots=True)
class Metadata:
    """How a run came about.

    Attributes:
        created: when it began, ISO 8601 in UTC.
        seconds: how long it took.
        per_article: whether each question was asked of its own article alone.
        config: what the caller says of its settings.
        versions: Python, the platform and the packages that answers depend on.
    """

    created: str
    seconds: float
    per_article: bool
    config: Mapping[str, str]
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """A gold set with its answers and scores, all in its order; None is the answer of an item that met an error.

    `evidence` are the gold quotes of each item as they stand in its article, `rankings` what retrieval found for it,
    None where that was not measured; `chunks` are the texts of all chunks that could be found.
    """

    gold: GoldSet
    answers: tuple[Answer | None, ...]
    scores: tuple[Score, ...]
    metadata: Metadata
    evidence: tuple[tuple[Passage, ...], ...]
    rankings: tuple[Ranking | None, ...]
    chunks: Mapping[Span, str]


@dataclass(frozen=True, slots=True)
class _Outcome:
    answer: Answer | None
    score: Score
    evidence: tuple[Passage, ...] = ()
    ranking: Ranking | None = None


def run(  # noqa: PLR0913 - one argument a part
    gold: GoldSet,
    asker: Asker,
    documents: Sequence[Document],
    *,
    finder: Finder | None = None,
    judge: Supports | None = None,
    on_progress: Progress | None = None,
    config: Mapping[str, str] | None = None,
    workers: int = 1,
) -> Run:
    """Ask all questions of one asker over one corpus.

    An item that meets a `FootnoteError` is recorded as not scored, and the run goes on.

    Args:
        gold: the questions.
        asker: answers them.
        documents: the corpus it answers from.
        finder: its retrieval, if that is to be measured.
        judge: whether citations support a statement, if not to be told by words and evidence.
        on_progress: called with (done, total) after each item.
        config: settings to note in the report.
        workers: how many questions to ask at a time, of askers that are safe to call from several threads.

    Raises:
        BadGold: evidence does not stand in the documents; found before anything is asked.
    """
    evidence = locate_evidence(gold.items, documents, strict=gold.quoted and all(map(_quoted, gold.articles)))
    tick = _Ticker(len(gold.items), on_progress)
    started = time.perf_counter()
    created = _now()
    subject = Subject(asker, documents, finder, judge)
    with ThreadPoolExecutor(workers) as pool, closing(tick):
        outcomes = list(pool.map(lambda item: _asked(item, subject, evidence[item.id], tick), gold.items))
    return _run(gold, outcomes, _texts(subject), _metadata(created, started, config, per_article=False))


def run_per_article(
    gold: GoldSet,
    prepare: Prepare,
    *,
    on_progress: Progress | None = None,
    config: Mapping[str, str] | None = None,
    workers: int = 1,
) -> Run:
    """Ask each question of its own article alone.

    An article that cannot be prepared makes its items errors, and the run goes on.

    Args:
        gold: the questions with their articles.
        prepare: makes an asker over one article.
        on_progress: called with (done, total) after each item.
        config: settings to note in the report.
        workers: how many articles to ask at a time.

    Raises:
        BadGold: the set has no articles; or evidence that its author quoted does not stand in its article.
    """
    if not gold.articles:
        raise BadGold(
            f"{gold.name}: there are no articles in it to ask one by one; give SQuAD JSON or a folder of pairs NAME.md "
            "and NAME.jsonl, or leave out --per-article."
        )
    tick = _Ticker(len(gold.items), on_progress)
    started = time.perf_counter()
    created = _now()
    with ThreadPoolExecutor(workers) as pool, closing(tick):
        asked = list(pool.map(lambda article: _asked_of(article, prepare, tick), gold.articles))
    outcomes = [outcome for article, _ in asked for outcome in article]
    chunks = {span: text for _, texts in asked for span, text in texts.items()}
    return _run(gold, outcomes, chunks, _metadata(created, started, config, per_article=True))


class _Ticker:
    """Counts the items that are done. Closed before all are, as by Ctrl+C, it lets no further one be asked."""

    def __init__(self, total: int, on_progress: Progress | None) -> None:
        self._done = 0
        self._lock = Lock()
        self._closed = Event()
        self._total = total
        self._on_progress = on_progress

    def __call__(self, outcome: _Outcome) -> _Outcome:
        with self._lock:
            self._done += 1
            if self._on_progress:
                self._on_progress(self._done, self._total)
        return outcome

    def check(self) -> None:
        """Raise `CancelledError` once it is closed: the pool waits for its threads, and nobody for their answers."""
        if self._closed.is_set():
            raise CancelledError

    def close(self) -> None:
        self._closed.set()


def _asked_of(article: GoldArticle, prepare: Prepare, tick: _Ticker) -> tuple[list[_Outcome], Mapping[Span, str]]:
    tick.check()
    try:
        subject = prepare(article)
    except FootnoteError as error:
        return [tick(_Outcome(None, not_scored(item, error))) for item in article.items], {}
    evidence = locate_evidence(article.items, subject.documents, strict=_quoted(article))
    return [_asked(item, subject, evidence[item.id], tick) for item in article.items], _texts(subject)


def _texts(subject: Subject) -> Mapping[Span, str]:
    """The chunks that can be found, with their texts."""
    texts = {document.id: document.text for document in subject.documents}
    spans = subject.finder.chunks if subject.finder else ()
    return {span: texts[span.document][span.start : span.end] for span in spans}


def _quoted(article: GoldArticle) -> bool:
    """Whether an author quoted the evidence; SQuAD's is derived, and where loading changed the text it may be gone."""
    return article.text is None


def _asked(item: GoldItem, subject: Subject, evidence: Sequence[Span], tick: _Ticker) -> _Outcome:
    tick.check()
    return tick(_ask(item, subject, evidence))


def _ask(item: GoldItem, subject: Subject, evidence: Sequence[Span]) -> _Outcome:
    try:
        answer = subject.asker.ask(item.question, item.history, id=item.id)
    except FootnoteError as error:
        return _Outcome(None, not_scored(item, error))
    # apart from the answer, whose time it does not count in
    ranking = subject.finder.ranking(answer.standalone_question, evidence) if subject.finder and evidence else None
    found = ranking.found() if ranking else None
    texts = {document.id: document.text for document in subject.documents}
    passages = tuple(passage(span, texts[span.document]) for span in evidence)
    graded = score(item, answer, subject.documents, evidence, found, subject.judge)
    return _Outcome(replace(answer, id=item.id), graded, passages, ranking)


def _run(gold: GoldSet, outcomes: Sequence[_Outcome], chunks: Mapping[Span, str], metadata: Metadata) -> Run:
    return Run(
        gold=gold,
        answers=tuple(outcome.answer for outcome in outcomes),
        scores=tuple(outcome.score for outcome in outcomes),
        metadata=metadata,
        evidence=tuple(outcome.evidence for outcome in outcomes),
        rankings=tuple(outcome.ranking for outcome in outcomes),
        chunks=chunks,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _metadata(created: str, started: float, config: Mapping[str, str] | None, *, per_article: bool) -> Metadata:
    return Metadata(created, round(time.perf_counter() - started, 3), per_article, dict(config or {}), _versions())


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "platform": platform.platform()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
