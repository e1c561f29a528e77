"""Gold items from JSON Lines: one item a line."""

from __future__ import annotations

from pathlib import Path

from eval.fields import Place, as_object, as_text, checked_text, parse, texts, turns
from eval.items import UNTYPED, GoldItem

EXAMPLE = '{"id": "q1", "type": "factoid", "question": "...", "answers": ["..."], "evidence": ["..."]}'


def items_from_lines(text: str, path: Path, *, article: str | None = None) -> tuple[GoldItem, ...]:
    """Read the items of a file's text; blank lines and unknown keys are passed over.

    Args:
        text: the file's text.
        path: the file, for messages.
        article: the article all items ask about, where it is known.

    Raises:
        BadGold: for the first line that is no item, with its number; for a file without items.
    """
    place = Place(path)
    items: list[GoldItem] = []
    lines: dict[str, int] = {}
    # JSON strings may hold U+2028 and the like as they are, which str.splitlines would break at
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        here = place.at(f"line {number}")
        item = _item(line, here, article)
        if item.id in lines:
            here.fail(f'the id "{item.id}" was used on line {lines[item.id]}', "give each item an id of its own")
        lines[item.id] = number
        items.append(item)
    if not items:
        place.fail("the file is empty", f"put one item on each line, like {EXAMPLE}")
    return tuple(items)


def _item(line: str, place: Place, article: str | None) -> GoldItem:
    fields = as_object(parse(line, place), place, EXAMPLE)
    named = fields.get("article")
    return GoldItem(
        id=as_text(fields, "id", place),
        type=checked_text(fields.get("type", UNTYPED), '"type"', place),
        question=as_text(fields, "question", place),
        answers=texts(fields, "answers", place),
        evidence=texts(fields, "evidence", place) if fields.get("evidence") is not None else (),
        history=turns(fields, place),
        article=article or (named if isinstance(named, str) and named else None),
    )
