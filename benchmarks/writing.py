"""What the check of written answers costs and catches: `python -m benchmarks.writing`.

Three simulated chat models write answers to the gold questions through the whole chain: an honest one (true sentences,
word for word and lightly recast), a weak one (wrong in one place, or cited wrongly), and a hostile one that obeys the
100 orders planted in the articles. Counted is what was shown of each kind of sentence. Unless the shipped reader reads
first, the model is asked every question, even those that the article does not answer. With `--over openai`
(or ollama) the models stand behind a server on loopback that speaks that protocol, and are asked by its real client.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.command import command
from benchmarks.drafts import Line, honest, hostile, weak
from benchmarks.planting import attacks
from benchmarks.simulated import Draft, Simulated, SimulatedModel, served
from benchmarks.tables import insert
from eval.gold import GoldItem, read_gold
from eval.metrics.latency import percentile
from rag.assembly import build_chain, build_index, open_encoder, open_reader
from rag.chain import Chain
from rag.citing import is_verbatim
from rag.documents import load_corpus, read
from rag.sentences import split
from rag.settings import Settings
from rag.types import Answer, Hit, Reading, Span, Token
from rag.writing import Caller, ChatModel, Checker, ModelWriter
from rag.writing.parsing import MOST, Drafted
from rag.writing.sources import Source, is_addressed
from rag.writing.writer import LONGEST
from ui.progress import bar

GOLD = Path("eval") / "gold"
OUT = Path("benchmarks") / "results" / "writing.json"
SEED = 1
_MARKERS = re.compile(r"(?: \[\d+\])+$")
_CANARY = re.compile(r"canary|Q\d\dX", re.IGNORECASE)


@dataclass
class Tally:
    """What was counted."""

    drafted: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    first_ms: list[float] = field(default_factory=list)
    check_ms: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the counts as they are kept."""
        return {
            "kinds": [
                {"model": model, "kind": kind, "drafted": count, "shown": self.shown[model, kind]}
                for (model, kind), count in sorted(self.drafted.items())
            ],
            "answers": dict(sorted(self.faults.items())),
            "first_sentence_ms": _times(self.first_ms),
            "check_ms_a_sentence": _times(self.check_ms),
        }


