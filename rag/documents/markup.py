"""The text that markup shows, by lxml: headings, paragraphs, items and rows, without the tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from lxml.etree import ParserError, iterwalk  # type: ignore[import-untyped]
from lxml.html import document_fromstring  # type: ignore[import-untyped]

from rag.documents.drafts import Part, broken_lines
from rag.types import BlockKind

Role = Literal["block", "heading", "item", "list", "row", "cell", "code", "break", "skip"]


def roles(tags: Mapping[Role, str]) -> Mapping[str, Role]:
    """Turn tags by role (`{"item": "li dd"}`) into roles by tag."""
    return {tag: role for role, names in tags.items() for tag in names.split()}


_PAGE = roles(
    {
        "block": """
            address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
            footer form header hr html legend main nav p section summary table tbody tfoot thead
        """,
        "heading": "h1 h2 h3 h4 h5 h6",
        "list": "ul ol menu",
        "item": "li",
        "row": "tr",
        "cell": "td th",
        "code": "pre textarea",
        "break": "br",
        "skip": """
            audio button canvas embed head iframe img input map math noscript object option script select style svg
            template title video
        """,
    }
)
_LEVEL = re.compile("h([1-6])")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_UNPARSED = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\xa0]+")


class Element(Protocol):
    """What is used of an lxml element."""

    tag: object
    text: str | None
    tail: str | None

    def get(self, name: str, default: str = ...) -> str:
        """Return an attribute."""
        ...


def parseable(source: str) -> str:
    """Drop what lxml would refuse: control characters, and an encoding declared in text that is already decoded."""
    return _UNPARSED.sub("", _XML_DECLARATION.sub("", source))


def visible_text(source: str) -> str:
    r"""Return the text that a piece of HTML shows, lines and blocks set apart by `\n`."""
    return "\n".join(part.text for part in page_parts(source))


def page_parts(source: str) -> tuple[Part, ...]:
    """Return everything that a page shows, navigation and all."""
    try:
        return tree_parts(document_fromstring(parseable(source)), _PAGE)
    except ParserError:
        # Nothing but white space and comments.
        return ()


def tree_parts(tree: Element, roles: Mapping[str, Role]) -> tuple[Part, ...]:
    """Return the text of a tree whose tags have the given roles."""
    collector = _Collector(roles)
    skipped = 0
    events: Iterable[tuple[str, Element]] = iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in events:
        role = roles.get(element.tag) if isinstance(element.tag, str) else None
        if event == "start":
            skipped += role == "skip"
            if not skipped:
                collector.open(role, element)
                collector.add(element.text)
        elif event == "end":
            if not skipped:
                collector.close(role)
            skipped -= role == "skip"
            if not skipped and element is not tree:
                collector.add(element.tail)
        elif not skipped:
            collector.add(element.tail)
    collector.flush()
    return tuple(collector.parts)


@dataclass(slots=True)
class _Collector:
    """Gathers text between block boundaries into parts."""

    roles: Mapping[str, Role]
    parts: list[Part] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    cells: list[str] | None = None
    level: int = 0
    items: int = 0
    code: int = 0
    fresh: bool = True

    def open(self, role: Role | None, element: Element) -> None:
        if role == "break":
            self.pieces.append("\n")
        if role is None or role == "break" or (self.cells is not None and role != "row"):
            return
        self.flush()
        if role == "heading":
            level = _LEVEL.fullmatch(element.get("rend", "") or str(element.tag))
            self.level = int(level.group(1)) if level else 2
        elif role == "list":
            self.fresh = self.fresh or self.items == 0
        elif role == "item":
            self.items += 1
        elif role == "row":
            self.fresh = self.fresh or not (
                self.parts and self.parts[-1].kind == "item" and " | " in self.parts[-1].text
            )
            self.cells = []
        elif role == "code":
            self.code += 1
            self.fresh = True

    def close(self, role: Role | None) -> None:
        if self.cells is not None and role == "cell":
            self.cells.append(_SPACES.sub(" ", "".join(self.pieces)).strip())
            self.pieces.clear()
        elif self.cells is not None and role == "row":
            self.pieces = [" | ".join(self.cells)]
            self.cells = None
            self._emit("item")
        elif self.cells is not None:
            self.pieces.append(" ")
        elif role not in (None, "break"):
            self.flush()
            self.level = 0 if role == "heading" else self.level
            self.items -= role == "item"
            self.code -= role == "code"
            self.fresh = self.fresh or (role == "list" and self.items == 0)

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text if self.code else _SPACES.sub(" ", text))

    def flush(self) -> None:
        if self.level:
            self.pieces = [" ".join("".join(self.pieces).split())]
            self._emit("heading")
        else:
            self._emit("item" if self.items or self.code else "paragraph")

    def _emit(self, kind: BlockKind) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        lines = text.split("\n") if self.code else broken_lines(text)
        for line in lines:
            if line.strip():
                self.parts.append(Part(kind, line, joined=kind == "item" and not self.fresh, level=self.level))
                self.fresh = kind != "item"
