"""The mean of weights is taken weight by weight."""

from __future__ import annotations

import torch

from training.average import mean


def test_weights_are_averaged_and_counts_kept() -> None:
    first = {"weight": torch.tensor([1.0, 3.0]), "places": torch.tensor([0, 1])}
    second = {"weight": torch.tensor([3.0, 5.0]), "places": torch.tensor([0, 1])}
    made = mean([first, second])
    assert made["weight"].tolist() == [2.0, 4.0]
    assert made["places"].tolist() == [0, 1]
