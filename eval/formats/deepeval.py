"""Gold items from DeepEval's goldens, as `EvaluationDataset.save_as` writes them: JSON, JSON Lines or CSV."""

from __future__ import annotations

from eval.fields import Place, as_text, checked_text, texts
from eval.items import UNTYPED, GoldItem

# DeepEval's own, between the contexts of one cell
_DELIMITER = "|"


def fits(fields: dict[str, object]) -> bool:
    """Whether an object is a golden."""
    return ("input" in fields and "question" not in fields) or "scenario" in fields


def item(fields: dict[str, object], place: Place, number: int) -> GoldItem:
    """Read a single-turn golden; what a system answered and retrieved is passed over.

    The expected output is the accepted answer, an empty one says that there is none; the context is the evidence.

    Raises:
        BadGold: the input or the expected output is missing or not a text; it is a conversational golden.
    """
    if fields.get("scenario") is not None:
        place.fail("it is a conversational golden", "give goldens with an input and an expected_output")
    expected = fields.get("expected_output")
    if expected is None:
        place.fail('"expected_output" is missing', 'add the right answer, or "" where the article does not say')
    answer = checked_text(expected, '"expected_output"', place, blank=True)
    context = fields.get("context")
    parts = _parts(context) if isinstance(context, str) else context
    return GoldItem(
        id=as_text(fields, "id", place) if fields.get("id") is not None else f"q{number}",
        type=UNTYPED,
        question=as_text(fields, "input", place),
        answers=(answer,) if answer.strip() else (),
        evidence=texts({"context": parts}, "context", place) if parts is not None else (),
    )


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(_DELIMITER) if part.strip()]
