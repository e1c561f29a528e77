"""McNemar's exact test: did the change of the right answers happen by chance?"""

from __future__ import annotations

import math


def mcnemar(gained: int, lost: int) -> float:
    """The two-sided exact p-value in (0, 1].

    Were both runs equally good, each flip would go either way with probability 1/2: with n = gained + lost and
    m = min(gained, lost), p = min(1, 2 * sum over i <= m of C(n, i) / 2^n) (McNemar 1947). Without flips, 1.

    Args:
        gained: questions wrong before and right after.
        lost: questions right before and wrong after.
    """
    flips = gained + lost
    tail = sum(math.comb(flips, count) for count in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << flips))
