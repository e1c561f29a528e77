"""Logistic regression over named features, as small as it can be, and the choice of a threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

RIDGE = 1.0
STEPS = 25


def fit(
    rows: Sequence[Mapping[str, float]], right: Sequence[bool], names: Sequence[str]
) -> tuple[tuple[float, ...], float]:
    """Fit weights and a bias by Newton's method with a ridge of 1 on the weights (Hastie et al. 2009, section 4.4)."""
    x = np.array([[row[name] for name in names] + [1.0] for row in rows])
    y = np.array([float(value) for value in right])
    beta = np.zeros(x.shape[1])
    penalty = np.eye(x.shape[1]) * RIDGE
    penalty[-1, -1] = 0
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        beta -= np.linalg.solve(hessian, x.T @ (p - y) + penalty @ beta)
    return tuple(beta[:-1].tolist()), float(beta[-1])


def balanced_threshold(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """Return the probability at which the shares of answerable kept and unanswerable refused have the highest mean."""
    grid = np.linspace(0.02, 0.95, 187)
    yes, no = np.array(answerable), np.array(unanswerable)
    return float(max(grid, key=lambda t: np.mean(yes >= t) + np.mean(no < t)))
