"""Containment: the answer says a gold answer somewhere, whatever else it says.

For whole-sentence answers, whose right ones exact match and F1 under-count. Against the human judgements of 1,490
answers by Kamalloo et al. 2023 ("Evaluating Open-Domain Question Answering in the Era of Large Language Models") exact
match finds 39% of the right answers and containment 57%; of the answers that either calls right, 94% are.
"""

from __future__ import annotations

from collections.abc import Iterable

from eval.metrics.text import normalise

# The shape of a quotation mark or dash is the article's typography, not the answer
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ′", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑–−", "-")
    | dict.fromkeys("—―…", " ")
)


def contains(texts: Iterable[str], answers: Iterable[str]) -> bool:
    """Whether a text holds the words of a gold answer, in order and with none between.

    Both are normalised as SQuAD does after curly quotation marks and dashes are made plain; words match whole, so
    "Oman" is not in "woman". An answer without words (punctuation or articles alone) is in nothing.

    Args:
        texts: what was answered: the text shown, and the short answer if there is one.
        answers: the gold answers.
    """
    said = [_words(text) for text in texts]
    return any(gold in text for gold in map(_words, answers) if gold.strip() for text in said)


def _words(text: str) -> str:
    # spaces at both ends make a run of whole words a substring
    return f" {normalise(text.translate(_TYPOGRAPHY))} "
