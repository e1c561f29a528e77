"""Words one edit apart (Damerau 1964: a letter left out, added, changed, or two neighbours swapped). Pure."""

from __future__ import annotations

import string
from collections.abc import Iterator

_VOWELS = frozenset("aeiouy")


def edits(word: str) -> Iterator[str]:
    """Yield the word and all that is one edit away."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield word
    for left, right in cuts:
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in string.ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


def slip(written: str, meant: str) -> int:
    """Rank slips, the likeliest lowest: a letter left out or two swapped, one too many, another vowel, others."""
    if len(written) < len(meant) or sorted(written) == sorted(meant):
        return 0
    if len(written) > len(meant):
        return 1
    changed = {left + right for left, right in zip(written, meant, strict=True) if left != right}
    return 2 if all(_VOWELS.issuperset(pair) for pair in changed) else 3
