"""Footnote's twins: pairs of questions that look alike, one answered by its text, the other not.

`training/data/twins/news.jsonl` holds invented news briefs with their questions, `paragraphs.jsonl` questions about
paragraphs of public sets, which it names by the set and the first 16 digits of the text's SHA-256. A question is
`["+", question, answer]`, or `["-", question, near]` where nothing answers and `near` are words that tempt to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from rag.reading.words import content_stems
from training.adversarial import contexts_of, digest
from training.examples import Example, sentences

TWINS = Path(__file__).parent / "data" / "twins"
# One text in sixteen, told by the digest of its words, is kept for development.
DEVELOPMENT = "0"


def twins(data: Path, *, development: bool = False, folder: Path = TWINS) -> Iterator[Example]:
    """Yield the questions of the texts that are trained on, or of those kept for development, with their texts.

    Raises:
        KeyError: a paragraph is not in the set of the folder `data` that its questions name.
    """
    sets: dict[str, dict[str, str]] = {}
    for name in ("news", "paragraphs"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            source = item.get("source")
            if source and source not in sets:
                sets[source] = contexts_of(data / f"{source}.json")
            text = sets[source][item["context"]] if source else item["text"]
            if digest(text).startswith(DEVELOPMENT) == development:
                for sign, question, words in item["questions"]:
                    yield _example(question, text, words, answers=sign == "+", news=source is None)


def _example(question: str, text: str, words: str, *, answers: bool, news: bool) -> Example:
    span = place(question, words, text)
    return Example(
        question,
        text,
        (span,) if span and answers else (),
        "twin-news" if news else "twin",
        digest(text),
        None if answers else span,
    )


def place(question: str, words: str, text: str) -> tuple[int, int] | None:
    """Find `words` in `text`, whole: of several places, the first in the sentence most like the question."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = [match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
    if len(found) < 2:
        return found[0] if found else None
    asked = set(content_stems(question))
    parts = sentences(text)

    def likeness(span: tuple[int, int]) -> int:
        return max(
            (len(asked & set(content_stems(part.text))) for part in parts if part.start <= span[0] < part.end),
            default=0,
        )

    return max(found, key=likeness)
