import subprocess
import sys
import time

import pytest

from rag.documents import apart
from rag.documents.apart import fetch_apart, read_apart
from rag.documents.reading import read
from rag.errors import BadDocument
from tests.rag.documents.pdfs import Line, pdf

TEXT = "# הגשר\n\nThe bridge “opened” in 1931 \U0001f309.\n\n- one\n- two\n".encode()


@pytest.mark.parametrize(
    ("data", "name", "suffix"),
    [(TEXT, "The bridge.md", ".md"), (pdf([Line("The bridge opened in 1931.")]), "-x --help.pdf", ".pdf")],
)
def test_it_reads_as_the_reader_does(data: bytes, name: str, suffix: str) -> None:
    assert read_apart(data, name=name, suffix=suffix) == read(data, name=name, suffix=suffix)


@pytest.mark.parametrize(
    ("data", "name", "suffix", "words"),
    [
        (b"MZ", "x.exe", ".exe", "of a kind that is not read"),
        (b"PK\x03\x04", "x.pdf", ".pdf", "not a PDF but a ZIP archive"),
        (b" ", "x.txt", ".txt", "is empty"),
        (b"text", "a\0b.txt", ".txt", "a name that cannot be used"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, name: str, suffix: str, words: str) -> None:
    with pytest.raises(BadDocument, match=words):
        read_apart(data, name=name, suffix=suffix)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "file:///etc/passwd", "http://[::1]/", "--help"])
def test_no_address_that_is_not_public_is_fetched(url: str) -> None:
    with pytest.raises(BadDocument):
        fetch_apart(url)


def test_what_takes_too_long_is_ended() -> None:
    started = time.monotonic()
    with pytest.raises(BadDocument, match=r"^x\.txt took longer than 0\.01 seconds"):
        read_apart(b"text", name="x.txt", suffix=".txt", patience=0.01)
    assert time.monotonic() - started < 5


def test_a_child_that_dies_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(BadDocument, match=r"^x\.txt could not be read"):
        read_apart(b"text", name="x.txt", suffix=".txt")


def test_memory_is_bounded() -> None:
    code = f"from rag.documents import apart; apart._bound_memory(); b'x' * {2 * apart.MEMORY}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr
