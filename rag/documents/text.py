"""Plain text to a draft: joins hard-wrapped lines, tells headings, paragraphs and lists apart."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.documents.drafts import Draft, Part
from rag.documents.normalising import normalise

BULLET = re.compile(r"[-*+•‣◦▪●·–] (?=\S)")
NUMBERED = re.compile(r"\(?(?:\d{1,3}[.)]|[a-zA-Z]\)|[a-z]\.) (?=\S)")
_RULE = re.compile(r"[-=_*~#+.·• ]{3,}")
_ENDED = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*\Z")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")
# Wrapped text is at least this wide; narrower lines were meant to be lines.
_NARROWEST_WRAP = 40
# No editor wraps wider by itself; wider lines are paragraphs.
_WIDEST_WRAP = 130
_LONGEST_HEADING = 90


def draft_text(text: str) -> Draft:
    """Read plain text.

    Blank lines set paragraphs apart. Inside one, lines that were wrapped at a width are joined; lines that start with a
    bullet or a number become items (bullets go, numbers stay); other short lines, of verse or addresses, stay apart as
    items. A short single line without a full stop, with something below it, is a heading.
    """
    groups = [[line for line in group.split("\n") if line] for group in normalise(text).split("\n\n")]
    parts: list[Part] = []
    for position, group in enumerate(groups):
        parts.extend(_parts(group, last=position == len(groups) - 1))
    return Draft(parts=tuple(parts))


def _parts(lines: list[str], *, last: bool) -> list[Part]:
    """Read the lines between two blank lines; the `last` such lines of a text can't be a heading."""
    if len(lines) > 1 and _RULE.fullmatch(lines[1]) and may_head(lines[0]):
        return [Part("heading", lines[0]), *_parts(lines[2:], last=True)]
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    start = next((number for number in range(len(lines)) if _starts_list(lines, number)), len(lines))
    return [*_prose(lines[:start], last=last or start < len(lines)), *_items(lines[start:])]


def _prose(lines: list[str], *, last: bool) -> list[Part]:
    if len(lines) == 1 and not last and may_head(lines[0]):
        return [Part("heading", lines[0])]
    if not lines or _is_wrapped(lines):
        return [Part("paragraph", _joined(lines))] if lines else []
    if len(lines) == 1 or max(map(len, lines)) > _WIDEST_WRAP or all(_ENDED.search(line) for line in lines):
        return [Part("paragraph", line) for line in lines]
    return [Part("item", line, joined=number > 0) for number, line in enumerate(lines)]


def may_head(line: str) -> bool:
    """Tell whether a line that stands alone looks like a heading: short, and not a sentence's end or rest."""
    return (
        len(line) <= _LONGEST_HEADING
        and not _ENDED.search(line)
        and not line.endswith((",", "-", "–", "—", '"', "”"))
        and not line[0].islower()
        and any(character.isalpha() for character in line)
    )


def _starts_list(lines: list[str], number: int) -> bool:
    """Tell whether a list starts at a line: a first one, one after a colon, or two with bullets below each other."""
    line = lines[number]
    if not (BULLET.match(line) or NUMBERED.match(line)):
        return False
    twice = bool(BULLET.match(line)) and "".join(lines[number + 1 : number + 2])[:2] == line[:2]
    return number == 0 or lines[number - 1].endswith(":") or twice


def _items(lines: list[str]) -> list[Part]:
    items: list[list[str]] = []
    for line in lines:
        bullet = BULLET.match(line)
        if bullet:
            items.append([line[bullet.end() :]])
        elif NUMBERED.match(line) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    return [Part("item", _joined(item), joined=number > 0) for number, item in enumerate(items)]


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether an editor broke the lines: each but the last had no room left for the next line's first word."""
    width = max(map(len, lines))
    if width > _WIDEST_WRAP:
        return False
    unspaced = bool(_UNSPACED.match(lines[0][-1]))
    if width < (_NARROWEST_WRAP // 3 if unspaced else _NARROWEST_WRAP):
        return False
    full = [
        len(line) + 1 + len(following.split(" ", 1)[0]) > width
        or (unspaced and len(line) >= width - 2)
        # A typesetter's lines are less even, but one that goes on in the middle of a sentence or word was broken.
        or (len(line) > 0.6 * width and (following[0].islower() or line.endswith("-")))
        for line, following in pairwise(lines)
    ]
    # An editor that counts bytes or tabs, or text edited after it was wrapped, leaves a line too short here and there.
    return sum(full) >= 0.8 * len(full)


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        compound = text.endswith("-") and not text.endswith(" -") and line[0].isalpha()
        unspaced = bool(_UNSPACED.match(text[-1]) and _UNSPACED.match(line[0]))
        text += line if compound or unspaced else f" {line}"
    return text
