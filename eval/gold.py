"""Gold sets: questions with the answers that count as right, read from files.

Read are our own JSON Lines (one item a line), SQuAD v1.1/v2.0 JSON, ragas' and DeepEval's datasets (JSON Lines or a
JSON list), CSV tables of all but SQuAD, and a folder of pairs `NAME.md` and `NAME.jsonl`, each pair an article and its
questions.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

from eval.evidence import locate_evidence
from eval.fields import Place
from eval.formats.records import Record, records_from_lines, records_from_list
from eval.formats.shapes import OnFault, items_from, shape_of
from eval.formats.squad import articles_from_squad
from eval.formats.table import SUFFIXES, records_from_table
from eval.items import GoldArticle, GoldItem, GoldSet
from rag.errors import BadGold

__all__ = ["GoldArticle", "GoldItem", "GoldSet", "Placed", "locate_evidence", "read_gold", "read_placed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A gold set with where its items stand.

    Attributes:
        gold: the set.
        places: by item id.
        format: "footnote", "ragas", "deepeval" or "squad".
        records: the objects as they stand in the file, by item id, for what items do not keep.
    """

    gold: GoldSet
    places: dict[str, Place]
    format: str
    records: dict[str, dict[str, object]]


def read_gold(path: Path) -> GoldSet:
    """Read a gold file or folder.

    Raises:
        BadGold: it is missing, not UTF-8, empty, not of the shapes above, or has proposals that no person has accepted;
            the message names the file, the line and the remedy.
    """
    placed = read_placed(path, _raise)
    proposed = [item for item in placed.gold.items if item.proposed]
    if proposed:
        placed.places[proposed[0].id].fail(
            f'{len(proposed)} of {len(placed.gold.items)} items are proposals, the first "{proposed[0].id}"',
            'read each, mend it or take it out, and make its "status" "accepted"',
        )
    return placed.gold


def read_placed(path: Path, on_fault: OnFault) -> Placed:
    """Read a gold file or folder, proposals too; each item that cannot be read is told to `on_fault` and left out.

    Raises:
        BadGold: nothing of it can be read.
    """
    if path.is_dir():
        return _read_folder(path, on_fault)
    data = _bytes(path)
    text = _decoded(data, path)
    digest = hashlib.sha256(data).hexdigest()
    records = _records(text, path)
    if records is None:
        articles, spots = articles_from_squad(text, path)
        items = tuple(item for article in articles for item in article.items)
        return Placed(GoldSet(path.name, items, digest, articles), spots, "squad", {})
    shape = shape_of(records)
    found = items_from(records, shape, on_fault)
    gold = GoldSet(path.name, tuple(item for _, item in found), digest, quoted=shape.quoted)
    places = {item.id: place for place, item in found}
    return Placed(gold, places, shape.name, _by_id(records, places))


def _read_folder(folder: Path, on_fault: OnFault) -> Placed:
    articles: list[GoldArticle] = []
    digest = hashlib.sha256()
    places: dict[str, Place] = {}
    objects: dict[str, dict[str, object]] = {}
    for questions in sorted(folder.glob("*.jsonl")):
        text = questions.with_suffix(".md")
        if not text.is_file():
            on_fault(Place(questions).fault(f"its article {text.name} is missing", "put it beside the questions"))
            continue
        for file in (text, questions):
            digest.update(f"{file.name} {hashlib.sha256(_bytes(file)).hexdigest()}\n".encode())
        records = records_from_lines(_decoded(_bytes(questions), questions), Place(questions))
        items: list[GoldItem] = []
        for place, item in items_from(records, shape_of(records), on_fault, article=questions.stem):
            if item.id in places:
                used = places[item.id].path.name
                on_fault(place.fault(f'the id "{item.id}" was used in {used}', "make ids unique"))
                continue
            places[item.id] = place
            items.append(item)
        objects |= _by_id(records, {item.id: places[item.id] for item in items})
        articles.append(GoldArticle(questions.stem, questions.stem, tuple(items), path=text))
    if not articles:
        Place(folder).fail(
            "the folder has no pairs NAME.md and NAME.jsonl", "give a gold file or a folder of such pairs"
        )
    every = tuple(item for article in articles for item in article.items)
    gold = GoldSet(folder.name or folder.resolve().name, every, digest.hexdigest(), tuple(articles))
    return Placed(gold, places, "footnote", objects)


def _by_id(records: tuple[Record, ...], places: dict[str, Place]) -> dict[str, dict[str, object]]:
    ids = {place: id for id, place in places.items()}
    return {ids[record.place]: record.fields() for record in records if record.place in ids}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadGold(
            f"{path}: no such gold file; give a .jsonl or .csv file, a SQuAD .json file or a folder."
        ) from None
    except OSError as error:
        raise BadGold(f"{path}: cannot be read ({error.strerror}); give a file that can.") from None


def _decoded(data: bytes, path: Path) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        Place(path, f"line {line}").fail("not UTF-8", "save the file as UTF-8")
    if not text.strip():
        Place(path).fail("the file is empty", "write one item a line, or give another file")
    return text


def _records(text: str, path: Path) -> tuple[Record, ...] | None:
    """The objects of a file; None where it is one JSON value of SQuAD's kind.

    Parsing stops at the second line of JSON Lines, so looking costs little.
    """
    place = Place(path)
    if path.suffix.lower() in SUFFIXES:
        return records_from_table(text, place)
    try:
        value = cast("object", json.loads(text))
    except json.JSONDecodeError as error:
        # a .json file that breaks off is a broken SQuAD file; one with a second value is JSON Lines
        squad = path.suffix == ".json" and error.msg != "Extra data"
    except (ValueError, RecursionError):
        squad = path.suffix == ".json"
    else:
        if isinstance(value, list) and (path.suffix == ".json" or value):
            return records_from_list(cast("list[object]", value), place)
        known = {"question", "user_input", "input"}
        squad = isinstance(value, dict) and ("data" in value or (path.suffix == ".json" and not known & value.keys()))
    return None if squad else records_from_lines(text, place)


def _raise(fault: BadGold) -> NoReturn:
    raise fault
