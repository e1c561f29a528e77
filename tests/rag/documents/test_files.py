from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.documents import MAX_BYTES, find_files, load, load_corpus, with_unique_ids
from rag.errors import BadDocument


def write(path: Path, text: str = "It is new.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".md", ".markdown", ".txt", ".html", ".htm", ".TXT"])
def test_load(tmp_path: Path, suffix: str) -> None:
    made = load(write(tmp_path / f"The Pact{suffix}"))
    assert (made.id, made.text) == ("the-pact", "It is new.")
    assert load(tmp_path / f"The Pact{suffix}", id="mine").id == "mine"


def test_a_folder_is_read_in_order_without_hidden_files_and_readmes(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/z.md",
        "a/c.html",
        "README.md",
        "a/readme.txt",
        ".hidden.md",
        ".git/x.md",
        "n.csv",
        "q.jsonl",
    ):
        write(tmp_path / name)
    assert [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path])] == ["a/c.html", "a/z.md", "b.txt"]


def test_a_readme_that_is_named_itself_is_read(tmp_path: Path) -> None:
    assert load_corpus([write(tmp_path / "README.md")])[0].id == "readme"


def test_a_hidden_folder_that_is_named_itself_is_read(tmp_path: Path) -> None:
    write(tmp_path / ".articles" / "a.md")
    assert len(find_files([tmp_path / ".articles"])) == 1


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    file = write(tmp_path / "a.md")
    (tmp_path / "link.md").symlink_to(file)
    assert find_files([file, tmp_path, tmp_path / ".." / tmp_path.name]) == (file,)


def test_ids_are_unique(tmp_path: Path) -> None:
    for name in ("a/x.md", "b/x.md", "c/X.txt", "d/x-2.md"):
        write(tmp_path / name)
    assert [made.id for made in load_corpus([tmp_path])] == ["x", "x-2", "x-3", "x-2-2"]


def test_documents_from_anywhere_get_unique_ids(tmp_path: Path) -> None:
    made = load(write(tmp_path / "x.md"))
    assert [each.id for each in with_unique_ids([made, made])] == ["x", "x-2"]


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "README.md")
    with pytest.raises(BadDocument, match=r"has no articles in it; put files there with \.html"):
        load_corpus([tmp_path])


def test_what_is_missing_is_refused(tmp_path: Path) -> None:
    for read in (load, lambda path: find_files([path])):
        with pytest.raises(BadDocument, match=r"none\.md does not exist; check"):
            read(tmp_path / "none.md")


@pytest.mark.parametrize("name", ["a.docx", "a"])
def test_unsupported_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadDocument, match=r"not read \(.*\); give \.html, \.htm, \.markdown, \.md, \.pdf, \.txt"):
        load(write(tmp_path / name))


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xff\xfe\n\0"])
def test_empty_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(BadDocument, match=r"a\.txt (is empty|has no text)"):
        load(tmp_path / "a.txt")


@pytest.mark.parametrize("data", [b"%PDF-1.4 ...", b"PK\x03\x04...", b"a\0b"])
def test_files_whose_suffix_lies_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(BadDocument, match=r"a\.txt is not text"):
        load(tmp_path / "a.txt")


def test_large_files_are_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(1_000_000_000_000)
    with pytest.raises(BadDocument, match=r"a\.txt is 1000000\.0 MB, more than 20 MB"):
        load(tmp_path / "a.txt")
    assert MAX_BYTES == 20_000_000


def test_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(BadDocument, match="is not a file"):
        load(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["x" * 300 + ".md", "a\0b.md"])
def test_impossible_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadDocument, match="check the path"):
        find_files([tmp_path / name])


def test_damaged_links_are_passed_over_in_folders(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    assert [path.name for path in find_files([tmp_path])] == ["a.md"]
