"""Markdown to a draft: what a reader would see of it, without the markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.documents.drafts import Draft, Part, broken_lines
from rag.errors import BadDocument

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FRONT_LIMIT = 65_536
_DEEPEST = 20
_KEY = re.compile(r"[A-Za-z_][\w -]{0,40}:(?:\s|\Z)")
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\](?::[ ]?)?")
_TASK = re.compile(r"\A\[[ xX]\] +")
_SCALARS = ("title", "source", "url", "date", "language")


def draft_markdown(text: str, *, name: str) -> Draft:
    """Read Markdown (CommonMark with tables), with YAML front matter if there is any.

    Links, emphasis and code keep their text; images, comments and HTML tags go; a table's row is an item with ` | `
    between cells; each line of a code block is an item.

    Raises:
        BadDocument: the front matter is no YAML.
    """
    front, body = _front_matter(text, name)
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(body)
    language = front.get("language") or front.get("lang", "")
    return Draft(
        parts=tuple(_Walk().parts(tokens)),
        title=front.get("title", ""),
        source=front.get("source", ""),
        url=front.get("url") or None,
        date=front.get("date") or None,
        language=language,
    )


def _front_matter(text: str, name: str) -> tuple[dict[str, str], str]:
    found = _FRONT.match(text, 0, _FRONT_LIMIT)
    if not found:
        return {}, text
    try:
        _check_depth(found["yaml"])
        # S506: this loader makes texts, lists and mappings only. It leaves `date: 2024-10-03`, `language: no` and
        # `title: 1984` the texts they are, which a loader that guesses types would not.
        values = yaml.load(found["yaml"], Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        if not _KEY.match(found["yaml"]):
            return {}, text
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark else ""
        raise BadDocument(
            f"{name}: the front matter is not valid YAML{line}; put quotes around values that hold a colon."
        ) from None
    if values in (None, ""):
        return {}, text[found.end() :]
    if not isinstance(values, dict):
        return {}, text
    lowered = {key.lower(): value for key, value in values.items() if isinstance(key, str)}
    kept = {key: lowered[key] for key in (*_SCALARS, "lang") if isinstance(lowered.get(key), str)}
    return {key: value for key, value in kept.items() if value not in ("~", "null")}, text[found.end() :]


def _check_depth(source: str) -> None:
    """Refuse what is nested as no front matter is; loading recurses, reading events does not."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.YAMLError


@dataclass(slots=True)
class _Walk:
    """Walks the tokens of one text, knowing which list or table it is in."""

    lists: int = 0
    fresh: bool = True
    level: int = 0
    cells: list[str] | None = None

    def parts(self, tokens: Sequence[Token]) -> Iterator[Part]:
        """Yield the parts of a text in order."""
        for token in tokens:
            opens = token.nesting == 1
            match token.type.removesuffix("_open").removesuffix("_close"):
                case "bullet_list" | "ordered_list":
                    self._list(opens=opens)
                case "heading":
                    self.level = int(token.tag[1:]) if opens else 0
                case "table":
                    self.fresh = True
                case "tr" if opens:
                    self.cells = []
                case "tr":
                    yield self._item(" | ".join(self.cells or []))
                    self.cells = None
                case "inline":
                    yield from self._inline(_plain(token))
                case "code_block" | "fence":
                    yield from self._code(token.content)
                case "html_block":
                    yield from self._inline(_shown(token.content))

    def _list(self, *, opens: bool) -> None:
        self.fresh = self.fresh or self.lists == 0
        self.lists += 1 if opens else -1
        self.fresh = self.fresh or self.lists == 0

    def _code(self, content: str) -> Iterator[Part]:
        self.fresh = True
        yield from (self._item(line) for line in content.split("\n") if line.strip())
        self.fresh = True

    def _inline(self, text: str) -> Iterator[Part]:
        if self.cells is not None:
            self.cells.append(text.replace("\n", " ").strip())
            return
        if self.level:
            yield Part("heading", text.replace("\n", " "), level=self.level)
            return
        for line in broken_lines(text):
            yield self._item(_TASK.sub("", line)) if self.lists else Part("paragraph", line)

    def _item(self, text: str) -> Part:
        joined, self.fresh = not self.fresh, False
        return Part("item", text, joined=joined)


def _plain(token: Token) -> str:
    r"""Return the text of an inline token, with `\n` where a line was broken on purpose."""
    pieces: list[str] = []
    for child in token.children or ():
        match child.type:
            case "text":
                pieces.append(_NOTE.sub("", child.content))
            case "code_inline":
                pieces.append(child.content.replace("\n", " "))
            case "softbreak":
                pieces.append(" ")
            case "hardbreak":
                pieces.append("\n")
            case "html_inline" if re.match(r"<br\b", child.content, re.IGNORECASE):
                pieces.append("\n")
    return "".join(pieces)


def _shown(source: str) -> str:
    # lxml takes a while to load, and most Markdown needs none of it.
    from rag.documents.markup import visible_text  # noqa: PLC0415

    return visible_text(source)
