"""Bytes to text, and what bytes are, whatever their file's name says."""

from __future__ import annotations

import codecs
import contextlib
import re

from rag.errors import BadDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (or an Office file)"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
# Control bytes that no text holds; tab, line ends, form feed and escape may turn up.
_CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})
# What browsers read these labels as.
_BROWSER_NAMES = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-9": "cp1254",
}
_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:\-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"\A\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.:\-]{1,40})")
_HEAD = 4096
# What stands for bytes that are no character.
_LOST = "\ufffd"


def kind_of(data: bytes) -> str | None:
    """Say what the first bytes give away ("a PDF"); None when they may well be text."""
    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n") if b"%PDF-" in data[:64] else data
    return next((kind for magic, kind in _KINDS if start.startswith(magic)), None)


def declared_charset(data: bytes) -> str | None:
    """Return the character set that an HTML or XHTML page declares of itself."""
    head = data[:_HEAD]
    found = _DECLARED.search(head) or _META.search(head)
    return found.group(1).decode("ascii") if found else None


def decode(data: bytes, *, name: str, charset: str | None = None) -> str:
    """Decode text: by its byte order mark, else `charset`, else UTF-8, be it with flaws, else Windows-1252.

    Args:
        data: the bytes.
        name: how messages call them.
        charset: what the page or the server says they are; set aside when they are not, or when Python doesn't know it.

    Raises:
        BadDocument: the bytes are no text.
    """
    kind = kind_of(data)
    if kind:
        raise BadDocument(f"{name} is not text but {kind}; give it its right suffix or export it as text.")
    marked = next(((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        return _marked(data[len(marked[0]) :], marked[1], name)
    if b"\0" in data or len(data) - len(data.translate(None, _CONTROL)) > len(data) // 100:
        raise BadDocument(f"{name} is not text (it holds binary bytes); save it as UTF-8 text.")
    for encoding in (_known(charset), "utf-8"):
        if encoding:
            with contextlib.suppress(UnicodeDecodeError):
                return data.decode(encoding)
    # A stray byte, or a file cut inside a character: one or the other letter is lost, and the rest is plain.
    flawed = data.decode("utf-8", "replace")
    lost = flawed.count(_LOST)
    if sum(character > "\x7f" for character in flawed) - lost > 2 * lost:
        return flawed
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode("cp1252")
    raise BadDocument(f"{name} is not text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8.")


def _marked(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise BadDocument(f"{name} starts as {encoding.upper()} but breaks off that; save it as UTF-8.") from None


def _known(charset: str | None) -> str | None:
    """Return Python's name of a character set of text; None for what Python doesn't know or must not be text."""
    try:
        info = codecs.lookup(charset or "")
        "".encode(info.name)
    except (LookupError, ValueError):
        return None
    # A page that says UTF-16 in ASCII letters is not: browsers read it as UTF-8.
    if info.name.startswith(("utf-16", "utf-32", "utf-7", "utf_7", "idna", "punycode", "unicode", "raw")):
        return None
    return _BROWSER_NAMES.get(info.name, info.name)
