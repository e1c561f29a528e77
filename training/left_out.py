"""What each source of questions is worth: `python -m training.left_out --data DATA --out RUNS [--only NAME ...]`.

Trains a fresh reader on the mixture, then one for each source without its questions, all for the same number of steps,
and prints how each does on questions that are never trained on, as a Markdown table. Two readers that differ by their
seed alone show how much chance does: what is less than that says nothing (after 300 steps they differ by .085 in area).
3,000 steps take about an hour of a core. What is done stands in RUNS/scores.jsonl and is not done again with
the same --steps and --tokens.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import torch
from rich.progress import track
from tokenizers import Tokenizer

from rag.embedding import find_model
from training.encoding import Encoded, batches, encode
from training.examples import Example, sample
from training.mixture import Recipe, mixture
from training.model import SpanReader, fresh
from training.scores import summary
from training.train import BASE, development, optimising, train_step

# What is left out together, by the names that `mixture` gives the sources.
GROUPS: dict[str, frozenset[str]] = {
    "none": frozenset(),
    "none, another seed": frozenset(),
    "SQuADShifts": frozenset({"wiki", "reddit", "amazon"}),
    "SQuAD 1.1 and Natural Questions": frozenset({"squad1", "nq"}),
    "SQuAD 2.0": frozenset({"squad2"}),
    "QAMR, PolicyQA, FairytaleQA": frozenset({"qamr", "policy", "fairy"}),
    "news set": frozenset({"news"}),
    "spoilt questions about paragraphs": frozenset({"adversarial"}),
    "twins": frozenset({"twin", "twin-news", "twin-report", "twin-article"}),
    "questions in other shapes": frozenset({"twin-shape"}),
    "made unanswerables": frozenset({"other", "cut", "swap"}),
}
RATE = 2.5e-4
BATCH = 32
# Questions of each set held apart that are scored.
SCORED = 800
COLUMNS = "| left out | questions | news: F1, told apart | SQuAD 2.0 | twins |"


def main() -> None:
    """Train what is not trained yet and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public question sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of what is done")
    parser.add_argument("--only", nargs="+", choices=list(GROUPS), default=list(GROUPS), help="do these alone")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--tokens", type=int, default=128, help="longest question with its text: short ones are fast")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "scores.jsonl"
    done = scores_in(path, options.steps, options.tokens)
    missing = [name for name in options.only if name not in done]
    if missing:
        folder = find_model(BASE).folder
        assert folder is not None
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        examples = mixture(options.data, Recipe(), seed=1)
        chance = random.Random(0)  # noqa: S311
        held = {name: sample(some, SCORED, chance) for name, some in development(options.data).items()}
        for name in missing:
            kept = short(without(examples, GROUPS[name]), tokenizer, options.tokens)
            model = trained(folder, kept, options.steps, seed=2 if "seed" in name else 1, name=name)
            lengths = {"steps": options.steps, "tokens": options.tokens}
            line = {"left_out": name, **lengths, "questions": len(kept), **summary(model, tokenizer, held)}
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
    print(table(scores_in(path, options.steps, options.tokens)))


def without(examples: Sequence[Example], sources: frozenset[str]) -> list[Example]:
    """Leave the examples of some sources out, and those made of theirs."""
    return [example for example in examples if not sources & {example.source, example.made_of}]


def short(examples: Sequence[Example], tokenizer: Tokenizer, most: int) -> list[Encoded]:
    """Encode the examples that have no more than `most` tokens."""
    return [one for one in encode(examples, tokenizer) if len(one.ids) <= most]


def trained(folder: Path, examples: Sequence[Encoded], steps: int, *, seed: int, name: str) -> SpanReader:
    """Train the encoder in `folder` with fresh heads on so many steps of the examples."""
    torch.manual_seed(seed)
    model = fresh(folder)
    model.encoder.embeddings.requires_grad_(False)
    optimiser, schedule = optimising(model, steps, RATE)
    order = random.Random(seed)  # noqa: S311 - for a repeatable order, not for secrets
    model.train()
    for batch in track(islice(cycle(batches(examples, BATCH, order)), steps), description=name, total=steps):
        train_step(model, optimiser, batch)
        schedule.step()
    return model


def scores_in(path: Path, steps: int, tokens: int) -> dict[str, dict[str, Any]]:
    """Return what is done in so many steps on questions of so many tokens, by what was left out."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines() if path.exists() else [])
    return {line["left_out"]: line for line in lines if (line.get("steps"), line.get("tokens")) == (steps, tokens)}


def table(scores: dict[str, dict[str, Any]]) -> str:
    """Return a Markdown table in the order of `GROUPS`."""
    return "\n".join([COLUMNS, "| --- " * 5 + "|", *rows(scores)])


def rows(scores: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of what is done: F1 of the forced answer in percent, area of answerable against unanswerable."""
    for name in GROUPS:
        if name in scores:
            line = scores[name]
            scored = [line[held] for held in ("news", "squad2", "twins")]
            cells = " | ".join(f"{100 * one['f1']:.1f}, {one['auc_both']:.3f}" for one in scored)
            yield f"| {name} | {line['questions']:,} | {cells} |"


if __name__ == "__main__":
    main()
