"""Reads HTML back, and makes texts that would do harm if any of them were let through."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import strategies as st

NASTY = st.sampled_from(
    ["<script>", "</p>", '"', "'", "<b onclick='x'>", "&lt;", "&#60;", "<!--", "]]>", "</button>", "\n\n", "\n# x\n",
     "`", "*a*", "[1]", " [1]", "[2](http://x)", "%%%LATEX_BLOCK_0%%%", "$$x$$", "\t", "\r\n", " onmouseover=",
     "javascript:", "&amp;", "\\"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)), max_size=8).map(
    "".join
)
_VOID = {"input"}


class Reader(HTMLParser):
    """The tags of some HTML, and the text inside elements of a class."""

    def __init__(self, html: str, inside: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside, self._open = inside, list[bool]()
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append((dict(attrs).get("class") or "").split()[:1] == [self._inside])

    def handle_endtag(self, tag: str) -> None:
        assert tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside or any(self._open):
            self.text += data


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The tags with the names of their attributes."""
    return [(tag, tuple(attributes)) for tag, attributes in Reader(html).tags]
