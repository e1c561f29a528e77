"""Which shape the objects of a file have: our own, ragas' or DeepEval's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.fields import Place
from eval.formats import deepeval, own, ragas
from eval.formats.records import Record
from eval.items import GoldItem
from rag.errors import BadGold

OnFault = Callable[[BadGold], None]


@dataclass(frozen=True, slots=True)
class Shape:
    """How the objects of a format become items.

    Attributes:
        name: the format's.
        item: reads one object, given its place and number from 1; raises `BadGold`.
        quoted: whether evidence was quoted word for word by whoever wrote the file.
    """

    name: str
    item: Callable[[dict[str, object], Place, int], GoldItem]
    quoted: bool


OWN = Shape("footnote", own.item, quoted=True)
RAGAS = Shape("ragas", ragas.item, quoted=False)
DEEPEVAL = Shape("deepeval", deepeval.item, quoted=False)


def shape_of(records: Sequence[Record]) -> Shape:
    """The shape of the first object that can be read; our own where none can, whose messages then say what is wrong."""
    for record in records:
        try:
            fields = record.fields()
        except BadGold:
            continue
        if deepeval.fits(fields):
            return DEEPEVAL
        return RAGAS if ragas.fits(fields) else OWN
    return OWN


def items_from(
    records: Sequence[Record], shape: Shape, on_fault: OnFault, *, article: str | None = None
) -> tuple[tuple[Place, GoldItem], ...]:
    """Read the items of a file with their places; each that cannot be read is told to `on_fault` and left out.

    Args:
        records: the file's objects.
        shape: how to read them.
        on_fault: raises what it is given, or notes it.
        article: the article all items ask about, where it is known.
    """
    found: dict[str, tuple[Place, GoldItem]] = {}
    for number, record in enumerate(records, 1):
        place = record.place
        try:
            item = shape.item(record.fields(), place, number)
            if item.id in found:
                spot = found[item.id][0].spot
                place.fail(f'the id "{item.id}" was used on {spot}', "give each item an id of its own")
        except BadGold as fault:
            on_fault(fault)
            continue
        found[item.id] = place, replace(item, article=article) if article else item
    return tuple(found.values())
