"""Fit the weightless reader's regression: `python -m training.overlap --data DATA [--write]`.

Fitted on the training reports of the news set and six SQuAD 2.0 articles; the threshold is chosen on the development
reports, where it weighs a false refusal as heavily as a false answer. Prints what it makes of both development sets.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

from rag.assembly import build_index, open_encoder
from rag.documents import read
from rag.embedding import OnnxEncoder
from rag.hybrid import HybridSearch
from rag.reading.overlap import Model, OverlapReader
from rag.reading.sentences import candidates
from rag.settings import Settings
from training.check_news import NEWS
from training.examples import SQUAD2_DEVELOPMENT, Example, by_article, existing_folder, news, squad
from training.logistic import balanced_threshold, fit

WEIGHTS = Path(__file__).parents[1] / "rag" / "reading" / "overlap.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's sentences: a row of features each, and whether each holds the answer."""

    rows: list[dict[str, float]]
    right: list[bool]
    answerable: bool


def main() -> None:
    """Fit, report and, with --write, ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=existing_folder, required=True)
    parser.add_argument("--write", action="store_true", help="replace the shipped coefficients")
    options = parser.parse_args()
    embeddings = open_encoder(Settings.from_environment())
    squad2 = options.data / "squad2_articles.json"
    train = [
        *gather(news(NEWS / "train"), embeddings),
        *gather(_some(squad(squad2, "squad2", SQUAD2_DEVELOPMENT, out=True), 900), embeddings),
    ]
    names = tuple(train[0].rows[0])
    rows = [row for one in train for row in one.rows]
    weights, bias = fit(rows, [right for one in train for right in one.right], names)
    held = list(gather(news(NEWS / "dev"), embeddings))
    model = Model(names, weights, bias, 0.5)
    threshold = choose(held, model)
    for name, asked in (
        ("news", held),
        ("squad2", list(gather(_some(squad(squad2, "", SQUAD2_DEVELOPMENT), 400), embeddings))),
    ):
        print(name, describe(asked, model, threshold))
    fields = Model(names, weights, bias, threshold).to_json()
    print(json.dumps(fields, indent=2))
    if options.write:
        WEIGHTS.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


def gather(examples: Iterable[Example], embeddings: OnnxEncoder) -> Iterator[Asked]:
    """Ask every question of its own article the way the product does, and note the features of every sentence met."""
    reader = OverlapReader(embeddings, model=Model((), (), 0.0, 0.5))
    for article, group in track(list(by_article(examples).items()), description="Asking"):
        text = "\n\n".join(dict.fromkeys(example.context for example in group))
        document = read(text.encode(), name=article, suffix=".txt")
        retriever = HybridSearch(build_index([document], embeddings))
        for example in group:
            sentences = candidates(retriever.retrieve(example.question, 4))
            rows = reader.features(example.question, sentences)
            answers = [example.context[a - 30 if a > 30 else 0 : b] for a, b in example.spans]
            tails = [" ".join(answer.split())[-40:] for answer in answers]
            right = [
                any(
                    tail and tail in " ".join(f"{one.before} {one.text}".split()) and _ends_in(tail, one.text)
                    for tail in tails
                )
                for one in sentences
            ]
            yield Asked(rows, right, bool(example.spans))


def _ends_in(tail: str, sentence: str) -> bool:
    return " ".join(sentence.split()).find(tail[-12:]) >= 0


def choose(asked: list[Asked], model: Model) -> float:
    """Return the threshold for the best sentence's probability."""
    best = [(max(map(model.probability, one.rows)), one.answerable) for one in asked]
    yes, no = ([score for score, answerable in best if answerable == kind] for kind in (True, False))
    return balanced_threshold(yes, no)


def describe(asked: list[Asked], model: Model, threshold: float) -> str:
    """Return how often the best one or two sentences hold the answer, and abstention both ways."""
    first = second = refused = kept = answerable = unanswerable = 0
    for one in asked:
        order = sorted(range(len(one.rows)), key=lambda position: -model.probability(one.rows[position]))
        top = model.probability(one.rows[order[0]])
        if one.answerable:
            answerable += 1
            kept += top >= threshold
            first += one.right[order[0]]
            second += any(one.right[position] for position in order[:2])
        else:
            unanswerable += 1
            refused += top < threshold
    found = f"first {first / answerable:.3f}, one of two {second / answerable:.3f}"
    refusals = f"refused {refused / max(1, unanswerable):.3f} of {unanswerable}"
    return f"{found}, answered {kept / answerable:.3f} of {answerable}, {refusals}"


def _some(examples: Iterable[Example], count: int) -> list[Example]:
    pool = list(examples)
    return random.Random(0).sample(pool, min(count, len(pool)))  # noqa: S311


if __name__ == "__main__":
    main()
