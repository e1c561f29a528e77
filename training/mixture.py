"""Which examples are trained on, in which order: decided by a seed alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.reading.words import content_stems
from training.adversarial import own_questions
from training.check_news import NEWS
from training.examples import SQUAD2_DEVELOPMENT, Example, around, by_article, news, sample, squad, windows, within
from training.negatives import cut, hardest, names, swapped
from training.twins import balanced, twins

# Words of the stretches that questions are asked of: chunks at run time are of no one length.
WIDTHS = (40, 60, 90)
NEWS_WIDTHS = (45, 70, 100, 150)
TWIN_WIDTHS = (40, 60, 90, 120)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many examples of each kind are drawn; the counts of one pass over the mixture."""

    shifts: int = 800
    squad1: int = 800
    nq: int = 500
    policy: int = 150
    fairy: int = 300
    qamr: int = 800
    others: int = 1000
    cuts: int = 300
    swaps: int = 800
    squad2: int = 2000
    # Shares of the questions of our own that are asked: of the news set, and of those about encyclopaedia paragraphs.
    news: float = 0.5
    own: float = 0.5
    # Shares of the texts whose twins are asked: plain ones, those in other shapes, those about reports and articles.
    # Articles, asked too, taught nothing that shows in answers: the model card tells what was tried.
    twins: float = 0.3
    shapes: float = 0.5
    reports: float = 1.0
    articles: float = 0.0
    # How often a near miss is asked; shares of the answerable questions that are also asked of another stretch, and
    # made unanswerable.
    near_misses: int = 1
    other_stretches: float = 0.4
    made_of_news: float = 0.2


def mixture(data: Path, recipe: Recipe, seed: int) -> list[Example]:
    """Return the examples of one pass, shuffled; another seed draws others."""
    chance = random.Random(seed)  # noqa: S311 - for repeatable draws, not for secrets
    wiki = list(squad(data / "squadshifts_new_wiki.json", "wiki"))
    answerable = [
        *sample(wiki, recipe.shifts, chance),
        *sample(list(squad(data / "squadshifts_reddit.json", "reddit")), recipe.shifts, chance),
        *sample(list(squad(data / "squadshifts_amazon.json", "amazon")), recipe.shifts // 2, chance),
        *sample(list(squad(data / "squad1_sample.json", "squad1")), recipe.squad1, chance),
        *sample(list(squad(data / "nq_oracle.json", "nq")), recipe.nq, chance),
        *sample(list(squad(data / "policyqa_test.json", "policy")), recipe.policy, chance),
        *sample(list(squad(data / "fairytaleqa_train.json", "fairy")), recipe.fairy, chance),
    ]
    adversarial = list(squad(data / "squad2_articles.json", "squad2", SQUAD2_DEVELOPMENT, out=True))
    own = list(own_questions(data))
    pairs = balanced(_twins(data, recipe, chance), chance)
    reports = by_article(example for example in news(NEWS / "train") if chance.random() < recipe.news)
    others = [example for example in answerable if example.source != "wiki"]
    made = _made([*wiki, *others], adversarial, recipe, chance)
    chosen = [
        *(around(example, chance, chance.choice(WIDTHS)) for example in answerable),
        *sample(list(squad(data / "qamr.json", "qamr")), recipe.qamr, chance),
        *made,
        *(around(example, chance, chance.choice(WIDTHS)) for example in sample(adversarial, recipe.squad2, chance)),
        *(
            around(example, chance, chance.choice(WIDTHS))
            for example in sample(own, int(recipe.own * len(own)), chance)
        ),
        *(around(example, chance, chance.choice(TWIN_WIDTHS)) for example in pairs),
        *(part for group in reports.values() for part in _news(group, recipe, chance)),
    ]
    chance.shuffle(chosen)
    return chosen


def _twins(data: Path, recipe: Recipe, chance: random.Random) -> list[Example]:
    shares = {
        "twin": recipe.twins,
        "twin-news": recipe.twins,
        "twin-shape": recipe.shapes,
        "twin-report": recipe.reports,
        "twin-article": recipe.articles,
    }
    asked = list(twins(data))
    chosen: list[Example] = []
    for source, share in shares.items():
        groups = by_article(example for example in asked if example.source == source)
        chosen += [example for group in groups.values() if chance.random() < share for example in group]
    return chosen


def _made(
    answerable: Sequence[Example], adversarial: Sequence[Example], recipe: Recipe, chance: random.Random
) -> list[Example]:
    groups = by_article(
        [example for example in (*answerable, *adversarial) if example.source in {"wiki", "squad2", "fairy"}]
    )
    other = [negative for group in groups.values() for negative in hardest(group)]
    narrowed = [
        around(example, chance, chance.choice(WIDTHS)) for example in sample(answerable, 3 * recipe.cuts, chance)
    ]
    cuts = [negative for example in narrowed if (negative := cut(example))]
    swaps = []
    for group in groups.values():
        pool = names(group)
        swaps += [
            made for example in group if example.spans and (made := swapped(around(example, chance), pool, chance))
        ]
    return [
        *sample(other, recipe.others, chance),
        *sample(cuts, recipe.cuts, chance),
        *sample(swaps, recipe.swaps, chance),
    ]


def _news(group: Sequence[Example], recipe: Recipe, chance: random.Random) -> list[Example]:
    """Ask every question of the stretch that answers it, and of those of its report that tempt most."""
    found: list[Example] = []
    pool = names(group)
    for example in group:
        cuts = [within(example, *cut) for cut in windows(example.context, chance.choice(NEWS_WIDTHS))]
        holding = [part for part in cuts if part.spans]
        empty = [part for part in cuts if not part.spans]
        if not example.spans:
            found += [_tempting(example.question, empty, chance) for _ in range(recipe.near_misses)]
            continue
        if not holding:
            continue
        found.append(chance.choice(holding))
        if empty and chance.random() < recipe.other_stretches:
            found.append(_tempting(example.question, empty, chance))
        made = cut(holding[0]) if chance.random() < 0.5 else swapped(holding[0], pool, chance)
        if made and chance.random() < 2 * recipe.made_of_news:
            found.append(made)
    return found


def _tempting(question: str, parts: Sequence[Example], chance: random.Random) -> Example:
    """Prefer the stretch that holds the words marked as tempting, or those that share most words with the question."""
    marked = [part for part in parts if part.near]
    if marked and chance.random() < 0.7:
        return chance.choice(marked)
    return chance.choice(by_likeness(question, parts)[:2])


def by_likeness(question: str, parts: Sequence[Example]) -> list[Example]:
    """Return the stretches in order of how many words they share with the question, most first."""
    asked = set(content_stems(question))
    return sorted(parts, key=lambda part: -len(asked & set(content_stems(part.context))))
