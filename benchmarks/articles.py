"""Articles in any number, for measuring at size: sentences of real ones, drawn anew for each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from rag.documents import find_files, read
from rag.sentences import split
from training.examples import body_of

SENTENCES = 18
SENTENCES_A_PARAGRAPH = 3


def sentences_of(sources: Sequence[Path]) -> tuple[str, ...]:
    """Return the sentences of all Markdown articles in the files and folders, headings left out, each once.

    Front matter is cut off unread: its fields are of no use here. Raises `BadDocument` if there are no articles.
    """
    bodies = (body_of(file.read_text(encoding="utf-8")) for file in find_files(sources))
    documents = (read(body.encode(), name="article", suffix=".txt") for body in bodies)
    found = (
        sentence.text
        for document in documents
        for sentence in split(document.text, [block for block in document.blocks if block.kind != "heading"])
    )
    return tuple(dict.fromkeys(" ".join(text.split()) for text in found))


def write_articles(folder: Path, sentences: Sequence[str], count: int, seed: int) -> None:
    """Write text files of `SENTENCES` sentences each (all, if there are fewer), the same for the same seed."""
    folder.mkdir(parents=True)
    draw = random.Random(seed)  # noqa: S311 - to repeat a measurement, not to keep a secret
    for number in range(count):
        drawn = draw.sample(sentences, min(SENTENCES, len(sentences)))
        starts = range(0, len(drawn), SENTENCES_A_PARAGRAPH)
        text = "\n\n".join(" ".join(drawn[start : start + SENTENCES_A_PARAGRAPH]) for start in starts)
        (folder / f"article-{number:05}.txt").write_text(text + "\n", encoding="utf-8")
