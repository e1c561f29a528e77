"""What a format's reader hands over, and how it becomes a Document: laid out, titled, with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.documents.normalising import one_line
from rag.errors import BadDocument
from rag.types import Block, BlockKind, Document

MAX_CHARACTERS = 5_000_000
_TITLE_LENGTH = 120
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")
_WEB = re.compile(r"https?://[^\s<>\"']+\Z", re.IGNORECASE)
_SAME_QUOTES = str.maketrans("‘’‚‛“”„‟–—‑", "''''\"\"\"\"---")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph or item before it has offsets.

    `joined`: belongs to the list of the part before it. `level`: of a heading, 1 to 6; 0 when the format has no levels.
    """

    kind: BlockKind
    text: str
    joined: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of an article and what its own metadata says of it."""

    parts: tuple[Part, ...]
    title: str = ""
    source: str = ""
    url: str | None = None
    date: str | None = None
    language: str = ""


def finish(draft: Draft, *, id: str, name: str, url: str | None = None) -> Document:
    """Lay a draft out as a Document.

    Args:
        draft: the article as its format's reader found it.
        id: the document's id.
        name: how messages call it, and its title when nothing better is found.
        url: where it was read from; goes before what its metadata says.

    Raises:
        BadDocument: nothing is left to read, or more than `MAX_CHARACTERS`.
    """
    parts = tuple(_cleaned(draft.parts))
    if not parts:
        raise BadDocument(f"{name} has no text; give a file with an article in it.")
    length = sum(len(part.text) for part in parts)
    if length > MAX_CHARACTERS:
        raise BadDocument(
            f"{name} has {length:,} characters of text, more than {MAX_CHARACTERS:,}; split it into several."
        )
    title = one_line(draft.title) or _title(parts) or name
    text, blocks = _lay_out(_without_title(parts, title))
    return Document(
        id=id,
        title=title,
        text=text,
        blocks=blocks,
        source=one_line(draft.source),
        url=url or _web_address(draft.url),
        date=one_line(draft.date or "") or None,
        language=_language(draft.language),
    )


def broken_lines(text: str) -> list[str]:
    r"""Split at `\n`, but rejoin lines that only continue the line right before (after a comma, or in lower case)."""
    lines: list[str] = []
    apart = True
    for line in (one_line(piece) for piece in text.split("\n")):
        if line and not apart and (line[0].islower() or lines[-1].endswith((",", ";"))):
            lines[-1] = f"{lines[-1]} {line}"
        elif line:
            lines.append(line)
        apart = not line
    return lines


def _cleaned(parts: Iterable[Part]) -> Iterable[Part]:
    pending_break = False
    for part in parts:
        text = one_line(part.text)
        if any(character.isprintable() and not character.isspace() for character in text):
            yield replace(part, text=text, joined=part.joined and not pending_break)
            pending_break = False
        else:
            # The first item of a list may be empty: the next one then starts the list.
            pending_break = pending_break or not part.joined


def _title(parts: Sequence[Part]) -> str:
    heading = next((part for part in parts if part.kind == "heading"), parts[0])
    text = heading.text
    if len(text) <= _TITLE_LENGTH:
        return text
    end = _SENTENCE_END.search(text, 0, _TITLE_LENGTH)
    if end:
        return text[: end.end()]
    return text[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:-–—") + "…"


def _without_title(parts: tuple[Part, ...], title: str) -> tuple[Part, ...]:
    for position, part in enumerate(parts):
        if part.kind == "heading" and part.level == 1 and _alike(part.text) == _alike(title):
            return parts[:position] + parts[position + 1 :] or parts
    return parts


def _alike(text: str) -> str:
    return text.translate(_SAME_QUOTES).casefold()


def _lay_out(parts: Sequence[Part]) -> tuple[str, tuple[Block, ...]]:
    pieces: list[str] = []
    blocks: list[Block] = []
    position = 0
    for part in parts:
        if blocks:
            separator = "\n" if part.joined and part.kind == blocks[-1].kind == "item" else "\n\n"
            pieces.append(separator)
            position += len(separator)
        pieces.append(part.text)
        blocks.append(Block(part.kind, position, position + len(part.text)))
        position += len(part.text)
    return "".join(pieces), tuple(blocks)


def _web_address(url: str | None) -> str | None:
    """Only web addresses: a `javascript:` one would run where a citation links to it."""
    address = (url or "").strip()
    return address if _WEB.match(address) else None


def _language(tag: str) -> str:
    found = _LANGUAGE.match(tag.strip().lower())
    return found.group() if found else "en"
