"""`footnote ask`: one question, one answer with its footnotes."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from rag.serialising import answer_to_json
from rag.settings import Settings
from rag.types import Answer
from ui.commands.options import Corpus, Index
from ui.progress import bar, say


def run(
    question: Annotated[str, typer.Argument(help="What you want to know, in your own words.")],
    corpus: Corpus = None,
    index: Index = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask one question of the index, or of the article that --corpus names."""
    from rag.assembly import open_chain
    from rag.chain import check

    check(question)
    settings = Settings.from_environment(index=index)
    with bar("Indexing") as progress:
        chain = open_chain(settings, corpus or (), say, progress)
    answer = chain.ask(question)
    print(json.dumps(answer_to_json(answer), ensure_ascii=False) if json_output else as_text(answer))


def as_text(answer: Answer) -> str:
    """Return an answer as a terminal shows it: the text, a blank line, and its footnotes."""
    lines = [answer.answer, ""]
    lines += [
        f"  [{note.marker}] “{note.quote}”\n      {note.title}, characters {note.start}-{note.end}"
        for note in answer.citations
    ]
    if answer.closest:
        lines.append("  Closest passages (not an answer):")
        lines += [f"   - “{note.quote}”" for note in answer.closest]
    return "\n".join(lines).rstrip()
