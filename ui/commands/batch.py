"""`footnote batch`: a file of questions to a file of answers."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.errors import BadInput, BadQuestion
from rag.serialising import answer_to_json
from rag.settings import Settings
from rag.surrogates import holds_surrogate
from rag.types import Turn
from ui.commands.options import Corpus, Index
from ui.progress import bar, say


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a batch."""

    id: str
    question: str
    history: tuple[Turn, ...]


def run(
    questions: Annotated[Path, typer.Argument(help='JSON Lines: {"id", "question", "history"?}.')],
    out: Annotated[Path, typer.Option("--out", help="Where to write the answers, one JSON object a line.")],
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Answer every question of a file. The whole file is checked first; answers are written when all are there."""
    from eval.files import probe
    from rag.assembly import open_chain

    lines = read_questions(questions)
    if not out.parent.is_dir():
        raise BadInput(f"There is no folder {out.parent} to write {out.name} into; make it first.")
    probe(out, "choose another --out")
    settings = Settings.from_environment(index=index)
    with bar("Indexing") as progress:
        chain = open_chain(settings, corpus or (), say, progress)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file, bar("Answering") as progress:
            for done, line in enumerate(lines, start=1):
                answer = chain.ask(line.question, line.history, id=line.id)
                file.write(json.dumps(answer_to_json(answer), ensure_ascii=False) + "\n")
                progress(done, len(lines))
        beside.replace(out)
    except OSError as error:
        raise BadInput(f"{out} cannot be written ({error.strerror}); choose another --out.") from None
    finally:
        beside.unlink(missing_ok=True)
    say(f"{len(lines)} answers -> {out}")


def read_questions(path: Path) -> list[Line]:
    """Read a file of questions; raises `BadInput` naming the line that does not fit."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; name a JSON Lines file of questions.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8 text ({error}).") from None
    lines = [
        read_line(raw, f"{path}, line {number}") for number, raw in enumerate(text.split("\n"), start=1) if raw.strip()
    ]
    if not lines:
        raise BadInput(f'{path} holds no questions; write one a line: {{"id": "q1", "question": "..."}}')
    return lines


def read_line(raw: str, place: str) -> Line:
    """Read one line of a batch; raises `BadInput` that begins with `place`."""
    from rag.chain import check

    try:
        fields: Any = json.loads(raw)
        turns = [(turn["question"], turn["answer"]) for turn in fields.get("history") or ()]
        id, question = str(fields["id"]), fields["question"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        id, question, turns = "", None, []
    texts = (id, question, *(text for turn in turns for text in turn))
    if not all(isinstance(text, str) for text in texts):
        raise BadInput(
            f'{place}: not a question; write {{"id": "q1", "question": "..."}}, with "history" if there is any.'
        )
    if any(map(holds_surrogate, texts)):
        raise BadInput(f"{place}: it holds half of a surrogate pair; write the character itself in UTF-8.")
    line = Line(id, question, tuple(Turn(*turn) for turn in turns))
    try:
        check(line.question, line.history)
    except BadQuestion as error:
        raise BadInput(f"{place}: {error}") from None
    return line
