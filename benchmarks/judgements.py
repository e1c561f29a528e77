"""How the match metrics agree with people: `python -m benchmarks.judgements FOLDER [--docs docs/evaluation.md]`.

FOLDER holds the answers that Kamalloo et al. 2023 had people judge (the folder `data` of github.com/ehsk/OpenQA-eval):
NQ301_human.tsv has the verdicts, and NQ301_BEM.tsv the gold answers.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.command import command
from benchmarks.tables import insert
from eval.metrics.containment import contains
from eval.metrics.exact_match import exact_match
from eval.metrics.token_f1 import token_f1
from eval.tables import Column, markdown
from rag.errors import BadInput

VERDICTS, ANSWERS = "NQ301_human.tsv", "NQ301_BEM.tsv"
Match = Callable[[str, Sequence[str]], bool]
METRICS: dict[str, Match] = {
    "exact match": exact_match,
    "F1 of 0.5 or more": lambda said, gold: token_f1(said, gold) >= 0.5,
    "containment": lambda said, gold: contains([said], gold),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer, the gold answers of its question, and whether people took it for right."""

    said: str
    gold: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a metric agrees with people, as shares in [0, 1].

    `found` of the right answers are called right; `sound` of those called right are; `agreed` of all have the same
    verdict; `kappa` is Cohen's (1960): agreement beyond that of chance, over the most that there could be.
    """

    found: float
    sound: float
    agreed: float
    kappa: float


def read(folder: Path) -> list[Judged]:
    """Read the answers that both tables have; raises `BadInput` where a table is not of that form."""
    gold = {(row["Question"], row["Model answer"]): row["Gold answers"] for row in _rows(folder / ANSWERS)}
    found = []
    for row in _rows(folder / VERDICTS):
        answers = gold.get((row["Question"], row["Model answer"]))
        if answers is not None:
            parts = tuple(part.strip() for part in answers.split("|") if part.strip())
            found.append(Judged(row["Model answer"], parts, row["Acceptable?"] == "Yes"))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    wanted = {"Question", "Model answer", "Gold answers" if path.name == ANSWERS else "Acceptable?"}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path}: cannot be read ({error}); give the folder that holds it.") from None
    if not rows or not wanted <= rows[0].keys():
        raise BadInput(f"{path}: it lacks one of the columns {', '.join(sorted(wanted))}.")
    return rows


def agreement(judged: Sequence[Judged], match: Match) -> Agreement:
    """Hold a metric against people's verdicts."""
    called = [match(one.said, one.gold) for one in judged]
    right = [one.right for one in judged]
    both = sum(a and b for a, b in zip(called, right, strict=True))
    agreed = sum(a == b for a, b in zip(called, right, strict=True)) / len(judged)
    said, is_right = sum(called) / len(judged), sum(right) / len(judged)
    chance = said * is_right + (1 - said) * (1 - is_right)
    return Agreement(
        found=both / max(1, sum(right)),
        sound=both / max(1, sum(called)),
        agreed=agreed,
        kappa=(agreed - chance) / (1 - chance) if chance < 1 else 0.0,
    )


def table(judged: Sequence[Judged]) -> str:
    """The agreement of each metric as a Markdown table."""
    head = f"{len(judged):,} answers, {sum(one.right for one in judged):,} of them right by people's verdicts."
    headings = ("right answers found", "called right that are", "same verdict", "kappa")
    rows = [
        (name, f"{one.found:.1%}", f"{one.sound:.1%}", f"{one.agreed:.1%}", f"{one.kappa:.2f}")
        for name, match in METRICS.items()
        for one in [agreement(judged, match)]
    ]
    return f"{head}\n\n{markdown((Column('metric'), *(Column(text, right=True) for text in headings)), rows)}\n"


@command("benchmarks.judgements")
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and put it into a page; return the exit code: 0 done, 2 it could not be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judgements", description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", type=Path, help="page to put the table into, between its markers")
    options = parser.parse_args(arguments)
    text = table(read(options.folder))
    print(text, end="")
    if options.docs:
        insert(options.docs, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
