"""What is measured, in which order: Footnote, plain, Footnote, plain, so that a busy spell meets both."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.articles import sentences_of, write_articles
from benchmarks.figures import Comparison, Measure, Point
from benchmarks.processes import Finished, run, thread_variables
from eval.gold import read_gold
from eval.metrics.latency import percentile

Side = Literal["footnote", "plain"]
Tick = Callable[[int, int], None]

SIDES: tuple[Side, Side] = ("footnote", "plain")
ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "eval" / "gold" / "article.jsonl"
SENTENCES = (CORPUS, ROOT / "training" / "data" / "news" / "train")
QUESTION = "Who confirmed the memorandum?"
# Not in the gold set: they read the article once, and leave the vectors of its questions unknown.
WARM_UP = ("What is this report about?", "Who said so, and to whom?", "Which companies took part in it?")

FIRST = (
    Measure("first_answer_seconds", "Process start to first answer, whole process", "s"),
    Measure("first_answer_cpu_seconds", "... processor time of it", "s"),
    Measure("first_answer_peak", "... peak memory", "MiB"),
)
WARM = (
    Measure("answer_p50", "Warm process, one question (plain: embed and search only), p50", "ms"),
    Measure("answer_p95", "... p95", "ms"),
    Measure("answer_peak", "... peak memory of the process", "MiB"),
)
BUILD = (
    Measure("build_chunks", "Index build, chunks", "1/s", higher_is_better=True),
    Measure("build_articles", "... articles", "1/s", higher_is_better=True),
    Measure("build_peak", "... peak memory of the process", "MiB"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure.

    Attributes:
        runs: pairs taken of everything.
        articles: synthetic articles to index beside the corpus.
        questions: gold questions to ask, the first ones; 0 for all.
        depths: chunks read per question, for the depth curve.
        seed: of the synthetic articles.
        threads: threads of either side; 0 leaves each to its own default.
    """

    runs: int = 5
    articles: int = 200
    questions: int = 0
    depths: tuple[int, ...] = (1, 2, 4, 8)
    seed: int = 1
    threads: int = 1

    @property
    def steps(self) -> int:
        """How many processes are measured."""
        return self.runs * (3 * len(SIDES) + len(self.depths))


@dataclass(frozen=True, slots=True)
class Measured:
    """All that came of a plan; `notes` are counts that say what the figures stand for."""

    comparisons: tuple[Comparison, ...]
    curve: tuple[Point, ...]
    notes: dict[str, object]


def measure(plan: Plan, work: Path, depth: int, tick: Tick) -> Measured:
    """Measure everything of a plan.

    Args:
        plan: how much.
        work: an empty folder for articles, indexes and questions.
        depth: chunks Footnote reads per question where the depth is not what is measured.
        tick: called with (processes measured, processes in all).

    Raises:
        FootnoteError: a process did not end well.
        BadInput: the corpus, the gold set or the news set is not there or cannot be read.
    """
    bench = Bench(plan, work, depth, tick)
    bench.prepare()
    first = bench.compare(FIRST, bench.first_answer)
    warm = bench.compare(WARM, bench.warm_answers)
    build = bench.compare(BUILD, bench.build)
    return Measured((*first, *warm, *build), bench.depth_curve(), bench.notes)


