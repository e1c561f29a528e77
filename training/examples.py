"""Public question sets and the news set, read as examples: a question, a stretch of text, and the spans that answer."""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.reading.words import content_stems
from rag.sentences import split
from rag.types import Block, Sentence

# Two SQuAD 2.0 articles are kept apart for development; nothing is trained on them.
SQUAD2_DEVELOPMENT = frozenset({"Yuan_dynasty", "Immune_system"})
# Six words on either side of an answer tell its place from others where the same words stand.
_BEFORE, _AFTER = re.compile(r"(?:\S+\s+){0,6}\S*\Z"), re.compile(r"\S*(?:\s+\S+){0,6}")
# About the length of the chunks that the reader meets at run time.
WINDOW_WORDS = 110


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of `context`; `spans` are offsets of right answers in it, none if it does not answer.

    `near` are offsets of words that tempt to a wrong answer, where the set's author marked them; `made_of` is the
    source of the example that this one was made of, if of any.
    """

    question: str
    context: str
    spans: tuple[tuple[int, int], ...]
    source: str
    article: str
    near: tuple[int, int] | None = None
    made_of: str = ""


def existing_folder(text: str) -> Path:
    """Read the path of a folder of question sets, as the command line gives it."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return path


def squad(path: Path, source: str, articles: frozenset[str] | None = None, *, out: bool = False) -> Iterator[Example]:
    """Yield the questions of a SQuAD-shaped file, those of `articles` alone or (`out`) all but theirs."""
    for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
        title = str(entry.get("title", source))
        if articles is not None and (title in articles) == out:
            continue
        for paragraph in entry["paragraphs"]:
            context = paragraph["context"]
            for question in paragraph["qas"]:
                marked = [] if question.get("is_impossible") else question["answers"]
                spans = dict.fromkeys(
                    (answer["answer_start"], answer["answer_start"] + len(answer["text"]))
                    for answer in marked
                    if answer["text"] and context.startswith(answer["text"], answer["answer_start"])
                )
                if marked and not spans:
                    continue
                yield Example(question["question"].strip(), context, tuple(spans), source, title)


def report_paths(folder: Path) -> list[Path]:
    """Return the reports in a folder; raises `FileNotFoundError` if there is no such folder, or none in it."""
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise FileNotFoundError(f"no reports in {folder}")
    return paths


def body_of(markdown: str) -> str:
    """Return a report below its front matter."""
    _, _, rest = markdown.partition("---\n")
    return rest.partition("\n---\n")[2].strip()


def news(folder: Path) -> Iterator[Example]:
    """Yield the questions of the reports in a folder; the context is the whole report. Raises as `report_paths`."""
    for path in report_paths(folder):
        body = body_of(path.read_text(encoding="utf-8"))
        for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            near = place(item["question"], item.get("near", ""), body)
            yield Example(item["question"], body, tuple(_marked(item, body)), "news", path.stem, near)


def _marked(item: dict[str, list[str]], body: str) -> Iterator[tuple[int, int]]:
    """Find the first answer where its evidence stands."""
    for quote in item["evidence"] if item["answers"] else ():
        start = body.find(quote)
        inside = places(item["answers"][0], quote)
        if start >= 0 and inside:
            left, right = inside[0]
            yield start + left, start + right
            return


def place(question: str, words: str, text: str) -> tuple[int, int] | None:
    """Find `words` in `text`, whole: of several places, the first in the sentence most like the question.

    No words are nowhere.
    """
    found = places(words, text)
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


def places(words: str, text: str) -> list[tuple[int, int]]:
    """Return every place of `words` in `text`, whole and however they are spaced; no words are nowhere."""
    if not words.strip():
        return []
    return [match.span() for match in re.finditer(rf"(?<!\w){_spaced(words.strip())}(?!\w)", text)]


def standing(context: str, span: tuple[int, int], text: str) -> list[tuple[int, int]]:
    """Return where in `text` the words of a span of `context` stand between the same words as there, spaces aside.

    The same words elsewhere answer nothing: "3" stands in "1314", and most sentences of an article name its subject.
    """
    left, right = span
    before, after = _BEFORE.search(context[:left]), _AFTER.match(context[right:])
    assert before
    assert after
    pattern = f"{_spaced(before[0])}({_spaced(context[left:right])}){_spaced(after[0])}"
    return [match.span(1) for match in re.finditer(pattern, text)]


def _spaced(text: str) -> str:
    """Return a pattern of a text, whatever white space it has where the text has some."""
    return r"\s+".join(map(re.escape, re.split(r"\s+", text)))


def sentences(context: str) -> tuple[Sentence, ...]:
    """Split a context into sentences, its lines taken for paragraphs."""
    blocks, start = [], 0
    for line in context.splitlines(keepends=True):
        if line.strip():
            blocks.append(Block("paragraph", start, start + len(line.rstrip())))
        start += len(line)
    return split(context, blocks)


def windows(context: str, words: int = WINDOW_WORDS) -> list[tuple[int, int]]:
    """Cut a context into stretches of whole sentences of about `words` words, one sentence of overlap, as offsets."""
    parts = sentences(context)
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(parts):
        count, last = 0, first
        while last < len(parts) and (count == 0 or count + len(parts[last].text.split()) <= words):
            count += len(parts[last].text.split())
            last += 1
        found.append((parts[first].start, parts[last - 1].end))
        if last >= len(parts):
            break
        first = max(first + 1, last - 1)
    return found


def around(example: Example, chance: random.Random, words: int = WINDOW_WORDS) -> Example:
    """Narrow an example to a stretch of about `words` words that holds its answer, or else what tempts, or any."""
    if len(example.context.split()) <= words * 1.3:
        return example
    cuts = windows(example.context, words)
    marked = example.spans or ((example.near,) if example.near else ())
    holding = [cut for cut in cuts if any(cut[0] <= start and end <= cut[1] for start, end in marked)]
    if example.spans and not holding:
        start, end = example.spans[0]
        holding = [(max(0, start - 300), min(len(example.context), end + 300))]
    start, end = chance.choice(holding or cuts or [(0, len(example.context))])
    return within(example, start, end)


def within(example: Example, start: int, end: int) -> Example:
    """Cut an example down to `context[start:end]`; answers outside are gone."""
    spans = tuple((left - start, right - start) for left, right in example.spans if start <= left and right <= end)
    near = example.near
    near = (near[0] - start, near[1] - start) if near and start <= near[0] and near[1] <= end else None
    return replace(example, context=example.context[start:end], spans=spans, near=near)


def by_article(examples: Iterable[Example]) -> dict[str, list[Example]]:
    """Group examples by their article."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.article, []).append(example)
    return groups


def sample(examples: Sequence[Example], count: int, chance: random.Random) -> list[Example]:
    """Return `count` examples drawn without replacement (all, if there are fewer), shuffled."""
    return chance.sample(list(examples), min(count, len(examples)))
