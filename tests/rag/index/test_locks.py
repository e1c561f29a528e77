from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.errors import IndexFault
from rag.index.locks import ReadWriteLock, only_writer


def test_readers_share_and_a_writer_is_alone() -> None:
    lock = ReadWriteLock()
    together = threading.Barrier(2)
    seen: list[str] = []

    def read() -> None:
        with lock.reading():
            together.wait(timeout=5)
            seen.append("read")

    def write() -> None:
        with lock.writing():
            seen.append("written")

    with lock.reading():
        first, second = threading.Thread(target=read), threading.Thread(target=read)
        first.start()
        second.start()
        first.join(5)
        second.join(5)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(0.05)
        assert seen == ["read", "read"]
    writer.join(5)
    assert seen == ["read", "read", "written"]


def test_a_waiting_writer_goes_before_a_new_reader() -> None:
    lock = ReadWriteLock()
    seen: list[str] = []

    def write() -> None:
        with lock.writing():
            seen.append("written")

    def read() -> None:
        with lock.reading():
            seen.append("read")

    writer, reader = threading.Thread(target=write), threading.Thread(target=read)
    with lock.reading():
        writer.start()
        writer.join(0.05)
        reader.start()
        reader.join(0.05)
        assert seen == []
    writer.join(5)
    reader.join(5)
    assert seen == ["written", "read"]


def test_a_lock_is_freed_by_an_error() -> None:
    lock = ReadWriteLock()
    with pytest.raises(KeyError), lock.writing():
        raise KeyError
    with pytest.raises(KeyError), lock.reading():
        raise KeyError
    with lock.writing():
        pass


def test_a_second_writer_waits_and_then_names_the_cause(tmp_path: Path) -> None:
    named = pytest.raises(IndexFault, match=r"Another process .*waited 0\.1 s")
    with only_writer(tmp_path / "lock"), named, only_writer(tmp_path / "lock", patience=0.1):
        pytest.fail("two writers")
    with only_writer(tmp_path / "lock", patience=0):
        pass


def test_the_lock_of_a_process_that_died_is_free(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from rag.index.locks import only_writer\n"
        "with only_writer(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read(); os._exit(9)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(IndexFault), only_writer(tmp_path / "lock", patience=0):
            pytest.fail("two writers")
        other.communicate()
    assert other.returncode == 9
    with only_writer(tmp_path / "lock", patience=0):
        pass
