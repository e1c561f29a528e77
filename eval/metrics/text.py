"""SQuAD's normalisation of answers, which exact match, F1 and containment share.

Source: evaluate-v2.0 of SQuAD (Rajpurkar, Jia and Liang 2018, "Know What You Don't Know").
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower the text, drop ASCII punctuation, then the articles a, an and the, then spare white space.

    Hyphens vanish without a space ("five-year" becomes "fiveyear") and typographic marks stay, as in the official
    script.
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def tokens(text: str) -> list[str]:
    """The words of the normalised text."""
    return normalise(text).split()


def accepted(answers: Iterable[str]) -> tuple[str, ...]:
    """The gold answers a prediction is held against: those with a word in them, or "" where none has.

    So an empty prediction is right exactly where nothing can be said, as in the official script.
    """
    return tuple(answer for answer in answers if normalise(answer)) or ("",)
