"""Check the news set: every quote is in its report, the first answer to each question in one of its quotes.

Each report is a pair of files: `<name>.md` (front matter and the text) and `<name>.jsonl` (its questions, in
the gold format). Further answers are other ways to put the first, or what else a compound question asks for, and need
not be in the report. Run `python -m training.check_news [FOLDER ...]`: one line per fault, exit status 1 if there is
any, 2 if a folder holds no reports.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.examples import body_of, places, report_paths

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


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its files hold it; `faults` tell of lines that hold no question."""

    name: str
    markdown: str
    questions: list[dict[str, Any]]
    faults: list[str]


def read_report(path: Path) -> Report:
    """Read the report at `path` (the `.md` file) and its questions."""
    file = path.with_suffix(".jsonl")
    questions, faults = [], []
    if not file.exists():
        faults.append(f"{path.name}: {file.name} is missing")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else (), start=1):
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            faults.append(f"{file.name}: line {number} is not JSON ({error})")
            continue
        if isinstance(item, dict):
            questions.append(item)
        else:
            faults.append(f"{file.name}: line {number} is not an object")
    return Report(path.stem, path.read_text(encoding="utf-8"), questions, faults)


def check_question(item: dict[str, Any], body: str, seen: set[str]) -> Iterator[str]:
    """Yield what is wrong with one question of a report whose text is `body`."""
    name, question = str(item.get("id", "?")), str(item.get("question", "")).strip()
    for key, what in ((name, "the id"), (question.casefold(), "the question")):
        if not key or key in seen:
            yield f"{name}: {what} is missing or stands twice"
        seen.add(key)
    for key in ("answers", "evidence"):
        if not isinstance(item.get(key), list) or not all(isinstance(text, str) for text in item[key]):
            yield f"{name}: `{key}` must be a list of texts"
            return
    for fault in check_answers(item, body):
        yield f"{name}: {fault}"


def check_answers(item: dict[str, Any], body: str) -> Iterator[str]:
    """Yield what is wrong with the type, answers and evidence of a question."""
    kind, answers, quotes = str(item.get("type")), item["answers"], item["evidence"]
    allowed = ANSWERABLE if answers else UNANSWERABLE
    if kind not in allowed:
        yield f"type {kind!r} is not one of {sorted(allowed)}"
    if answers and not any(places(answers[0], quote) for quote in quotes):
        yield f"the first answer {answers[0]!r} is not verbatim in its evidence"
    for quote in [*quotes, *([str(item["near"])] if item.get("near") else [])]:
        if quote not in body:
            yield f"not verbatim in the report: {quote!r}"


def check_report(report: Report) -> Iterator[str]:
    """Yield what is wrong with a report and its questions."""
    yield from report.faults
    head = report.markdown.partition("\n---\n")[0]
    for field in FRONT_MATTER:
        if f"\n{field}: " not in head:
            yield f"{report.name}: front matter lacks `{field}`"
    body = body_of(report.markdown)
    if len(body.split()) not in WORDS:
        yield f"{report.name}: {len(body.split())} words; {WORDS.start} to {WORDS.stop - 1} wanted"
    seen: set[str] = set()
    for item in report.questions:
        for fault in check_question(item, body, seen):
            yield f"{report.name}: {fault}"
    refused = sum(not item.get("answers") for item in report.questions)
    answered = len(report.questions) - refused
    if answered < MIN_ANSWERABLE or refused < MIN_UNANSWERABLE:
        yield f"{report.name}: {answered} answerable and {refused} unanswerable questions"


def reports_in(folders: Iterable[Path]) -> list[Report]:
    """Read the reports of folders; raises `FileNotFoundError` if one holds none."""
    return [read_report(path) for path in sorted(path for folder in folders for path in report_paths(folder))]


def main() -> int:
    """Check the folders named on the command line, or the whole set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=FOLDERS)
    try:
        reports = reports_in(parser.parse_args().folders)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    faults = [fault for report in reports for fault in check_report(report)]
    for fault in faults:
        print(fault)
    types = Counter(str(item.get("type", "?")) for report in reports for item in report.questions)
    types["reports"] = len(reports)
    print(f"{len(faults)} faults;", ", ".join(f"{name} {count}" for name, count in types.most_common()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
