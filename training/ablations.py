"""What each part of reading is worth: `python -m training.ablations FOLDER [--full FOLDER] [--every N]`.

Asks the development reports of the news set as the product would, with a part left out or another setting, and prints a
Markdown table. Every line is told by regressions fitted on other articles (five folds), so a part that is left out is
made up for as well as the others can.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rag.assembly import CHUNK_WORDS, open_encoder
from rag.embedding import OnnxEncoder
from rag.reading.span import SpanReader
from rag.settings import Settings
from training.calibrate import DEPTH, Asked, best_threshold, crossed, figures, gather
from training.check_news import NEWS
from training.examples import Example, by_article, news

VERDICT = frozenset({"verdict", "agreement", "verdict_below", "close_verdict"})
NETWORK = VERDICT | {"margin", "behind", "margin_above", "close_margin"}
KINDS = frozenset({"kind_held", "short_kind", "short_asked", "short_length", "denies"})
NEARNESS = frozenset(
    {"rank_missing", "names_around_missing", "numbers_around_missing", "time_asked", "time_missing"}
    | {"words_missing", "names_missing", "numbers_missing"}
)
VECTORS = frozenset({"cosine", "cosine_with_lead", "cosine_above_mean", "sentence_rank", "rank"})
DEPTHS = (1, 2, 8)
LENGTHS = (45, 180)
COLUMNS = "| what | right sentence | span F1 | told apart | answered rightly | refused |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="exported weights")
    parser.add_argument("--full", type=Path, help="the same weights in full precision")
    parser.add_argument("--every", type=int, default=1, help="ask every Nth development report alone")
    options = parser.parse_args()
    embeddings = open_encoder(Settings.from_environment())
    groups = list(by_article(news(NEWS / "dev")).values())[:: options.every]
    examples = [example for group in groups for example in group]
    print(COLUMNS)
    print("| --- " * COLUMNS.count(" | ") + "| --- |", flush=True)
    for name, asked in variants(options.folder, options.full, examples, embeddings):
        print(row(name, asked), flush=True)


def variants(
    folder: Path, full: Path | None, examples: Sequence[Example], embeddings: OnnxEncoder
) -> Iterator[tuple[str, list[Asked]]]:
    """Yield the questions as asked of each variant, by its name."""
    reader = SpanReader(embeddings, folder=folder)
    asked = list(gather(examples, reader, embeddings))
    yield "as shipped", asked
    yield "without the verdict", without(asked, VERDICT)
    yield "without the network", without(asked, NETWORK)
    yield "without the checks of kind", without(asked, KINDS, lambda name: name.startswith("asks_"))
    yield "without the checks of names, numbers, rank and time", without(asked, NEARNESS)
    yield "without vectors and retrieval's order", without(asked, VECTORS)
    if full:
        yield "full precision", list(gather(examples, SpanReader(embeddings, folder=full), embeddings))
    for depth in DEPTHS:
        yield f"depth {depth} (shipped: {DEPTH})", list(gather(examples, reader, embeddings, depth=depth))
    for words in LENGTHS:
        yield (
            f"chunks of {words} words (shipped: {CHUNK_WORDS})",
            list(gather(examples, reader, embeddings, words=words)),
        )


def without(
    asked: Sequence[Asked], names: frozenset[str], more: Callable[[str], bool] = lambda _: False
) -> list[Asked]:
    """Leave features out of every sentence."""
    return [
        replace(
            one,
            judged=[
                replace(judged, features={k: v for k, v in judged.features.items() if k not in names and not more(k)})
                for judged in one.judged
            ],
        )
        for one in asked
    ]


def row(name: str, asked: Sequence[Asked]) -> str:
    """Return a line of the table, in percent."""
    told = list(crossed(asked))
    found = figures(told, best_threshold(told))
    shares = (found.sentence, found.f1, found.apart, found.rightly, found.refused)
    return f"| {name} | " + " | ".join(f"{100 * share:.1f}" for share in shares) + " |"


if __name__ == "__main__":
    main()
