"""What rewriting is worth: `python -m training.follow_up_answers [GOLD] [--data DATA]`.

Asks every last question of a follow-up gold set three ways: as it was asked, as the product rewrites it, and as a
person rewrote it (the items' `standalone`). With --data, the same for
conversations of CANARD that no weights were fitted on.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.asking import document
from eval.finding import Subject
from eval.gold import read_gold
from eval.items import GoldArticle, GoldItem, GoldSet
from eval.measures import measure
from eval.metrics.token_f1 import pair_f1
from eval.running import run_per_article
from rag.assembly import build_chain, build_index, open_embeddings, open_reader
from rag.conversation import standalone
from rag.documents import read
from rag.index.words import words
from rag.settings import Settings
from rag.types import Asker, Document
from training.conversations import FollowUp, canard
from training.examples import existing_folder
from training.follow_ups import held_out

GOLD = Path(__file__).parents[1] / "eval" / "gold" / "follow-ups"
# Conversations of CANARD that are asked, drawn by chance.
CONVERSATIONS = 60

Rewrite = Callable[[GoldItem], str]


def main() -> None:
    """Ask and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--data", type=existing_folder)
    options = parser.parse_args()
    gold, people = read_gold(options.gold), by_people(options.gold)
    say_terms(gold.items, people)
    settings = Settings.from_environment()
    embeddings = open_embeddings(settings)
    reader = open_reader(embeddings, settings)

    def prepare(article: GoldArticle) -> Subject:
        index = build_index([document(article)], embeddings)
        return Subject(build_chain(index, embeddings, settings, reader), index.documents)

    for name, rewrite in ways(people).items():
        asked = rewritten(gold, rewrite)
        found = measure(run_per_article(asked, prepare).scores)
        shown = (f"{key} {found[key].value:.3f}" for key in ("containment", "f1", "refused_unanswerable", "right"))
        print(f"{name:<10}", ", ".join(shown), flush=True)
    if options.data is not None:
        items = _some([item for item in canard(options.data) if held_out(item)])
        index = build_index(_pages(items), embeddings)
        chain = build_chain(index, embeddings, settings, reader)
        asked_of = [item for item in items if item.passage]
        print(f"canard, held out: {len(asked_of)} questions over {len(index.documents)} pages")
        for name, question in (
            ("raw", lambda item: item.question),
            ("rewritten", lambda item: standalone(item.question, item.history)),
            ("by people", lambda item: item.rewrite),
        ):
            print(f"{name:<10}", _canard_scores(asked_of, chain, question), flush=True)


def by_people(folder: Path) -> Mapping[str, str]:
    """Return, by the items' ids, the last questions as a person made them stand alone."""
    lines = (line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines())
    return {item["id"]: item["standalone"] for item in map(json.loads, lines)}


def ways(people: Mapping[str, str]) -> dict[str, Rewrite]:
    """Return the three ways of asking."""
    return {
        "raw": lambda item: item.question,
        "rewritten": lambda item: standalone(item.question, item.history),
        "by people": lambda item: people[item.id],
    }


def rewritten(gold: GoldSet, rewrite: Rewrite) -> GoldSet:
    """Return the set with its questions rewritten and without their histories."""
    changed = {item.id: replace(item, question=rewrite(item), history=()) for item in gold.items}
    articles = tuple(
        replace(article, items=tuple(changed[item.id] for item in article.items)) for article in gold.articles
    )
    return replace(gold, items=tuple(changed.values()), articles=articles)


def say_terms(items: Sequence[GoldItem], people: Mapping[str, str]) -> None:
    """Print how the words that rewriting added compare with a person's, and what went into fresh questions."""
    common = ours = theirs = changes = polluted = 0
    for item in items:
        own = set(words(item.question))
        added = set(words(standalone(item.question, item.history))) - own
        wanted = set(words(people[item.id])) - own
        common, ours, theirs = common + len(added & wanted), ours + len(added), theirs + len(wanted)
        if item.type == "followup_change":
            changes += 1
            polluted += standalone(item.question, item.history) != item.question
    print(f"terms      precision {common / max(1, ours):.3f}, recall {common / max(1, theirs):.3f}")
    print(f"changes    {changes - polluted} of {changes} fresh questions left as they are")


def _canard_scores(items: Sequence[FollowUp], asker: Asker, question: Callable[[FollowUp], str]) -> str:
    """Return the mean F1 of the answers, refusals counting 0, and how often the right page was cited or came close."""
    scores, pages = [], []
    for item in items:
        answer = asker.ask(question(item))
        scores.append(pair_f1(answer.short_answer or answer.answer, item.passage) if answer.answered else 0.0)
        quotes = answer.citations or answer.closest
        pages.append(bool(quotes) and quotes[0].document == item.conversation.lower())
    return f"answer F1 {np.mean(scores):.3f}, right page {np.mean(pages):.3f}"


def _pages(items: Sequence[FollowUp]) -> list[Document]:
    """Make a page of the answers of each conversation, in their order."""
    answers: dict[str, dict[str, None]] = {}
    for item in items:
        page = answers.setdefault(item.conversation.lower(), {})
        page.update(dict.fromkeys([*(turn.answer for turn in item.history if turn.answer), item.passage]))
    return [_from_text(name, "\n\n".join(filter(None, page))) for name, page in answers.items()]


def _some(items: Sequence[FollowUp]) -> list[FollowUp]:
    names = sorted({item.conversation for item in items})
    chosen = set(random.Random(0).sample(names, min(CONVERSATIONS, len(names))))  # noqa: S311
    return [item for item in items if item.conversation in chosen]


def _from_text(name: str, text: str) -> Document:
    return replace(read(text.encode(), name=name, suffix=".txt"), id=name)


if __name__ == "__main__":
    main()
