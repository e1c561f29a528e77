"""Lines as they stand on pages, back to headings, paragraphs and items (pure)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from rag.documents.drafts import Part
from rag.documents.text import BULLET, NUMBERED, may_head

# Stands for a hyphen at which a word was broken at the end of a line.
BREAK = "\x02"

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(rf"([^\W\d_]+(?:-[^\W\d_]+)*)[{BREAK}\-‐\xad]\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ENDED = re.compile(r"[.!?…:。！？][\"'”’»)\]]*\Z")
_DIGITS = re.compile(r"\d+")
# Lines above and below a page's text among which running heads are looked for.
_MARGIN_LINES = 2
_SAME_PLACE = 4.0
_LARGER = 1.12
_WIDER_GAP = 1.35


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: page from 0, edges in points from the lower left corner, font size in points."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the body of the text is set."""

    size: float
    leading: float
    title_size: float


def typeset_parts(lines: Sequence[Line]) -> tuple[Part, ...]:
    """Put lines in reading order together.

    Running heads and page numbers go, words broken at line ends are mended, larger type and lines standing alone become
    headings; the largest on the first page gets level 1.
    """
    kept = _without_running_heads([line for line in lines if line.text.strip()])
    if not kept:
        return ()
    setting = _setting(kept)
    mend = _mender(kept)
    parts: list[Part] = []
    for group in _groups(kept, setting):
        parts.append(_part(group, setting, mend, after_item=bool(parts) and parts[-1].kind == "item"))
    if parts[-1].kind == "heading" and parts[-1].level == 0:
        parts[-1] = Part("paragraph", parts[-1].text)
    return tuple(parts)


def _without_running_heads(lines: Sequence[Line]) -> list[Line]:
    pages = {page: list(group) for page, group in groupby(lines, key=lambda line: line.page)}
    if len(pages) < 2:
        return list(lines)
    alike: dict[str, list[Line]] = defaultdict(list)
    for page in pages.values():
        height = sorted(page, key=lambda line: line.bottom)
        edges = dict.fromkeys((*height[:_MARGIN_LINES], *height[-_MARGIN_LINES:]))
        for line in edges:
            alike[_DIGITS.sub("#", line.text.casefold())].append(line)
    running: set[Line] = set()
    for text, same in alike.items():
        place = median(line.bottom for line in same)
        near = [line for line in same if abs(line.bottom - place) <= _SAME_PLACE]
        # Left and right pages, and chapters, have heads of their own.
        if len({line.page for line in near}) >= (2 if len(pages) < 6 or "#" in text else 3):
            running.update(near)
    return [line for line in lines if line not in running] or list(lines)


def _setting(lines: Sequence[Line]) -> _Setting:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    # Some files give no size.
    size = sizes.most_common(1)[0][0] or 1.0
    margins = _margins(lines)
    gaps = [
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        # Only lines that are full stand as far apart as the text is set; lists and listings may be set otherwise.
        if above.page == below.page
        and round(above.size, 1) == round(below.size, 1) == size
        and above.right > 0.85 * margins[above.page]
    ]
    small = [gap for gap in gaps if 0.8 * size < gap < 3 * size]
    first_page = [line.size for line in lines if line.page == lines[0].page and _says_something(line.text)]
    return _Setting(size=size, leading=median(small) if small else 1.3 * size, title_size=max(first_page, default=size))


def _says_something(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= 3


def _margins(lines: Iterable[Line]) -> dict[int, float]:
    """Return how far to the right each page's text reaches."""
    margins: dict[int, float] = defaultdict(float)
    for line in lines:
        margins[line.page] = max(margins[line.page], line.right)
    return margins


def _groups(lines: Sequence[Line], setting: _Setting) -> Iterable[list[Line]]:
    """Yield the lines of one part each."""
    margins = _margins(lines)
    group = [lines[0]]
    for above, below in pairwise(lines):
        if _belong_together(above, below, setting, margins[above.page]):
            group.append(below)
        else:
            yield group
            group = [below]
    yield group


def _belong_together(above: Line, below: Line, setting: _Setting, margin: float) -> bool:
    if above.text.endswith(BREAK):
        return True
    if abs(above.size - below.size) > 0.08 * max(above.size, below.size) or BULLET.match(below.text):
        return False
    ended = bool(_ENDED.search(above.text))
    gap = above.bottom - below.bottom
    if above.page != below.page or gap < -setting.leading / 2:
        return not ended and (below.text[0].islower() or not may_head(above.text))
    if gap > _WIDER_GAP * setting.leading * max(1.0, above.size / setting.size):
        return False
    if NUMBERED.match(below.text) and (ended or NUMBERED.match(above.text)):
        return False
    indented = below.left - above.left > 0.7 * setting.size
    short = margin - above.right > 0.15 * (margin - above.left)
    return not (ended and (indented or short))


def _part(group: Sequence[Line], setting: _Setting, mend: Callable[[str, str], str], *, after_item: bool) -> Part:
    text = group[0].text
    for line in group[1:]:
        text = mend(text, line.text)
    text = text.replace(BREAK, "-")
    size = group[0].size
    if size >= _LARGER * setting.size and len(text) <= 200 and _says_something(text):
        first = group[0].page == 0 and size >= setting.title_size - 0.1
        return Part("heading", text, level=1 if first else 2)
    bullet = BULLET.match(text)
    if bullet or NUMBERED.match(text):
        return Part("item", text[bullet.end() :] if bullet else text, joined=after_item)
    alone = len(group) == 1 and may_head(text)
    return Part("heading" if alone else "paragraph", text)


def _mender(lines: Sequence[Line]) -> Callable[[str, str], str]:
    """Return how to join two lines: a word broken between them is spelt as it is elsewhere in the document."""
    spelt = {word.casefold() for line in lines for word in _WORDS.findall(line.text)}

    def mend(above: str, below: str) -> str:
        last, first = _LAST_WORD.search(above), _FIRST_WORD.match(below)
        if not last or not first:
            return above.rstrip(BREAK + "\xad") + below if above.endswith(BREAK) else f"{above} {below}"
        joined = (last.group(1) + first.group()).casefold()
        hyphened = f"{last.group(1)}-{first.group()}".casefold()
        compound = not first.group()[0].islower() or (hyphened in spelt and joined not in spelt)
        return f"{above[:-1]}-{below}" if compound else above[:-1] + below

    return mend
