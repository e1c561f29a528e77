"""Check the news set: every quote is in its report, every answer is in its quote.

Each report is a pair of files: `<name>.md` (front matter and the text) and `<name>.jsonl` (its questions, in
the gold format). Run `python -m training.check_news [FOLDER ...]`: one line per fault, exit status 1 if there is any.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NEWS = Path(__file__).parent / "data" / "news"
TEST = Path(__file__).parents[1] / "eval" / "gold" / "news"
FOLDERS = (NEWS / "train", NEWS / "dev", TEST)
ANSWERABLE = frozenset({"factoid", "list", "why", "how", "yesno", "paraphrase", "terse", "misspelt", "compound"})
UNANSWERABLE = frozenset(
    {"same_role", "missing_detail", "wrong_entity", "wrong_premise", "other_time", "first_for_second"}
)
MIN_ANSWERABLE, MIN_UNANSWERABLE = 14, 8
FRONT_MATTER = ("title", "source", "date", "language", "beat")
WORDS = range(170, 520)


def body_of(markdown: str) -> str:
    """Return the report below its front matter."""
    _, _, rest = markdown.partition("---\n")
    return rest.partition("\n---\n")[2].strip()


def check_question(line: str, body: str, seen: set[str]) -> Iterator[str]:
    """Yield what is wrong with one question of a report whose text is `body`."""
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        yield f"not JSON ({error})"
        return
    name, question = item.get("id", "?"), str(item.get("question", "")).strip()
    for key, what in ((name, "the id"), (question.casefold(), "the question")):
        if not key or key in seen:
            yield f"{name}: {what} is missing or stands twice"
        seen.add(key)
    if not isinstance(item.get("answers"), list):
        yield f"{name}: `answers` must be a list"
        return
    for fault in check_answers(item, body):
        yield f"{name}: {fault}"


def check_answers(item: dict[str, Any], body: str) -> Iterator[str]:
    """Yield what is wrong with the type, answers and evidence of a question."""
    kind, answers, quotes = item.get("type"), item["answers"], item.get("evidence", [])
    allowed = ANSWERABLE if answers else UNANSWERABLE
    if kind not in allowed:
        yield f"type {kind!r} is not one of {sorted(allowed)}"
    if answers and kind != "compound" and not any(answers[0] in quote for quote in quotes):
        yield f"the first answer {answers[0]!r} is not verbatim in its evidence"
    for quote in [*quotes, *([item["near"]] if item.get("near") else [])]:
        if quote not in body:
            yield f"not verbatim in the report: {quote!r}"


def check_report(path: Path) -> Iterator[str]:
    """Yield what is wrong with the report at `path` (the `.md` file) and its questions."""
    markdown = path.read_text(encoding="utf-8")
    head = markdown.partition("\n---\n")[0]
    for field in FRONT_MATTER:
        if f"\n{field}: " not in head:
            yield f"{path.name}: front matter lacks `{field}`"
    body = body_of(markdown)
    if len(body.split()) not in WORDS:
        yield f"{path.name}: {len(body.split())} words; {WORDS.start} to {WORDS.stop - 1} wanted"
    questions = path.with_suffix(".jsonl")
    if not questions.exists():
        yield f"{path.name}: {questions.name} is missing"
        return
    seen: set[str] = set()
    lines = questions.read_text(encoding="utf-8").splitlines()
    for line in lines:
        for fault in check_question(line, body, seen):
            yield f"{questions.name}: {fault}"
    refused = sum('"answers": []' in line for line in lines)
    if len(lines) - refused < MIN_ANSWERABLE or refused < MIN_UNANSWERABLE:
        yield f"{questions.name}: {len(lines) - refused} answerable and {refused} unanswerable questions"


def main() -> int:
    """Check the folders named on the command line, or the whole set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=FOLDERS)
    folders: list[Path] = parser.parse_args().folders
    faults, types = 0, Counter[str]()
    for path in sorted(path for folder in folders for path in folder.glob("*.md")):
        for fault in check_report(path):
            faults += 1
            print(fault)
        types["reports"] += 1
        questions = path.with_suffix(".jsonl")
        for line in questions.read_text(encoding="utf-8").splitlines() if questions.exists() else ():
            types[json.loads(line).get("type", "?")] += 1
    print(f"{faults} faults;", ", ".join(f"{name} {count}" for name, count in types.most_common()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
