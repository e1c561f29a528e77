"""Which examples are trained on, in which order: decided by a seed alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.check_news import NEWS
from training.examples import SQUAD2_DEVELOPMENT, Example, around, by_article, news, sample, squad, windows, within
from training.negatives import cut, hardest, names, swapped

# Words of the stretches that questions are asked of: chunks at run time are of no one length.
WIDTHS = (50, 80, 110)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many examples of each kind are drawn; the counts of one pass over the mixture."""

    shifts: int = 6000
    squad1: int = 4800
    nq: int = 2600
    policy: int = 1200
    fairy: int = 2000
    qamr: int = 8000
    others: int = 7000
    cuts: int = 3500
    swaps: int = 4500
    squad2_times: int = 2
    news_times: int = 2


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
    reports = by_article(news(NEWS / "train"))
    made = _made([*wiki, *answerable], adversarial, recipe, chance)
    chosen = [
        *(around(example, chance, chance.choice(WIDTHS)) for example in answerable),
        *sample(list(squad(data / "qamr.json", "qamr")), recipe.qamr, chance),
        *made,
        *(
            around(example, chance, chance.choice(WIDTHS))
            for example in adversarial
            for _ in range(recipe.squad2_times)
        ),
        *(part for group in reports.values() for part in _news(group, recipe, chance)),
    ]
    chance.shuffle(chosen)
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
    """Ask every question of the stretch that answers it, and of others of its report."""
    found: list[Example] = []
    pool = names(group)
    for example in group:
        cuts = [within(example, *cut) for cut in windows(example.context, chance.choice([60, 90, 120, 160]))]
        holding = [part for part in cuts if part.spans]
        empty = [part for part in cuts if not part.spans]
        for _ in range(recipe.news_times):
            if example.spans and holding:
                found.append(chance.choice(holding))
            if empty:
                found.append(chance.choice(empty) if example.spans else _closest(example.question, empty, chance))
        if example.spans and holding:
            found += [made for made in (cut(holding[0]), swapped(holding[0], pool, chance)) if made]
    return found


def _closest(question: str, parts: Sequence[Example], chance: random.Random) -> Example:
    """Prefer the stretches that share most words with a near miss: there the reader is tempted."""
    words = set(question.casefold().split())
    ranked = sorted(parts, key=lambda part: -len(words & set(part.context.casefold().split())))
    return chance.choice(ranked[:2])
