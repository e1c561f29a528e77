"""PDF to a draft. The only importer of pypdfium2."""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from rag.documents.drafts import MAX_CHARACTERS, Draft
from rag.documents.normalising import one_line
from rag.documents.typeset import BREAK, Line, typeset_parts
from rag.errors import BadDocument

# PDFium keeps state of its own between calls and must not be entered twice.
_LOCK = threading.Lock()
_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_SAMPLES = 12
_HYPHENS = {0x2, 0xFFFE, 0xAD}
# Titles that programs write when nobody gave one.
_NO_TITLE = re.compile(
    r"(?i)microsoft |untitled|\S+\.(?:docx?|pdf|odt|rtf|tex|indd|pages|qxd|dvi)\Z|(?:document|slide) ?\d*\Z"
)


def draft_pdf(data: bytes, *, name: str) -> Draft:
    """Read the text of a PDF.

    Raises:
        BadDocument: it is damaged, needs a password, holds no text (scans), or far too much.
    """
    with _LOCK:
        document = _open(data, name)
        try:
            lines = _lines(document, name)
            title = one_line(document.get_metadata_value("Title"))
        except pypdfium2.PdfiumError as error:
            raise BadDocument(f"{name} is a damaged PDF ({error}); save it anew.") from None
        finally:
            document.close()
    parts = typeset_parts(lines)
    if not parts:
        raise BadDocument(f"{name} has no text in it: it looks scanned; run OCR on it first (e.g. ocrmypdf).")
    headed = any(part.kind == "heading" and part.level == 1 for part in parts)
    return Draft(parts=parts, title="" if headed or _NO_TITLE.match(title) else title)


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise BadDocument(f"{name} is encrypted; save a copy without a password.") from None
        raise BadDocument(f"{name} is a damaged PDF; save it anew.") from None


def _lines(document: pypdfium2.PdfDocument, name: str) -> list[Line]:
    lines: list[Line] = []
    total = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        total += text.count_chars()
        if total > 2 * MAX_CHARACTERS:
            raise BadDocument(f"{name} has more than {MAX_CHARACTERS:,} characters of text; split it into several.")
        lines.extend(_page_lines(text, number))
        text.close()
        page.close()
    return lines


def _page_lines(text: pypdfium2.PdfTextPage, page: int) -> Iterator[Line]:
    """Yield the lines of a page as PDFium orders them; a word it joined across lines is taken apart again."""
    gathered: list[tuple[int, str]] = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (10, 13):
            yield from _line(text, gathered, page)
            gathered = []
        elif code in _HYPHENS:
            gathered.append((index, BREAK))
            yield from _line(text, gathered, page)
            gathered = []
        elif code >= 32 and not 0xD800 <= code <= 0xDFFF:
            gathered.append((index, chr(code)))
    yield from _line(text, gathered, page)


def _line(text: pypdfium2.PdfTextPage, gathered: list[tuple[int, str]], page: int) -> Iterator[Line]:
    shown = one_line("".join(character for _, character in gathered).replace(BREAK, "").translate(_LIGATURES))
    drawn = [index for index, character in gathered if not character.isspace() and character != BREAK]
    if not shown or not drawn:
        return
    left, bottom, _, _ = text.get_charbox(drawn[0], loose=True)
    _, _, right, _ = text.get_charbox(drawn[-1], loose=True)
    broken = BREAK if gathered[-1][1] == BREAK else ""
    yield Line(shown + broken, page, left, right, _baseline(text, drawn[0], bottom), _line_size(text, drawn))


def _baseline(text: pypdfium2.PdfTextPage, index: int, bottom: float) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    return y.value if pdfium.FPDFText_GetCharOrigin(text, index, x, y) else bottom


def _line_size(text: pypdfium2.PdfTextPage, drawn: Sequence[int]) -> float:
    """Return the size of most of a line: a word of code or a raised number in it may be smaller."""
    some = drawn[:: len(drawn) // _SAMPLES + 1]
    return Counter(_size(text, index) for index in some).most_common(1)[0][0]


def _size(text: pypdfium2.PdfTextPage, index: int) -> float:
    """Return the size of a character's type as shown: a page may scale what its font size says."""
    size = float(pdfium.FPDFText_GetFontSize(text, index))
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(text, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return round(size, 1)
