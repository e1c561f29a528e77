"""Gold items from SQuAD v1.1 and v2.0 JSON (Rajpurkar et al. 2016, 2018)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path

from eval.evidence import locate
from eval.fields import Place, as_list, as_object, as_text, checked_text, parse
from eval.items import GoldArticle, GoldItem

ANSWERABLE = "answerable"
UNANSWERABLE = "unanswerable"

_SHAPE = '{"data": [{"title": "...", "paragraphs": [{"context": "...", "qas": [...]}]}]}'
_SENTENCE = re.compile(r"\S.*?(?:[.!?][\"'”’)\]]*(?=\s)|(?=\n)|\Z)", re.DOTALL)


def articles_from_squad(text: str, path: Path) -> tuple[tuple[GoldArticle, ...], dict[str, Place]]:
    """Read the articles of a SQuAD file: each entry of `data` is one, its paragraphs joined by blank lines.

    With them comes where each item stands, by its id.

    A question marked `is_impossible` is unanswerable whatever answers it lists. The evidence of an item is the
    sentence around each answer. An `answer_start` that does not point at its text is mended where the text stands
    in the paragraph, and left without evidence where it does not.

    Raises:
        BadGold: the file is not JSON or not of that shape, or an id is used twice.
    """
    place = Place(path)
    entries = as_list(as_object(parse(text, place), place, _SHAPE), "data", place)
    seen: dict[str, Place] = {}
    articles = tuple(_article(entry, place.at(f"data[{number}]"), number, seen) for number, entry in enumerate(entries))
    if not any(article.items for article in articles):
        place.fail("the file holds no questions", f"a SQuAD file looks like {_SHAPE}")
    return _told_apart(articles), seen


def _article(entry: object, place: Place, number: int, seen: dict[str, Place]) -> GoldArticle:
    fields = as_object(entry, place, '{"title": "...", "paragraphs": [...]}')
    title = fields.get("title")
    named = isinstance(title, str) and title.strip()
    name = checked_text(title, '"title"', place).strip() if named else f"article-{number + 1}"
    paragraphs = [
        _paragraph(value, place.at(f"{place.spot}.paragraphs[{index}]"), seen)
        for index, value in enumerate(as_list(fields, "paragraphs", place))
    ]
    return GoldArticle(
        id=name,
        title=name.replace("_", " "),
        items=tuple(chain.from_iterable(items for _, items in paragraphs)),
        text="\n\n".join(context for context, _ in paragraphs),
    )


def _paragraph(value: object, place: Place, seen: dict[str, Place]) -> tuple[str, list[GoldItem]]:
    fields = as_object(value, place, '{"context": "...", "qas": [...]}')
    context = as_text(fields, "context", place)
    items = []
    for index, entry in enumerate(as_list(fields, "qas", place)):
        here = place.at(f"{place.spot}.qas[{index}]")
        item = _item(entry, context, here)
        if item.id in seen:
            here.fail(f'the id "{item.id}" was used at {seen[item.id].spot}', "give each question an id of its own")
        seen[item.id] = here
        items.append(item)
    return context, items


def _item(entry: object, context: str, place: Place) -> GoldItem:
    fields = as_object(entry, place, '{"id": "...", "question": "...", "answers": [...]}')
    impossible = fields.get("is_impossible") is True
    # some files leave out "answers" where the question is marked impossible
    answers = [] if impossible else list(_answers(fields, place))
    spans = filter(None, (_place(text, start, context) for text, start in answers))
    return GoldItem(
        id=as_text(fields, "id", place),
        type=ANSWERABLE if answers else UNANSWERABLE,
        question=as_text(fields, "question", place),
        answers=tuple(dict.fromkeys(text for text, _ in answers)),
        evidence=tuple(dict.fromkeys(_sentence_around(context, *span) for span in spans)),
    )


def _answers(fields: dict[str, object], place: Place) -> Iterator[tuple[str, int]]:
    for index, value in enumerate(as_list(fields, "answers", place)):
        here = place.at(f"{place.spot}.answers[{index}]")
        answer = as_object(value, here, '{"text": "...", "answer_start": 0}')
        start = answer.get("answer_start")
        yield checked_text(answer.get("text"), '"text"', here), start if isinstance(start, int) else 0


def _place(text: str, start: int, context: str) -> tuple[int, int] | None:
    if start >= 0 and context.startswith(text, start):
        return start, start + len(text)
    places = [found.start() for found in re.finditer(re.escape(text), context)]
    if not places:
        return locate(text, context)
    nearest = min(places, key=lambda place: abs(place - start))
    return nearest, nearest + len(text)


def _sentence_around(context: str, start: int, end: int) -> str:
    touched = [span for span in _sentences(context) if span[0] < end and start < span[1]] or [(start, end)]
    return context[min(touched[0][0], start) : max(touched[-1][1], end)].strip()


# the questions of a paragraph follow each other
@lru_cache(maxsize=1)
def _sentences(context: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in _SENTENCE.finditer(context))


def _told_apart(articles: tuple[GoldArticle, ...]) -> tuple[GoldArticle, ...]:
    used: set[str] = set()
    told = []
    for article in articles:
        name, number = article.id, 2
        while name in used:
            name, number = f"{article.id}-{number}", number + 1
        used.add(name)
        items = tuple(replace(item, article=name) for item in article.items)
        told.append(replace(article, id=name, items=items))
    return tuple(told)
