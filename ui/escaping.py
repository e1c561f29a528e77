"""Text as HTML that reads back as the same characters and can make no tag and no attribute."""

from __future__ import annotations

from html import escape

# A raw newline would end a block of Markdown, a tab would be expanded, and a percent sign could spell a placeholder of
# the page's Markdown renderer.
_SPECIAL = {ord(character): f"&#{ord(character)};" for character in "%\t\n\r"}


def text_html(text: str) -> str:
    """Return the text as HTML of one line that reads back as exactly the same characters."""
    return escape(text, quote=True).translate(_SPECIAL)
