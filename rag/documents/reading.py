"""Bytes of a known format to a Document."""

from __future__ import annotations

from pathlib import PurePath

from rag.documents.decoding import declared_charset, decode, kind_of
from rag.documents.drafts import Draft, finish
from rag.documents.identifying import slug
from rag.documents.markdown import draft_markdown
from rag.documents.normalising import one_line
from rag.documents.text import draft_text
from rag.errors import BadDocument
from rag.types import Document

MAX_BYTES = 20_000_000
SUFFIXES = (".html", ".htm", ".markdown", ".md", ".pdf", ".txt")


def read(data: bytes, *, name: str, suffix: str, url: str | None = None, charset: str | None = None) -> Document:
    """Make a Document of bytes: an upload, pasted text, a page that was fetched.

    Args:
        data: the bytes.
        name: a file's name; the id is made from it, and messages use it.
        suffix: tells the format: one of `SUFFIXES`.
        url: where the bytes are from.
        charset: what a server said of their encoding; not used for PDF.

    Raises:
        BadDocument: unsupported format, no text, too large, damaged or encrypted.
    """
    path = PurePath(name)
    stem = path.stem if path.suffix.lower() == suffix.lower() else path.name
    name = one_line(name)[:120] or "The text"
    check_suffix(suffix, name)
    check_size(len(data), name)
    if not data.strip(b" \t\r\n\x0b\x0c"):
        raise BadDocument(f"{name} is empty; give a file with an article in it.")
    draft = _draft(data, name=name, suffix=suffix.lower(), url=url, charset=charset)
    return finish(draft, id=slug(stem), name=name, url=url)


def check_suffix(suffix: str, name: str) -> None:
    """Raise `BadDocument` unless the suffix is supported."""
    if suffix.lower() not in SUFFIXES:
        raise BadDocument(
            f"{name} is of a kind that is not read ({suffix or 'no suffix'}); give {', '.join(SUFFIXES)}."
        )


def check_size(size: int, name: str) -> None:
    """Raise `BadDocument` if there are more than `MAX_BYTES` bytes."""
    if size > MAX_BYTES:
        raise BadDocument(f"{name} is {size / 1e6:.1f} MB, more than {MAX_BYTES / 1e6:.0f} MB; split it into several.")


def _draft(data: bytes, *, name: str, suffix: str, url: str | None, charset: str | None) -> Draft:
    if suffix == ".pdf":
        if b"%PDF-" not in data[:1024]:
            kind = kind_of(data) or "something else"
            raise BadDocument(f"{name} is not a PDF but {kind}; give it its right suffix.")
        # Each reader below costs a heavy import that other formats have no use for.
        from rag.documents.pdf import draft_pdf  # noqa: PLC0415

        return draft_pdf(data, name=name)
    if suffix in (".html", ".htm"):
        from rag.documents.html import draft_html  # noqa: PLC0415

        return draft_html(decode(data, name=name, charset=charset or declared_charset(data)), url=url)
    text = decode(data, name=name, charset=charset)
    return draft_text(text) if suffix == ".txt" else draft_markdown(text, name=name)
