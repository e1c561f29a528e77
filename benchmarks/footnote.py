"""Footnote at work in a process of its own, as `benchmarks.plain` does the same.

    python -m benchmarks.footnote index INDEX FOLDER...          build the index, print how long it took
    python -m benchmarks.footnote answers INDEX QUESTIONS DEPTH  answer each question, print how long each took

`ask` is the console script itself: `footnote ask QUESTION --index INDEX`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rag.assembly import build_chain, build_index, fingerprint, open_embeddings, open_index, open_reader
from rag.documents import load_corpus
from rag.settings import Settings
from rag.types import Turn


def index(folder: Path, sources: Sequence[Path]) -> dict[str, object]:
    """Build an index from the files of folders, with the model loaded and warm before the clock starts."""
    embeddings = open_embeddings(Settings.from_environment())
    embeddings.embed_query("warm")
    started = time.perf_counter()
    documents = load_corpus(sources)
    built = build_index(documents, embeddings)
    built.save(folder, fingerprint(embeddings))
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "articles": len(documents),
        "chunks": len(built.chunks),
        "characters": sum(len(chunk.text) for chunk in built.chunks),
    }


def answers(folder: Path, questions: Path, depth: int) -> dict[str, object]:
    """Answer every question of a file after the ones to warm up with; returns milliseconds and how many had an answer.

    Each is asked once: the reader remembers the vectors of what it has read, and would remember the questions too.
    """
    fields = json.loads(questions.read_text(encoding="utf-8"))
    settings = replace(Settings.from_environment(index=folder), depth=depth)
    embeddings = open_embeddings(settings)
    reader = open_reader(embeddings, settings)
    chain = build_chain(open_index(settings, embeddings), embeddings, settings, reader)
    for question in fields["warm_up"]:
        chain.ask(question)
    milliseconds, answered = [], 0
    for asked in fields["asked"]:
        history = [Turn(**turn) for turn in asked["history"]]
        started = time.perf_counter()
        answer = chain.ask(asked["question"], history)
        milliseconds.append((time.perf_counter() - started) * 1000)
        answered += answer.answered
    return {"milliseconds": milliseconds, "answered": answered, "reader": type(reader).__name__}


def main() -> None:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("index", "answers"))
    parser.add_argument("index", type=Path)
    parser.add_argument("given", nargs="+", help="folders, or a file of questions and a depth")
    options = parser.parse_args()
    if options.what == "index":
        done = index(options.index, [Path(folder) for folder in options.given])
    else:
        done = answers(options.index, Path(options.given[0]), int(options.given[1]))
    print(json.dumps(done))


if __name__ == "__main__":
    main()
