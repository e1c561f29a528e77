"""The mean of several runs' weights: `python -m training.average --out MEAN.pt FIRST SECOND ...`.

Each is a run's `model.pt` or `checkpoint.pt`, or a folder of exported weights. Runs that go on from one another lie in
one basin, and their mean reads better than any of them (Wortsman et al. 2022, "Model soups", section 3).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from rag.embedding import find_model
from training.model import fresh
from training.train import BASE
from training.warm import start_from


def main() -> None:
    """Average from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    base = find_model(BASE).folder
    assert base is not None
    states = []
    for source in options.sources:
        model = fresh(base)
        start_from(model, source)
        states.append(model.state_dict())
    torch.save(mean(states), options.out)


def mean(states: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of each weight; what is counted rather than weighed is the first's."""
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if first.is_floating_point() else first
        for name, first in states[0].items()
    }


if __name__ == "__main__":
    main()
