"""Gold sets: questions with the answers that count as right, read from files.

Three shapes are read: JSON Lines (one item a line), SQuAD v1.1/v2.0 JSON, and a folder of pairs `NAME.md` and
`NAME.jsonl`, each pair an article and its questions.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import cast

from eval.evidence import locate_evidence
from eval.fields import Place
from eval.items import GoldArticle, GoldItem, GoldSet
from eval.lines import items_from_lines
from eval.squad import articles_from_squad
from rag.errors import BadGold

__all__ = ["GoldArticle", "GoldItem", "GoldSet", "locate_evidence", "read_gold"]


def read_gold(path: Path) -> GoldSet:
    """Read a gold file or folder.

    Raises:
        BadGold: it is missing, not UTF-8, empty or not of the shapes above; the message names the file, the line and
            the remedy.
    """
    if path.is_dir():
        return _read_folder(path)
    data = _bytes(path)
    text = _decoded(data, path)
    digest = hashlib.sha256(data).hexdigest()
    if _is_squad(text, path):
        articles = articles_from_squad(text, path)
        items = tuple(item for article in articles for item in article.items)
        return GoldSet(path.name, items, digest, articles)
    return GoldSet(path.name, items_from_lines(text, path), digest)


def _read_folder(folder: Path) -> GoldSet:
    articles: list[GoldArticle] = []
    digest = hashlib.sha256()
    files: dict[str, Path] = {}
    for questions in sorted(folder.glob("*.jsonl")):
        text = questions.with_suffix(".md")
        if not text.is_file():
            Place(questions).fail(f"its article {text.name} is missing", "put it beside the questions")
        for file in (text, questions):
            digest.update(f"{file.name} {hashlib.sha256(_bytes(file)).hexdigest()}\n".encode())
        items = items_from_lines(_decoded(_bytes(questions), questions), questions, article=questions.stem)
        for item in items:
            if item.id in files:
                Place(questions).fail(f'the id "{item.id}" was used in {files[item.id].name}', "make ids unique")
            files[item.id] = questions
        articles.append(GoldArticle(questions.stem, questions.stem, items, path=text))
    if not articles:
        Place(folder).fail(
            "the folder has no pairs NAME.md and NAME.jsonl", "give a gold file or a folder of such pairs"
        )
    every = tuple(item for article in articles for item in article.items)
    return GoldSet(folder.name or folder.resolve().name, every, digest.hexdigest(), tuple(articles))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadGold(f"{path}: no such gold file; give a .jsonl file, a SQuAD .json file or a folder.") from None
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


def _is_squad(text: str, path: Path) -> bool:
    """Whether the text is one JSON value of SQuAD's kind rather than a line of JSON Lines.

    Parsing stops at the second line of JSON Lines, so looking costs little.
    """
    try:
        value = cast("object", json.loads(text))
    except json.JSONDecodeError as error:
        # a .json file that breaks off is a broken SQuAD file; one with a second value is JSON Lines
        return path.suffix == ".json" and error.msg != "Extra data"
    except (ValueError, RecursionError):
        return path.suffix == ".json"
    if isinstance(value, dict):
        return "data" in value or (path.suffix == ".json" and "question" not in value)
    return path.suffix == ".json"
