from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import DamagedIndex, ForeignIndex, IndexFault, NoIndex
from rag.index.files import read_generation, write_generation
from rag.index.locks import only_writer
from rag.index.manifest import MANIFEST, Manifest
from tests.rag.index.samples import FINGERPRINT


def write(folder: Path, content: str, fill: Callable[[Path], None] | None = None) -> Path:
    def plain(target: Path) -> None:
        (target / "deep").mkdir()
        (target / "deep" / "a").write_text(content)
        (target / "b").write_text(content * 2)

    return write_generation(folder, FINGERPRINT, documents=1, chunks=2, fill=fill or plain)


def read(folder: Path) -> str:
    return read_generation(folder, lambda generation, _: (generation / "deep" / "a").read_text(), FINGERPRINT)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_newest_generation_is_read_and_the_others_go(tmp_path: Path) -> None:
    assert write(tmp_path / "new" / "index", "one").name == "generation-1"
    folder = tmp_path / "new" / "index"
    assert read(folder) == "one"
    write(folder, "two")
    assert read(folder) == "two"
    assert names(folder) == ["CURRENT", "generation-2", "lock"]


def test_the_manifest_lists_every_file(tmp_path: Path) -> None:
    generation = write(tmp_path, "one")
    manifest = Manifest.from_json((generation / MANIFEST).read_bytes())
    assert {name: size for name, (_, size) in manifest.files.items()} == {"b": 6, "deep/a": 3}
    assert (manifest.documents, manifest.chunks, manifest.fingerprint) == (1, 2, FINGERPRINT)


def test_no_index_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path, tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(NoIndex, match="`footnote index` builds one"):
            read(folder)


def test_another_fingerprint_is_refused_unless_any_will_do(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with pytest.raises(ForeignIndex):
        read_generation(tmp_path, lambda *_: None, replace(FINGERPRINT, model="other"))
    assert read_generation(tmp_path, lambda _, manifest: manifest.fingerprint) == FINGERPRINT


def test_a_write_that_fails_leaves_the_old_generation(tmp_path: Path) -> None:
    write(tmp_path, "one")

    def no_space(target: Path) -> None:
        (target / "half").write_text("x")
        raise OSError(28, "No space left on device")

    with pytest.raises(IndexFault, match=r"No space left on device.*--index"):
        write(tmp_path, "two", no_space)
    assert read(tmp_path) == "one"
    assert names(tmp_path) == ["CURRENT", "generation-1", "lock"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexFault, match=str(tmp_path / "file")):
        write(tmp_path / "file", "one")


def test_what_is_not_of_the_index_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "generation-x").mkdir()
    (tmp_path / "building-plans").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path, "one")
    write(tmp_path, "two")
    assert names(tmp_path) == ["CURRENT", "building-plans", "generation-2", "generation-x", "lock", "notes.txt"]


def test_every_flipped_byte_of_the_pointer_and_the_manifest_is_seen(tmp_path: Path) -> None:
    generation = write(tmp_path, "one")
    for path in (tmp_path / "CURRENT", generation / MANIFEST):
        whole = path.read_bytes()
        for position in range(len(whole)):
            for bit in (0, 5):
                path.write_bytes(whole[:position] + bytes([whole[position] ^ (1 << bit)]) + whole[position + 1 :])
                with pytest.raises(DamagedIndex, match="footnote index"):
                    read(tmp_path)
        path.write_bytes(whole)
    assert read(tmp_path) == "one"


@pytest.mark.parametrize(
    "text", ["", "generation-1", "generation-1 abc\n", f"../x {'0' * 64}\n", f"generation-01 {'0' * 64}\n"]
)
def test_a_pointer_of_another_shape_is_damaged(tmp_path: Path, text: str) -> None:
    write(tmp_path, "one")
    (tmp_path / "CURRENT").write_text(text)
    with pytest.raises(DamagedIndex):
        read(tmp_path)


CRASH = """
import os, sys
from pathlib import Path
from rag.index.files import write_generation
from rag.index.manifest import Fingerprint

folder, event, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def fill(target):
    (target / "deep").mkdir()
    (target / "deep" / "a").write_text("two")
    if event == "fill":
        os._exit(9)

def die(name, details):
    global count
    if name == event:
        count -= 1
        if count < 0:
            os._exit(9)

sys.addaudithook(die)
write_generation(folder, Fingerprint("hashing", "0" * 64, 64, 90, 1), documents=1, chunks=2, fill=fill)
"""


# os.rename is heard before each of the two renamings, shutil.rmtree before each removal (one of them of nothing)
@pytest.mark.parametrize(
    ("event", "count", "found"),
    [("fill", 0, "one"), ("os.rename", 0, "one"), ("os.rename", 1, "one"), ("shutil.rmtree", 1, "two")],
)
def test_a_crash_leaves_the_old_generation_or_the_new_one(tmp_path: Path, event: str, count: int, found: str) -> None:
    write(tmp_path, "one")
    crashed = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), event, str(count)], check=False)
    assert crashed.returncode == 9
    assert len(names(tmp_path)) > 3
    assert read(tmp_path) == found
    write(tmp_path, "three")
    assert read(tmp_path) == "three"
    assert len(names(tmp_path)) == 3


def test_a_reader_that_is_overtaken_by_a_writer_reads_the_new_generation(tmp_path: Path) -> None:
    write(tmp_path, "one")
    rounds: list[str] = []

    def overtaken(generation: Path, _: Manifest) -> str:
        rounds.append(generation.name)
        if len(rounds) == 1:
            write(tmp_path, "two")
        return (generation / "deep" / "a").read_text()

    assert read_generation(tmp_path, overtaken) == "two"
    assert rounds == ["generation-1", "generation-2"]


def test_readers_never_see_anything_but_a_whole_generation(tmp_path: Path) -> None:
    write(tmp_path, "0")
    seen: list[int] = []
    done = threading.Event()

    def keep_reading() -> None:
        while not done.is_set():
            seen.append(int(read(tmp_path)))

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for number in range(1, 30):
        write(tmp_path, str(number))
    done.set()
    reader.join(10)
    assert seen == sorted(seen)
    assert seen


def test_two_writers_take_turns(tmp_path: Path) -> None:
    threads = [threading.Thread(target=write, args=(tmp_path, str(number))) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert names(tmp_path) == ["CURRENT", "generation-4", "lock"]


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    write(tmp_path, "one")
    with only_writer(tmp_path / "lock"):
        assert read(tmp_path) == "one"


def test_reading_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "one")
    (tmp_path / "lock").unlink()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert read(tmp_path) == "one"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
