"""Unanswerable examples made from answerable ones, so that the reader learns what a near miss looks like."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from rag.reading.words import content_stems
from training.examples import Example, sentences, windows

NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*")
NUMBER = re.compile(r"\b\d[\d,.]*\b")
SWAPS = tuple(
    (re.compile(rf"\b{left}\b", re.IGNORECASE), right)
    for pair in (
        *(("first", "last"), ("first", "second"), ("largest", "smallest"), ("highest", "lowest"), ("most", "least")),
        *(("more", "fewer"), ("before", "after"), ("increase", "decrease"), ("rise", "fall"), ("won", "lost")),
        *(("oldest", "youngest"), ("north", "south"), ("east", "west"), ("start", "end"), ("began", "ended")),
        *(("support", "oppose"), ("accept", "reject"), ("can", "cannot"), ("next", "previous")),
        *(("president", "vice president"), ("minister", "deputy minister"), ("chairman", "former chairman")),
        *(("director", "deputy director"), ("mayor", "deputy mayor")),
    )
    for left, right in (pair, pair[::-1])
)  # fmt: skip


def cut(example: Example) -> Example | None:
    """Take the sentence that answers out of the context; None if nothing is left or the answer stands elsewhere too."""
    if not example.spans:
        return None
    start, end = example.spans[0]
    parts = sentences(example.context)
    kept = [part for part in parts if part.end <= start or part.start >= end]
    if len(kept) < 2 or len(kept) == len(parts):
        return None
    text = " ".join(part.text for part in kept)
    return None if example.context[start:end] in text else _made(example, "cut", context=text)


def swapped(example: Example, others: Sequence[str], chance: random.Random) -> Example | None:
    """Change what the question asks: another name or number, an opposite, another holder of the role."""
    kinds = [
        _swap_word(example.question, chance),
        _swap_number(example.question, chance),
        _swap_name(example.question, others, example.context, chance),
    ]
    chance.shuffle(kinds)
    for question in kinds:
        if question and question != example.question:
            return _made(example, "swap", question=question)
    return None


def _swap_word(question: str, chance: random.Random) -> str | None:
    fitting = [(pattern, word) for pattern, word in SWAPS if pattern.search(question)]
    if not fitting:
        return None
    pattern, word = chance.choice(fitting)
    return pattern.sub(word, question, count=1)


def _swap_number(question: str, chance: random.Random) -> str | None:
    match = NUMBER.search(question)
    if not match or not match[0].isdigit():
        return None
    value = int(match[0])
    return (
        question[: match.start()]
        + str(max(0, value + chance.choice([-3, -2, -1, 1, 2, 3, 10])))
        + question[match.end() :]
    )


def _swap_name(question: str, others: Sequence[str], context: str, chance: random.Random) -> str | None:
    match = NAME.search(question)
    fitting = [name for name in others if match and name not in question and len(name.split()) == len(match[0].split())]
    # Of two names that the context holds, the swap is hardest: the reader must see that the facts belong to the other.
    near = [name for name in fitting if name in context]
    chosen = near if near and chance.random() < 0.7 else fitting
    return question[: match.start()] + chance.choice(chosen) + question[match.end() :] if match and chosen else None


def names(examples: Sequence[Example]) -> list[str]:
    """Return the names that the contexts of an article hold."""
    return sorted({match[0] for example in examples for match in NAME.finditer(example.context)})


def hardest(examples: Sequence[Example], per_question: int = 1) -> Iterator[Example]:
    """Pair each question of one article with the stretches of it that share most words with it but do not answer."""
    contexts = list(dict.fromkeys(example.context for example in examples))
    cuts = [context[start:end] for context in contexts for start, end in windows(context)]
    stems = [frozenset(content_stems(text)) for text in cuts]
    for example in examples:
        if not example.spans:
            continue
        answer = example.context[slice(*example.spans[0])]
        asked = frozenset(content_stems(example.question))
        order = sorted(range(len(cuts)), key=lambda position: -len(asked & stems[position]))
        free = [position for position in order[:12] if answer.casefold() not in cuts[position].casefold()]
        for position in free[:per_question]:
            yield _made(example, "other", context=cuts[position])


def _made(example: Example, how: str, *, question: str = "", context: str = "") -> Example:
    """Return the unanswerable example made of one by another question or another context."""
    return Example(
        question or example.question, context or example.context, (), how, example.article, made_of=example.source
    )
