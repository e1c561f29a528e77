"""A gold set asked of an engine: of one corpus, or each question of its own article."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.evidence import locate_evidence
from eval.finding import Subject, finder
from eval.items import GoldArticle, GoldSet
from eval.keeping import Keeping, KeptAnswers
from eval.metrics.alce import Supports
from eval.running import Prepare, Progress, Run, run, run_per_article
from rag.assembly import Engine
from rag.documents import load, read
from rag.errors import BadInput, FootnoteError
from rag.index import CorpusIndex
from rag.reading import reader_folder
from rag.settings import Settings
from rag.types import Document


def ask(  # noqa: PLR0913 - one argument a part
    gold: GoldSet,
    engine: Engine,
    corpus: Sequence[Path] | None,
    *,
    kept: KeptAnswers | None = None,
    judge: Supports | None = None,
    on_progress: Progress | None = None,
    workers: int = 1,
) -> Run:
    """Ask every question.

    Args:
        gold: the questions.
        engine: answers them.
        corpus: files and folders to ask; none of them for the index on disk; None for each question's own article.
        kept: answers that are not asked again; new ones are added.
        judge: whether citations support a statement, if not to be told by words and evidence.
        on_progress: called with (done, total) after each item.
        workers: how many questions or articles to ask at a time; see `for_workers`.

    Raises:
        BadInput: the gold set brings its own articles and another corpus is missing, or evidence does not stand in its
            article; told before anything is asked. See also `run` and `run_per_article`.
    """
    config = {**configuration(engine), "workers": str(workers)}
    if corpus is None:
        prepare = preparing(engine, _checked(gold), kept, judge)
        return run_per_article(gold, prepare, on_progress=on_progress, config=config, workers=workers)
    if gold.articles and not corpus:
        raise BadInput(f"{gold.name} brings its own articles; add --per-article to ask each question of its own.")
    subject = _subject(engine, engine.corpus(corpus), kept, judge)
    return run(
        gold,
        subject.asker,
        subject.documents,
        finder=subject.finder,
        judge=judge,
        on_progress=on_progress,
        config=config,
        workers=workers,
    )


def _checked(gold: GoldSet) -> dict[str, Document]:
    """Load the articles that have files and can be read, by id.

    Raises what `run_per_article` would of the evidence of its last article only after all others were asked.
    """
    loaded = {}
    for article in gold.articles:
        if article.path is None:
            continue
        try:
            loaded[article.id] = document(article)
        except FootnoteError:
            continue
        locate_evidence(article.items, [loaded[article.id]])
    return loaded


def for_workers(settings: Settings, workers: int) -> Settings:
    """Settings to ask so many questions at a time: each on one core, they are done sooner than one at a time on all."""
    return replace(settings, threads=settings.threads or 1) if workers > 1 else settings


def preparing(
    engine: Engine, loaded: Mapping[str, Document], kept: KeptAnswers | None, judge: Supports | None
) -> Prepare:
    """Return how an engine makes an article ready to be asked; those that are `loaded` are not read again."""

    def prepare(article: GoldArticle) -> Subject:
        return _subject(engine, engine.index([loaded.get(article.id) or document(article)]), kept, judge)

    return prepare


def document(article: GoldArticle) -> Document:
    """Load an article of a gold set; raises `BadDocument`."""
    if article.path is not None:
        return load(article.path, id=article.id)
    return read((article.text or "").encode(), name=article.id, suffix=".txt")


def configuration(engine: Engine) -> Mapping[str, str]:
    """What decides the answers and their times, but for how many are asked at a time."""
    shape = engine.shape
    return {
        **engine.settings.as_text(),
        "retrieval": "hybrid" if shape.dense and shape.lexical else "dense" if shape.dense else "lexical",
        "chunk words": str(shape.words),
        "reader weights, sha256": _digest(reader_folder(engine.settings.reader, engine.settings.cache)),
        "threads": str(engine.settings.threads or "all"),
    }


def _digest(folder: Path) -> str:
    """The digest of the network and calibration that a reader's folder holds."""
    digest = hashlib.sha256()
    for name in ("model.onnx", "calibration.json"):
        path = folder / name
        digest.update(path.read_bytes() if path.exists() else b"none")
    return digest.hexdigest()


def _subject(engine: Engine, index: CorpusIndex, kept: KeptAnswers | None, judge: Supports | None) -> Subject:
    chain = engine.chain(index)
    asker = chain if kept is None else Keeping(chain, kept)
    return Subject(asker, index.documents, finder(index, engine.search(index)), judge)
