"""Gold items from ragas' datasets, and items and answers as such: one JSON object a sample.

Keys of ragas 0.2 and later: `user_input`, `reference`, `reference_contexts`, `retrieved_contexts`, `response`; those
of 0.1: `question`, `ground_truth` (`ground_truths` before), `contexts`, `answer`.
"""

from __future__ import annotations

import re

from eval.fields import Place, as_text, checked_text, shown, texts
from eval.items import UNTYPED, GoldItem
from rag.types import Answer

_REFERENCES = ("references", "reference", "ground_truth", "ground_truths")
# ragas numbers the hops of contexts that it joined to one question: "<1-hop>\n\nThe bridge ..."
_HOP = re.compile(r"^<\d+-hop>\s*")


def fits(fields: dict[str, object]) -> bool:
    """Whether an object has keys of ragas, old or new, and not our own."""
    return "user_input" in fields or ("answers" not in fields and any(key in fields for key in _REFERENCES))


def item(fields: dict[str, object], place: Place, number: int) -> GoldItem:
    """Read a single-turn sample; what a system answered and retrieved is passed over.

    The reference is the accepted answer, an empty one says that there is none. Reference contexts are the evidence;
    `contexts`, the old key, are so only where no `answer` stands beside them: with one they are what a system found.

    Raises:
        BadGold: the question or the reference is missing or not a text; the sample is a conversation.
    """
    asked = "user_input" if "user_input" in fields else "question"
    if isinstance(fields.get(asked), list):
        place.fail(f'"{asked}" is a conversation', "give single-turn samples; earlier turns go in our own format")
    kind = fields.get("type") or fields.get("evolution_type") or fields.get("synthesizer_name") or UNTYPED
    return GoldItem(
        id=as_text(fields, "id", place) if "id" in fields else f"q{number}",
        type=checked_text(kind, "its type", place),
        question=as_text(fields, asked, place),
        answers=_answers(fields, place),
        evidence=_evidence(fields, place),
    )


def sample(item: GoldItem, answer: Answer | None = None) -> dict[str, object]:
    """The item as a sample with the new keys and, if there is an answer, what was answered from which quotes.

    ragas passes over `id`, `type` and `references`, which hold what its own keys have no room for. The history is
    not written; the response is to the question as it was understood, which then stands in its place.
    """
    written: dict[str, object] = {
        "id": item.id,
        "type": item.type,
        "user_input": answer.standalone_question if answer and item.history else item.question,
        "reference": item.answers[0] if item.answers else "",
        "reference_contexts": list(item.evidence),
        "references": list(item.answers),
    }
    if answer:
        written["response"] = answer.answer
        written["retrieved_contexts"] = [note.quote for note in (*answer.citations, *answer.closest)]
    return written


def _answers(fields: dict[str, object], place: Place) -> tuple[str, ...]:
    key = next((key for key in _REFERENCES if fields.get(key) is not None), None)
    if key is None:
        place.fail('"reference" is missing', 'add the right answer, or "" where the article does not say')
    value = fields[key]
    if isinstance(value, list):
        return texts(fields, key, place)
    if not isinstance(value, str):
        place.fail(f'"{key}" is {shown(value)}, not a string', "put it in double quotes")
    return (checked_text(value, f'"{key}"', place),) if value.strip() else ()


def _evidence(fields: dict[str, object], place: Place) -> tuple[str, ...]:
    given = fields.get("reference_contexts") is not None
    key = "reference_contexts" if given else "contexts"
    if fields.get(key) is None or (not given and fields.get("answer") is not None):
        return ()
    return tuple(quote for text in texts(fields, key, place) if (quote := _HOP.sub("", text)))
