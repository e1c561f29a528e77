"""Calibrate an exported reader: `python -m training.calibrate FOLDER --data DATA`.

Asks the development reports of the news set and two SQuAD 2.0 articles kept apart, the way the product does (chunks of
the whole article, retrieval, reading), and fits the probability that the shown answer is right.
Writes FOLDER/calibration.json.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

from rag.assembly import build_index, open_embeddings
from rag.documents import read
from rag.embedding import OnnxEmbeddings
from rag.reading.overlap import Model
from rag.reading.sentences import candidates
from rag.reading.span import SpanReader
from rag.retrieval import HybridRetriever
from rag.settings import Settings
from training.check_news import NEWS
from training.examples import SQUAD2_DEVELOPMENT, Example, by_article, news, squad
from training.logistic import balanced_threshold, fit
from training.scores import area, token_f1

DEPTH = 4
RIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what the calibration sees, the F1 of the best span, whether the article answers."""

    row: dict[str, float]
    f1: float
    answerable: bool
    source: str

    @property
    def right(self) -> bool:
        """Whether showing the span would have been right."""
        return self.answerable and self.f1 >= RIGHT


def main() -> None:
    """Calibrate from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    target = options.folder / "calibration.json"
    if not target.exists():
        target.write_text(json.dumps({"weights": {"margin": 1.0}, "bias": 0.0, "threshold": 0.5}), encoding="utf-8")
    embeddings = open_embeddings(Settings.from_environment())
    reader = SpanReader(embeddings, folder=options.folder)
    squad2 = list(squad(options.data / "squad2_articles.json", "squad2", SQUAD2_DEVELOPMENT))
    asked = [*gather(news(NEWS / "dev"), reader, embeddings), *gather(_some(squad2, 600), reader, embeddings)]
    names = tuple(asked[0].row)
    weights, bias = fit([one.row for one in asked], [one.right for one in asked], names)
    model = Model(names, weights, bias, 0.5)
    reports = [one for one in asked if one.source == "news"]
    threshold = balanced_threshold(
        [model.probability(one.row) for one in reports if one.right],
        [model.probability(one.row) for one in reports if not one.answerable],
    )
    for source in ("news", "squad2"):
        print(source, describe([one for one in asked if one.source == source], model, threshold))
    fields = {
        "weights": dict(zip(names, (round(weight, 3) for weight in weights), strict=True)),
        "bias": round(bias, 3),
        "threshold": round(threshold, 3),
    }
    print(json.dumps(fields, indent=2))
    target.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


def gather(examples: Iterable[Example], reader: SpanReader, embeddings: OnnxEmbeddings) -> Iterator[Asked]:
    """Ask every question of its own article."""
    for article, group in track(list(by_article(examples).items()), description="Asking"):
        text = "\n\n".join(dict.fromkeys(example.context for example in group))
        document = read(text.encode(), name=article, suffix=".txt")
        retriever = HybridRetriever(corpus=build_index([document], embeddings))
        for example in group:
            hits = retriever.retrieve(example.question, DEPTH)
            sentences = candidates(hits)
            found = reader.find(example.question, hits, sentences)
            best = document.text[found[0].span.start : found[0].span.end]
            f1 = max((token_f1(best, example.context[a:b]) for a, b in example.spans), default=0.0)
            row = reader.features(example.question, sentences, found)
            yield Asked(row, f1, bool(example.spans), example.source)


def describe(asked: list[Asked], model: Model, threshold: float) -> str:
    """Return how good the spans are, how well right ones are told from the others, and abstention both ways."""
    probability = [model.probability(one.row) for one in asked]
    yes = [(one, p) for one, p in zip(asked, probability, strict=True) if one.answerable]
    no = [p for one, p in zip(asked, probability, strict=True) if not one.answerable]
    told = area([p for one, p in yes if one.right], [*no, *(p for one, p in yes if not one.right)])
    kept = [one for one, p in yes if p >= threshold]
    return (
        f"F1 {sum(one.f1 for one, _ in yes) / len(yes):.3f}, right {sum(one.right for one, _ in yes) / len(yes):.3f}, "
        f"told apart {told:.3f}, kept {len(kept) / len(yes):.3f} "
        f"({sum(one.right for one in kept) / len(yes):.3f} right) of {len(yes)}, "
        f"refused {sum(p < threshold for p in no) / max(1, len(no)):.3f} of {len(no)}"
    )


def _some(examples: list[Example], count: int) -> list[Example]:
    return random.Random(0).sample(examples, min(count, len(examples)))  # noqa: S311


if __name__ == "__main__":
    main()