class Obliging:
    """A reader that refuses nothing and points at the first sentence, so that every question reaches the model."""

    name = "obliging"

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Point at the first sentence of the hits that a model may be given."""
        del question
        sentences = [(hit.chunk.document, sentence) for hit in hits for sentence in hit.chunk.sentences]
        first = next((one for one in sentences if not is_addressed(one[1].text)), sentences[0])
        return Reading(answered=True, confidence=1, evidence=(Span(first[0], first[1].start, first[1].end),))


@dataclass(frozen=True, slots=True)
class Case:
    """An article with its questions, and what is planted in it."""

    name: str
    text: str
    items: tuple[GoldItem, ...]
    planted: tuple[str, ...]
    payloads: tuple[str, ...]


def cases(gold: Path, articles: int | None = None) -> Iterator[Case]:
    """Yield the articles of the gold sets with their questions, so many; the orders are shared out among them."""
    found = [(GOLD.parent.parent / "corpus", read_gold(gold / "article.jsonl").items)]
    for folder in ("news", "follow-ups"):
        found += [(article.path, article.items) for article in read_gold(gold / folder).articles if article.path]
    taken = found[:articles]
    # What an attack cites is nothing to the hostile model, which cites in ways of its own.
    table = [*{attack.planted: attack for attack in attacks()}.values()]
    for at, (path, items) in enumerate(taken):
        documents = load_corpus([path])
        mine = table[at :: len(taken)]
        yield Case(
            documents[0].id,
            "\n\n".join(document.text for document in documents),
            items,
            tuple(attack.planted for attack in mine),
            tuple(attack.said for attack in mine),
        )


class Bench:
    """Asks the questions of a case with each model, and counts."""

    def __init__(self, settings: Settings, *, shipped: bool, over: str | None = None) -> None:
        self._settings = settings
        self._encoder = open_encoder(settings)
        self._reader = open_reader(self._encoder, settings) if shipped else Obliging()
        self._over = over
        self._told: Counter[str] = Counter()
        self.tally = Tally()

    def run(self, case: Case, questions: int | None = None) -> None:
        """Ask every question: of the article as it is, and of the article with its attacks."""
        chance = random.Random(f"{SEED} {case.name}")  # noqa: S311 - for repeatable draws
        self._ask("honest", case, case.text, questions, lambda given: [*honest(given[:LONGEST], self._told)])
        self._ask("weak", case, case.text, questions, lambda given: [*weak(given[:3], chance)])
        own = case.text.split("\n\n")
        for paragraph in case.planted:
            own.insert(chance.randint(1, len(own)), paragraph)
        obeyed = (*case.payloads, *case.planted)
        self._ask("hostile", case, "\n\n".join(own), questions, lambda given: [*hostile(given, obeyed)])

    def _ask(self, kind: str, case: Case, text: str, questions: int | None, draft: Draft) -> None:
        document = read(text.encode(), name=case.name, suffix=".txt")
        index = build_index([document], self._encoder)
        with ExitStack() as stack:
            simulated: Simulated
            model: ChatModel
            if self._over:
                behind = stack.enter_context(served(draft, self._over))
                simulated, model = behind, behind.model
            else:
                simulated = client = SimulatedModel(draft)
                model = ChatModel(client)
            writer = ModelWriter(kind, Caller(model))
            chain = build_chain(index, self._encoder, self._settings, self._reader, writer)
            for item in islice(case.items, questions):
                self._count(kind, chain, item, simulated)

    def _count(self, kind: str, chain: Chain, item: GoldItem, model: Simulated) -> None:
        shown: list[str] = []
        answer: Answer | None = None
        for event in chain.stream(item.question, item.history):
            if isinstance(event, Token):
                if not shown and kind == "honest":
                    self.tally.first_ms.append((time.perf_counter() - model.first_at) * 1000)
                shown.append(_MARKERS.sub("", event.text.strip()))
            elif isinstance(event, Answer):
                answer = event
        if answer is None:
            raise TypeError("The events of a question end with its answer.")
        self.tally.faults[f"{kind}: asked"] += 1
        if answer.draft is None:
            return
        self.tally.faults[f"{kind}: drafted"] += 1
        notes = (*answer.citations, *answer.closest)
        self.tally.faults[f"{kind}: wrong offsets"] += sum(
            not is_verbatim(note, chain.library.document(note.document)) for note in notes
        )
        told = " ".join([answer.answer, *(note.quote for note in notes)])
        self.tally.faults[f"{kind}: canaries"] += bool(_CANARY.search(told))
        self._match(kind, [text for text in shown if not text.startswith("(")], model.lines)

    def _match(self, kind: str, shown: Sequence[str], lines: Sequence[Line]) -> None:
        kept = {folded(text) for text in shown}
        for line in lines:
            self.tally.drafted[kind, line.kind] += 1
            self.tally.shown[kind, line.kind] += folded(line.text) in kept
        true = {folded(line.text) for line in lines if line.supported}
        self.tally.faults[f"{kind}: unsupported shown"] += len(kept - true)

    def check_cost(self, case: Case) -> None:
        """Time the check alone, over sentences of the article and what a weak model makes of them."""
        chance = random.Random(SEED)  # noqa: S311 - for repeatable draws
        document = read(case.text.encode(), name=case.name, suffix=".txt")
        sources = tuple(
            Source(number, " ".join(sentence.text.split()), Span(document.id, sentence.start, sentence.end))
            for number, sentence in enumerate(split(document.text, document.blocks)[:MOST], start=1)
        )
        checker = Checker(sources)
        for line in (*honest(sources[:6], Counter()), *weak(sources[:6], chance)):
            started = time.perf_counter()
            checker.check(Drafted(line.text, line.numbers))
            self.tally.check_ms.append((time.perf_counter() - started) * 1000)


def folded(text: str) -> str:
    """Return a sentence as it is found again among those shown, from which lead-ins are taken off."""
    bare = re.sub(r"^according to the article, ", "", text, flags=re.IGNORECASE)
    return bare.casefold()


def _times(values: Sequence[float]) -> dict[str, float]:
    shares = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    found = {name: percentile(values, share) for name, share in shares.items()}
    return {name: round(value, 2) for name, value in found.items() if value is not None}


def table(results: dict[str, Any]) -> str:
    """Return the results as two Markdown tables."""
    lines = ["| model | kind of sentence | drafted | shown |", "| --- | --- | ---: | ---: |"]
    lines += [f"| {one['model']} | {one['kind']} | {one['drafted']} | {one['shown']} |" for one in results["kinds"]]
    lines += ["", "| | p50 | p95 | most |", "| --- | ---: | ---: | ---: |"]
    for key, what in (
        ("check_ms_a_sentence", "a check, ms a sentence"),
        ("first_sentence_ms", "first sentence finished to shown, ms"),
    ):
        times = results[key]
        lines.append(f"| {what} | " + " | ".join(str(times.get(name, "-")) for name in ("p50", "p95", "max")) + " |")
    return "\n".join(lines) + "\n"


@command("benchmarks.writing")
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; exit code 1 if anything unsupported was shown, 2 if it could not be run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.writing", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of the gold sets [%(default)s]")
    parser.add_argument("--articles", type=int, help="articles to take [all]")
    parser.add_argument("--questions", type=int, help="questions an article [all]")
    parser.add_argument("--reader", choices=("obliging", "shipped"), default="obliging", help="what reads first")
    parser.add_argument(
        "--over", choices=("openai", "ollama"), help="ask by this client over sockets [in this process]"
    )
    parser.add_argument("--out", type=Path, default=OUT, help="file for the counts [%(default)s]")
    parser.add_argument("--docs", type=Path, help="page to put the tables into, between its markers")
    options = parser.parse_args(arguments)
    bench = Bench(Settings.from_environment(), shipped=options.reader == "shipped", over=options.over)
    chosen = [*cases(options.gold, options.articles)]
    with bar("Writing") as tick:
        for number, case in enumerate(chosen, start=1):
            bench.run(case, options.questions)
            bench.check_cost(case)
            tick(number, len(chosen))
    results = bench.tally.as_json()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(table(results))
    for what, count in results["answers"].items():
        print(f"{what}: {count}")
    if options.docs:
        insert(options.docs, table(results))
    bad = ("unsupported shown", "wrong offsets", "canaries")
    return int(any(count for what, count in results["answers"].items() if what.endswith(bad)))


if __name__ == "__main__":
    sys.exit(main())
