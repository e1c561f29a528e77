"""Footnote's own questions about paragraphs of public sets, most of them spoilt so that the paragraph does not answer.

The questions are part of the project (`training/data/adversarial/questions.jsonl`), the paragraphs are not: each
question names its paragraph by the set and the first 16 digits of the text's SHA-256. `answer` stands verbatim in the
paragraph, and is left out where there is none; `near` are words that tempt to a wrong one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from training.examples import Example, place

QUESTIONS = Path(__file__).parent / "data" / "adversarial" / "questions.jsonl"


def own_questions(data: Path, questions: Path = QUESTIONS) -> Iterator[Example]:
    """Yield the questions with their paragraphs, from the folder of public sets.

    Raises:
        KeyError: a paragraph is not in the set that the question names.
        ValueError: an answer is not in its paragraph.
    """
    items = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    contexts = {source: contexts_of(data / f"{source}.json") for source in {item["source"] for item in items}}
    for item in items:
        context = contexts[item["source"]][item["context"]]
        span, near = (place(item["question"], item.get(key, ""), context) for key in ("answer", "near"))
        if "answer" in item and not span:
            raise ValueError(f"the answer {item['answer']!r} to {item['question']!r} is not in its paragraph")
        yield Example(item["question"], context, (span,) if span else (), "adversarial", item["context"], near)


def digest(context: str) -> str:
    """What a question calls its paragraph."""
    return hashlib.sha256(context.encode()).hexdigest()[:16]


def contexts_of(path: Path) -> dict[str, str]:
    """Return the paragraphs of a SQuAD-shaped file by what a question calls them."""
    entries = json.loads(path.read_text(encoding="utf-8"))["data"]
    return {digest(part["context"]): part["context"] for entry in entries for part in entry["paragraphs"]}
