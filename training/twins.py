"""Footnote's twins: pairs of questions that look alike, one answered by its text, the other not.

`training/data/twins/news.jsonl` holds invented news briefs with their questions, `reports.jsonl` invented agency
reports and long stories with theirs, `articles.jsonl` further reports, half of them on what is still to come, and texts
of other kinds (encyclopaedia, explainers, offices' pages, manuals), `paragraphs.jsonl` questions about paragraphs of
public sets, which it names by the set and the first 16 digits of the text's SHA-256, and `shapes.jsonl` questions about
briefs and paragraphs that are put in other shapes: as a news quiz asks, after a lead-in, as people talk to a machine. A
question is
`["+", question, answer]`, or `["-", question, near]` where nothing answers and `near` are words that tempt to.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.adversarial import contexts_of, digest
from training.examples import Example, place

TWINS = Path(__file__).parent / "data" / "twins"
# One text in sixteen, told by the digest of its words, is kept for development.
DEVELOPMENT = "0"
# What `shapes.jsonl` calls the texts of `news.jsonl`.
BRIEFS = "news"
# How much oftener a word may stand in questions of one kind than in those of the other, and how many times more at
# least before it counts: rare words differ by chance.
OFTENER, SLACK = 1.15, 10


def twins(data: Path, *, development: bool = False, folder: Path = TWINS) -> Iterator[Example]:
    """Yield the questions of the texts that are trained on, or of those kept for development, with their texts.

    Raises:
        KeyError: a paragraph is not in the set of the folder `data` that its questions name.
        ValueError: an answer is not in its text.
    """
    for text, questions, source in _texts(data, folder):
        article = digest(text)
        if article.startswith(DEVELOPMENT) != development:
            continue
        for sign, question, words in questions:
            span = place(question, words, text)
            answers = sign == "+"
            if answers and not span:
                raise ValueError(f"the answer {words!r} to {question!r} is not in its text")
            spans = (span,) if span and answers else ()
            yield Example(question, text, spans, source, article, None if answers else span)


def balanced(examples: Iterable[Example], chance: random.Random) -> list[Example]:
    """Leave out questions, drawn by `chance`, until no word of them alone tells answered ones from the others.

    Who writes near misses likes "last", "first" or "refused" in them; a reader that learnt the words would refuse every
    question that holds one.
    """
    left = list(examples)
    chance.shuffle(left)
    words = [frozenset(re.findall(r"\w+", example.question.casefold())) for example in left]
    times: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for example, said in zip(left, words, strict=True):
        times[bool(example.spans)].update(said)
    kept = []
    for example, said in zip(left, words, strict=True):
        own, other = times[bool(example.spans)], times[not example.spans]
        if any(own[word] > OFTENER * other[word] + SLACK for word in said):
            own.subtract(said)
        else:
            kept.append(example)
    return kept


def _texts(data: Path, folder: Path) -> Iterator[tuple[str, list[list[str]], str]]:
    """Yield each text, its questions, and what to call their source."""
    briefs = _lines(folder / "news.jsonl")
    for name, called in (("news", "twin-news"), ("reports", "twin-report"), ("articles", "twin-article")):
        for item in _lines(folder / f"{name}.jsonl"):
            yield item["text"], item["questions"], called
    texts = {BRIEFS: {digest(item["text"]): item["text"] for item in briefs}}
    for name, called in (("paragraphs", "twin"), ("shapes", "twin-shape")):
        for item in _lines(folder / f"{name}.jsonl"):
            source = item["source"]
            if source not in texts:
                texts[source] = contexts_of(data / f"{source}.json")
            yield texts[source][item["context"]], item["questions"], called


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
