"""Articles as HTML, and the lists to choose one from. Pure; every text is escaped.

Each fragment is one line that starts with a block element: Markdown passes such a block through untouched.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import groupby

from rag.types import Block, Document
from ui.escaping import text_html
from ui.shelf import Shelf

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_TAGS = {"heading": "h2", "paragraph": "p", "item": "li"}
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ku ps sd ug ur yi".split())


def article_html(document: Document) -> str:
    """Return the article: its title, where it is from, and its text.

    The text of the element `.text` is `document.text`, character for character, and each block carries its offsets.
    """
    # A title that the text itself begins with is shown once.
    unseen = ' class="unseen"' if _begins_with_title(document) else ""
    return (
        f'<article class="paper" data-document="{text_html(document.id)}" lang="{text_html(document.language)}" '
        f'dir="{direction(document)}">'
        f'<header><h1 dir="auto"{unseen}>{text_html(document.title)}</h1>{_byline(document)}</header>'
        f'<div class="text">{"".join(_body(document))}</div></article>'
    )


def no_article() -> str:
    """Return what stands in the article's place when there is none."""
    return '<article class="paper"><header><h1>No article yet</h1></header></article>'


def direction(document: Document) -> str:
    """Return which way the article's language is written: "ltr" or "rtl"."""
    return "rtl" if document.language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def picker(shelf: Shelf, shown: str, *, own: bool) -> str:
    """Return the head of the article's pane: which article is on show, and, if `own`, the way to bring another."""
    remove = (
        f'<button type="button" class="act" data-remove="{text_html(shown)}">Remove</button>'
        if shelf.is_own(shown)
        else ""
    )
    add = '<button type="button" class="act" data-open="own">Add your own article</button>' if own else ""
    if len(shelf.documents) < 2 and not add:
        return ""
    choice = _select(shelf, shown, "shown", "Article") if len(shelf.documents) > 1 else ""
    return f'<div class="bar">{choice}<span class="acts">{remove}{add}</span></div>'


def scope(shelf: Shelf, asked: str) -> str:
    """Return the choice of what is asked: all articles or one; empty if there is only one."""
    if len(shelf.documents) < 2:
        return ""
    return f'<div class="bar">{_select(shelf, asked, "asked", "Ask", f"all {len(shelf.documents)} articles")}</div>'


def _select(shelf: Shelf, chosen: str, name: str, label: str, every: str = "") -> str:
    options = [_option("", every, chosen)] if every else []
    for own, group in groupby(shelf.documents, key=lambda document: shelf.is_own(document.id)):
        listed = "".join(_option(document.id, document.title, chosen) for document in group)
        options.append(f'<optgroup label="Yours, in this tab alone">{listed}</optgroup>' if own else listed)
    return (
        f'<label><span>{label} </span><select class="{name}" aria-label="{label}">{"".join(options)}</select></label>'
    )


def _option(id: str, title: str, chosen: str) -> str:
    return f'<option value="{text_html(id)}"{" selected" if id == chosen else ""}>{text_html(title)}</option>'


def _begins_with_title(document: Document) -> bool:
    first = document.blocks[0] if document.blocks else None
    return first is not None and first.kind == "heading" and document.text[first.start : first.end] == document.title


def _byline(document: Document) -> str:
    parts = [text_html(part) for part in (document.source, _day(document.date or "")) if part]
    if document.url and re.match(r"https?://", document.url):
        parts.append(f'<a href="{text_html(document.url)}" rel="noopener noreferrer" target="_blank">Original</a>')
    return f'<p class="byline">{" &#183; ".join(parts)}</p>' if parts else ""


def _day(date: str) -> str:
    """An ISO date as it is read; any other stays as it is."""
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _body(document: Document) -> Iterator[str]:
    """Blocks and the white space between them, in order; the items of one list share a list element."""
    done = 0
    for listed, group in groupby(document.blocks, key=lambda block: block.kind == "item"):
        blocks = tuple(group)
        yield text_html(document.text[done : blocks[0].start])
        inner = "".join(
            _block(document, block, blocks[i - 1].end if i else block.start) for i, block in enumerate(blocks)
        )
        yield f"<ul>{inner}</ul>" if listed else inner
        done = blocks[-1].end
    yield text_html(document.text[done:])


def _block(document: Document, block: Block, after: int) -> str:
    tag = _TAGS[block.kind]
    between, words = text_html(document.text[after : block.start]), text_html(document.text[block.start : block.end])
    title = ' class="title"' if not block.start and _begins_with_title(document) else ""
    return f'{between}<{tag}{title} dir="auto" data-start="{block.start}" data-end="{block.end}">{words}</{tag}>'
