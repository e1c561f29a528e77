"""Gold items in Footnote's own shape: one JSON object an item."""

from __future__ import annotations

from eval.fields import Place, as_text, checked_text, shown, texts, turns
from eval.items import UNTYPED, GoldItem

EXAMPLE = '{"id": "q1", "type": "factoid", "question": "...", "answers": ["..."], "evidence": ["..."]}'

PROPOSED = "proposed"
ACCEPTED = "accepted"


def item(fields: dict[str, object], place: Place, number: int) -> GoldItem:  # noqa: ARG001 - other shapes count
    """Read an item; unknown keys are passed over.

    Raises:
        BadGold: a key is missing or holds what it should not.
    """
    named = fields.get("article")
    return GoldItem(
        id=as_text(fields, "id", place),
        type=checked_text(fields.get("type", UNTYPED), '"type"', place),
        question=as_text(fields, "question", place),
        answers=texts(fields, "answers", place),
        evidence=texts(fields, "evidence", place) if fields.get("evidence") is not None else (),
        history=turns(fields, place),
        article=checked_text(named, '"article"', place, blank=True) if isinstance(named, str) and named else None,
        proposed=_proposed(fields, place),
    )


def fields(item: GoldItem) -> dict[str, object]:
    """The item as `item` reads it; keys that would say nothing are left out."""
    written: dict[str, object] = {
        "id": item.id,
        "type": item.type,
        "question": item.question,
        "answers": list(item.answers),
        "evidence": list(item.evidence),
    }
    if item.history:
        written["history"] = [{"question": turn.question, "answer": turn.answer} for turn in item.history]
    if item.article is not None:
        written["article"] = item.article
    if item.proposed:
        written["status"] = PROPOSED
    return written


def _proposed(fields: dict[str, object], place: Place) -> bool:
    status = fields.get("status", ACCEPTED)
    if status not in (PROPOSED, ACCEPTED):
        place.fail(f'"status" is {shown(status)}', f'write "{PROPOSED}" or "{ACCEPTED}", or take it out')
    return status == PROPOSED
