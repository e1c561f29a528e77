"""A gold set asked of an engine: of one corpus, or each question of its own article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.finding import Subject, finder
from eval.items import GoldArticle, GoldSet
from eval.running import Prepare, Progress, Run, run, run_per_article
from rag.assembly import Engine
from rag.documents import load, read
from rag.errors import BadInput
from rag.index import CorpusIndex
from rag.types import Document


def ask_corpus(
    gold: GoldSet,
    engine: Engine,
    corpus: Sequence[Path] = (),
    *,
    on_progress: Progress | None = None,
    workers: int = 1,
) -> Run:
    """Ask every question of the files and folders of a corpus, or else of the index on disk.

    Raises:
        BadInput: the gold set brings its own articles and no corpus is given; see also `run`.
    """
    if gold.articles and not corpus:
        raise BadInput(f"{gold.name} brings its own articles; add --per-article to ask each question of its own.")
    subject = _subject(engine, engine.corpus(corpus))
    config = configuration(engine, workers)
    return run(
        gold,
        subject.asker,
        subject.documents,
        finder=subject.finder,
        on_progress=on_progress,
        config=config,
        workers=workers,
    )


def ask_articles(gold: GoldSet, engine: Engine, *, on_progress: Progress | None = None, workers: int = 1) -> Run:
    """Ask each question of its own article alone; see `run_per_article`."""
    config = configuration(engine, workers)
    return run_per_article(gold, preparing(engine), on_progress=on_progress, config=config, workers=workers)


def preparing(engine: Engine) -> Prepare:
    """Return how an engine makes an article ready to be asked."""

    def prepare(article: GoldArticle) -> Subject:
        return _subject(engine, engine.index([document(article)]))

    return prepare


def document(article: GoldArticle) -> Document:
    """Load an article of a gold set; raises `BadDocument`."""
    if article.path is not None:
        return load(article.path, id=article.id)
    return read((article.text or "").encode(), name=article.id, suffix=".txt")


def configuration(engine: Engine, workers: int) -> Mapping[str, str]:
    """What decides the answers and their times, for the report."""
    shape = engine.shape
    return {
        **engine.settings.as_text(),
        "retrieval": "hybrid" if shape.dense and shape.lexical else "dense" if shape.dense else "lexical",
        "chunk words": str(shape.words),
        "workers": str(workers),
        "threads": str(engine.settings.threads or "all"),
    }


def _subject(engine: Engine, index: CorpusIndex) -> Subject:
    return Subject(engine.chain(index), index.documents, finder(index, engine.search(index)))
