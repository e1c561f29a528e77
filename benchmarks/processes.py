"""Whole processes: what they print, how long they take, how much memory they come to hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import FootnoteError

LAUNCH = Path(__file__).with_name("launch.py")
# getrusage(2) counts in KiB on Linux and in bytes on macOS.
PEAKS_IN_A_MIB = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended.

    Attributes:
        output: its standard output.
        seconds: wall time from start to end.
        cpu_seconds: processor time, of all its threads.
        peak_mib: the most memory that was resident, in MiB.
    """

    output: str
    seconds: float
    cpu_seconds: float
    peak_mib: float


def thread_variables(threads: int) -> dict[str, str]:
    """Return the environment that holds both sides to so many threads; 0 leaves each to its own default.

    Threads of OpenMP, which torch uses, spin while they wait for each other: with as many as there are cores and
    another program on one of them, a question took torch 476 ms instead of 12.
    """
    # Rayon's threads are those of tokenizers.
    names = ("FOOTNOTE_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS")
    return dict.fromkeys(names, str(threads)) if threads else {}


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None) -> Finished:
    """Run a command in a folder, with variables beside those of the environment, and measure it from outside.

    Raises:
        FootnoteError: it cannot be started or its exit code is not 0; the message ends with its last word.
    """
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as report:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-S", str(LAUNCH), str(writing), *command],
                cwd=folder,
                env={**os.environ, **(variables or {})},
                pass_fds=(writing,),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            os.close(writing)
        text = report.read()
    figures = json.loads(text) if text else {"code": done.returncode}
    if figures["code"] != 0 or not text:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise FootnoteError(f"{' '.join(command[:4])} ... ended with exit code {figures['code']}: {last}")
    return Finished(done.stdout, figures["seconds"], figures["cpu_seconds"], figures["peak"] / PEAKS_IN_A_MIB)
