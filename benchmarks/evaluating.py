"""How long an evaluation takes: `python -m benchmarks.evaluating FILE [FILE ...]`.

Draws QUESTIONS questions over ARTICLES articles from SQuAD files, by a seed, and times `footnote eval --per-article` on
them as a whole process: start, models, chunking, embedding, answers, scores and report.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.command import command
from benchmarks.machine import Machine, load
from benchmarks.processes import run
from rag.errors import BadInput

OUT = Path("benchmarks") / "results" / "evaluating.json"


def drawn(files: Sequence[Path], articles: int, questions: int, seed: int) -> dict[str, Any]:
    """A SQuAD file of so many articles with equally many questions each.

    Raises `BadInput` if there are too few, or a file cannot be read.
    """
    each = -(-questions // articles)
    entries = [entry for path in files for entry in _entries(path)]
    large = [entry for entry in entries if sum(len(part["qas"]) for part in entry["paragraphs"]) >= each]
    if len(large) < articles:
        raise BadInput(f"only {len(large)} articles have {each} questions; give more files, or fewer --articles.")
    chance = random.Random(seed)  # noqa: S311 - for repeatable draws, not for secrets
    return {"version": "drawn", "data": [_thinned(entry, each, chance) for entry in chance.sample(large, articles)]}


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BadInput(f"{path}: cannot be read ({error}); give a file of SQuAD's form.") from None
    return found


def _thinned(entry: dict[str, Any], count: int, chance: random.Random) -> dict[str, Any]:
    every = [one["id"] for part in entry["paragraphs"] for one in part["qas"]]
    kept = set(chance.sample(every, count))
    parts = [{**part, "qas": [one for one in part["qas"] if one["id"] in kept]} for part in entry["paragraphs"]]
    return {**entry, "paragraphs": parts}


@command("benchmarks.evaluating")
def main(arguments: Sequence[str] | None = None) -> int:
    """Time it and keep the result; return the exit code: 0 timed, 2 it could not be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluating", description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--articles", type=int, default=10)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    asked = drawn(options.files, options.articles, options.questions, options.seed)
    before, seconds = load(), []
    with tempfile.TemporaryDirectory(prefix="footnote-evaluating-") as folder:
        gold = Path(folder) / "drawn.json"
        gold.write_text(json.dumps(asked), encoding="utf-8")
        command = [str(Path(sys.executable).parent / "footnote"), "eval", str(gold), "--per-article"]
        for number in range(options.runs):
            done = run([*command, "--out", str(Path(folder) / str(number))], Path(folder))
            seconds.append(round(done.seconds, 1))
            print(f"{seconds[-1]:.1f} s, at most {done.peak_mib:.0f} MiB")
    words = sum(len(part["context"].split()) for entry in asked["data"] for part in entry["paragraphs"])
    results = {
        "machine": asdict(Machine.this()),
        "load": {"before": before, "after": load()},
        "articles": options.articles,
        "questions": sum(len(part["qas"]) for entry in asked["data"] for part in entry["paragraphs"]),
        "words": words,
        "seconds": seconds,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"{results['questions']} questions over {options.articles} articles of {words:,} words -> {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