class Bench:
    """The processes of one measurement and the files they share."""

    def __init__(self, plan: Plan, work: Path, depth: int, tick: Tick) -> None:
        self._plan = plan
        self._work = work
        self._depth = depth
        self._tick = tick
        self._done = 0
        self._variables = thread_variables(plan.threads)
        self._questions = work / "questions.json"
        self._articles = work / "articles"
        self.notes: dict[str, object] = {}

    def prepare(self) -> None:
        """Write the articles and questions, build both indexes of the corpus, and ask each side once, unmeasured.

        That also makes whatever is made only once (the exported model, compiled modules) and reads all files.
        """
        items = read_gold(GOLD).items[: self._plan.questions or None]
        asked = [
            {"question": item.question, "history": [{"question": t.question, "answer": t.answer} for t in item.history]}
            for item in items
        ]
        self._questions.write_text(json.dumps({"warm_up": WARM_UP, "asked": asked}), encoding="utf-8")
        sentences = sentences_of(SENTENCES)
        write_articles(self._articles, sentences, self._plan.articles, self._plan.seed)
        self.notes |= {"questions": len(items), "sentences_drawn_from": len(sentences)}
        for side in SIDES:
            self._run(side, "index", self._store(side, "corpus"), CORPUS)
            self._ask(side)

    def compare(
        self, measures: Sequence[Measure], one: Callable[[Side, int], tuple[float, ...]]
    ) -> tuple[Comparison, ...]:
        """Take the figures of both sides in turn, `runs` times; `one` returns a figure for each of `measures`."""
        taken: dict[Side, list[tuple[float, ...]]] = {side: [] for side in SIDES}
        for number in range(self._plan.runs):
            for side in SIDES:
                taken[side].append(one(side, number))
                self._step()
        columns = {side: list(zip(*rows, strict=True)) for side, rows in taken.items()}
        return tuple(
            Comparison(measure, columns["footnote"][place], columns["plain"][place])
            for place, measure in enumerate(measures)
        )

    def first_answer(self, side: Side, _number: int) -> tuple[float, ...]:
        """Ask one question of the corpus in a new process."""
        finished = self._ask(side)
        return finished.seconds, finished.cpu_seconds, finished.peak_mib

    def warm_answers(self, side: Side, _number: int) -> tuple[float, ...]:
        """Ask the gold questions of the corpus in one process."""
        depth = [str(self._depth)] if side == "footnote" else []
        fields, finished = self._run(side, "answers", self._store(side, "corpus"), self._questions, *depth)
        if side == "footnote":
            self.notes |= {"answered": fields["answered"], "reader": fields["reader"]}
        times = fields["milliseconds"]
        return _percentile(times, 0.5), _percentile(times, 0.95), finished.peak_mib

    def build(self, side: Side, number: int) -> tuple[float, ...]:
        """Index the corpus and the synthetic articles from nothing."""
        target = self._store(side, f"all-{number}")
        fields, finished = self._run(side, "index", target, CORPUS, self._articles)
        self.notes |= {
            "articles": fields["articles"],
            f"chunks_{side}": fields["chunks"],
            f"characters_a_chunk_{side}": round(fields["characters"] / fields["chunks"]),
        }
        if "splitter" in fields:
            self.notes["splitter_plain"] = fields["splitter"]
        return fields["chunks"] / fields["seconds"], fields["articles"] / fields["seconds"], finished.peak_mib

    def depth_curve(self) -> tuple[Point, ...]:
        """Ask the gold questions of all articles at every depth in turn, each in a process of its own."""
        taken: dict[int, list[float]] = {depth: [] for depth in self._plan.depths}
        store = self._store("footnote", "all-0")
        for _ in range(self._plan.runs):
            for depth, values in taken.items():
                fields, _finished = self._run("footnote", "answers", store, self._questions, str(depth))
                values.append(_percentile(fields["milliseconds"], 0.5))
                self._step()
        return tuple(Point(depth, tuple(values)) for depth, values in taken.items())

    def _ask(self, side: Side) -> Finished:
        store = str(self._store(side, "corpus"))
        if side == "footnote":
            command = [str(Path(sys.executable).with_name("footnote")), "ask", QUESTION, "--index", store]
        else:
            command = [sys.executable, "-m", "benchmarks.plain", "ask", store, QUESTION]
        return run(command, ROOT, self._variables)

    def _run(self, side: Side, *arguments: str | Path) -> tuple[dict[str, Any], Finished]:
        """Run one side's module and return what it printed, read as JSON, with the measures of its process."""
        command = [sys.executable, "-m", f"benchmarks.{side}", *map(str, arguments)]
        finished = run(command, ROOT, self._variables)
        return json.loads(finished.output), finished

    def _store(self, side: Side, name: str) -> Path:
        return self._work / f"{name}-{side}"

    def _step(self) -> None:
        self._done += 1
        self._tick(self._done, self._plan.steps)


def _percentile(values: Sequence[float], share: float) -> float:
    found = percentile(values, share)
    if found is None:
        raise ValueError("There are no times to take a percentile of; ask at least one question.")
    return found
