"""How long reader networks take: `python -m benchmarks.network GRAPH [GRAPH ...]`.

Each graph reads windows of a few lengths, by turns with the others, so that a busy spell meets all; once as Footnote
runs it and once with the rewriting that `rag/runtime.py` switches off. Prints medians and their ratio to the first.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from unittest.mock import patch

import numpy as np
from rich.progress import track

from benchmarks.command import command
from rag import runtime
from rag.runtime import Ids, Network

OUTPUTS = ["starts", "ends", "verdicts"]
QUESTION_TOKENS = 14
# Of the vocabulary, tokens that are words.
WORDS = (1000, 20_000)


@command("benchmarks.network")
def main(arguments: Sequence[str] | None = None) -> int:
    """Measure from the command line; return the exit code: 0 measured, 2 it could not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graphs", type=Path, nargs="+")
    parser.add_argument("--tokens", type=int, nargs="+", default=[60, 120, 300])
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    options = parser.parse_args(arguments)
    networks = opened(options.graphs, options.threads)
    print("| graph | " + " | ".join(f"{tokens} tokens" for tokens in options.tokens) + " |")
    print("| --- |" + " ---: |" * len(options.tokens))
    columns = [times(networks, window(tokens), options.rounds) for tokens in options.tokens]
    for number, name in enumerate(networks):
        cells = (f"{column[number]:.1f} ms, {column[number] / column[0]:.2f}" for column in columns)
        print(f"| {name} | {' | '.join(cells)} |")
    return 0


def opened(graphs: Sequence[Path], threads: int) -> dict[str, Network]:
    """Open each graph as Footnote does, and again with nothing switched off."""
    networks = {}
    for path in graphs:
        networks[f"{path}"] = Network(path, threads)
        with patch.object(runtime, "SLOW", []):
            networks[f"{path}, all rewriting"] = Network(path, threads)
    return networks


def window(tokens: int) -> Mapping[str, Ids]:
    """Return a window of random words, the same each time, that begins with a question."""
    ids = np.random.default_rng(tokens).integers(*WORDS, size=(1, tokens))
    kinds = (np.arange(tokens) >= QUESTION_TOKENS).astype(np.int64)[None]
    return {"ids": ids, "mask": np.ones_like(ids), "kinds": kinds}


def times(networks: Mapping[str, Network], inputs: Mapping[str, Ids], rounds: int) -> list[float]:
    """Return the median time of each network in milliseconds, over so many turns after one that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in networks}
    for turn in track(range(rounds + 1), description=f"{inputs['ids'].shape[1]} tokens", transient=True):
        for name, network in networks.items():
            started = time.perf_counter()
            network.run(OUTPUTS, inputs)
            if turn:
                taken[name].append(1000 * (time.perf_counter() - started))
    return [median(values) for values in taken.values()]


if __name__ == "__main__":
    sys.exit(main())
