from __future__ import annotations

import contextlib
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents.decoding import declared_charset, decode
from rag.errors import BadDocument

TEXT = "“Dato’ Seri” – café"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_texts_are_decoded(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), name="a.txt") == TEXT


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_byte_order_marks_decide(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding), name="a.txt", charset="cp1252") == TEXT


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("Shift_JIS", "shift_jis", "東京"),
        ("iso-8859-1", "cp1252", "“quoted”"),
        ("gb2312", "gb18030", "镕基"),
        ("windows-1251", "cp1251", "Москва"),
        ("no-such", "utf-8", "café"),
        ("utf-16", "utf-8", "café"),
        ("base64", "utf-8", "café"),
        ("utf-8\0", "utf-8", "café"),
        ("ascii", "utf-8", "plain"),
    ],
)
def test_declared_character_sets(charset: str, encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), name="a.html", charset=charset) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café José costs 5 €.".encode() + b"\xff", "Café José costs 5 €.\ufffd"),
        ("“Café” José".encode().replace(b"J", b"\x81J"), "“Café” \ufffdJosé"),
        ("서울에서 서명".encode()[:-2], "서울에서 서\ufffd"),
        ("déjà vu à Paris".encode("cp1252"), "déjà vu à Paris"),
    ],
)
def test_a_flaw_does_not_spoil_the_rest(data: bytes, text: str) -> None:
    assert decode(data, name="a.txt") == text


def test_a_wrong_declaration_is_set_aside() -> None:
    assert decode("東京".encode(), name="a.html", charset="euc-jp") == "東京"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (gzip.compress(b"text"), "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"text with \0 in it", "binary bytes"),
        (b"\x01\x02\x03\x04" * 10, "binary bytes"),
        (b"\x81 is nothing in cp1252", "UTF-8, UTF-16 or Windows-1252"),
        (b"\xff\xfe\x00\xd8\x00", "UTF-16-LE"),
    ],
)
def test_what_is_no_text_is_refused_with_its_kind(data: bytes, cause: str) -> None:
    with pytest.raises(BadDocument, match=f"a.txt .*{cause}.*;") as caught:
        decode(data, name="a.txt")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (b'<html><meta charset="shift_jis">', "shift_jis"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>", "windows-1251"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b"<html>", None),
    ],
)
def test_pages_declare_their_character_set(page: bytes, charset: str | None) -> None:
    assert declared_charset(page) == charset


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_are_decoded_or_refused(data: bytes, charset: str) -> None:
    with contextlib.suppress(BadDocument):
        assert isinstance(decode(data, name="a.txt", charset=charset), str)
