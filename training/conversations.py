"""Conversations with follow-ups that people rewrote: CANARD and TREC CAsT, read from a data folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.types import Turn


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question asked in a conversation.

    Attributes:
        conversation: which conversation it belongs to.
        history: the turns before it, oldest first; an answer is "" where the data give none.
        question: as it was asked.
        rewrite: as a person made it stand alone.
        passage: what answers it; "" where the data give nothing.
    """

    conversation: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str
    passage: str = ""


def canard(data: Path, *, titles: bool = False) -> list[FollowUp]:
    """Read CANARD's development part, without first questions, which have no turns before them.

    With `titles`, the page's title stands before the conversation as a turn of its own.
    """
    items = json.loads((data / "canard" / "dev.json").read_text(encoding="utf-8"))
    answers = {
        (item["QuAC_dialog_id"], (len(item["History"]) - 2) // 2): item["History"][-1]
        for item in items
        if len(item["History"]) > 2
    }
    found = []
    for item in items:
        said = item["History"]
        turns = [Turn(said[at], _known(said[at + 1])) for at in range(2, len(said) - 1, 2)]
        if not turns:
            continue
        if titles:
            turns.insert(0, Turn(f"Who or what is {said[0]}?", ""))
        name = item["QuAC_dialog_id"]
        passage = _known(answers.get((name, (len(said) - 2) // 2 + 1), ""))
        found.append(FollowUp(name, tuple(turns), item["Question"], item["Rewrite"], passage))
    return found


def _known(answer: str) -> str:
    return "" if answer.strip().lower().startswith("i don't know") else answer


def cast(data: Path, year: int) -> list[FollowUp]:
    """Read the manual rewrites of CAsT 2019, 2020 or 2021, without first questions; only 2021 has passages."""
    folder = data / "cast"
    if year == 2019:
        return [*_cast_2019(folder)]
    topics = json.loads((folder / f"{year}_{year}_manual_evaluation_topics_v1.0.json").read_text(encoding="utf-8"))
    return [item for topic in topics for item in _topic(f"{year}-{topic['number']}", topic["turn"])]


def _topic(name: str, asked: list[dict[str, str]]) -> Iterator[FollowUp]:
    turns: list[Turn] = []
    for turn in asked:
        passage = turn.get("passage", "")
        if turns:
            rewrite = turn["manual_rewritten_utterance"].removeprefix("Utterance: ")
            yield FollowUp(name, tuple(turns), turn["raw_utterance"], rewrite, passage)
        turns.append(Turn(turn["raw_utterance"], passage))


def _cast_2019(folder: Path) -> Iterator[FollowUp]:
    lines = (folder / "2019_data_evaluation_evaluation_topics_annotated_resolved_v1.0.tsv").read_text(encoding="utf-8")
    resolved = dict(line.split("\t", 1) for line in lines.splitlines() if "\t" in line)
    topics = json.loads((folder / "2019_data_evaluation_evaluation_topics_v1.0.json").read_text(encoding="utf-8"))
    for topic in topics:
        turns = [
            {"raw_utterance": turn["raw_utterance"], "manual_rewritten_utterance": resolved[key]}
            for turn in topic["turn"]
            if (key := f"{topic['number']}_{turn['number']}") in resolved
        ]
        yield from _topic(f"2019-{topic['number']}", turns)
