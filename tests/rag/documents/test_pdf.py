from __future__ import annotations

import threading

import pytest

from rag.documents import read
from rag.errors import BadDocument
from rag.types import Document
from tests.rag.documents.pdfs import Line, pdf, wrapped

TEXT = (
    "The ambassador said that both leaders were firm in their commitment to cooperation, and he recalled that the "
    "president had sent an envoy in July, which he called an effort without parallel."
)


def document(data: bytes) -> Document:
    return read(data, name="pact.pdf", suffix=".pdf")


def test_pages_become_one_text() -> None:
    made = document(
        pdf(
            [
                Line("Daily News", y=770),
                Line("Pact signed", y=740, size=18),
                *wrapped(TEXT),
                *wrapped(f"{TEXT} It ends with a coop-", top=600),
                Line("1", x=300, y=40),
            ],
            [
                Line("Daily News", y=770),
                *wrapped("eration that is new.", top=740),
                Line("• Ships", y=640),
                Line("• Planes", y=626),
                Line("2", x=300, y=40),
            ],
            title="Microsoft Word - pact.doc",
        )
    )
    assert made.title == "Pact signed"
    assert made.text == f"{TEXT}\n\n{TEXT} It ends with a cooperation that is new.\n\nShips\nPlanes"
    assert [block.kind for block in made.blocks] == ["paragraph", "paragraph", "item", "item"]


def test_the_title_in_the_file_is_used_when_no_heading_is_larger() -> None:
    made = document(pdf(wrapped(TEXT), title="Pact signed"))
    assert (made.title, made.text) == ("Pact signed", TEXT)


def test_quotes_and_dashes_survive() -> None:
    assert document(pdf([Line("“We won” – he’s happy… (truly).")])).text == "“We won” – he’s happy… (truly)."


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (pdf([]), "looks scanned; run OCR"),
        (pdf([Line("   ")]), "looks scanned; run OCR"),
        (pdf([Line("secret")], encrypted=True), "is encrypted; save a copy without a password"),
        (b"%PDF-1.4\nnothing more", "is a damaged PDF; save it anew"),
        (pdf([Line("cut off")])[:100], "is a damaged PDF; save it anew"),
        (b"Plain text", "is not a PDF but something else"),
        (b"PK\x03\x04 zip", "is not a PDF but a ZIP archive"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_cause(data: bytes, cause: str) -> None:
    with pytest.raises(BadDocument, match=f"pact.pdf {cause}|pact.pdf .*{cause}"):
        document(data)


def test_many_threads_may_read_at_once() -> None:
    data = pdf(wrapped(TEXT), wrapped(TEXT))
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(document(data).text)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 8
    assert len(set(texts)) == 1
