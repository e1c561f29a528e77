"""What a measurement was made on: facts that speed depends on, and none that name the machine or its owner."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "bm25s",
    "faiss-cpu",
    "footnote-qa",
    "langchain-core",
    "langchain-text-splitters",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "tokenizers",
    "torch",
    "transformers",
)
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Machine:
    """The hardware and software of a measurement.

    Attributes:
        cpu: the processor's model.
        cores: how many this process may use.
        memory_gib: physical memory.
        system: the operating system with its kernel's release.
        python: the interpreter and its version.
        packages: versions of the packages measured, by name; those not installed are left out.
    """

    cpu: str
    cores: int
    memory_gib: float
    system: str
    python: str
    packages: dict[str, str]

    @classmethod
    def this(cls) -> Machine:
        """Return the facts of the machine at hand."""
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return cls(
            cpu=_cpu(),
            cores=_cores(),
            memory_gib=round(memory / 2**30, 1),
            system=f"{_distribution()}, {platform.system()} {platform.release()}, {platform.machine()}",
            python=f"{platform.python_implementation()} {platform.python_version()}",
            packages=_packages(),
        )


def load() -> float:
    """Return how many threads wanted to run, on average over the last minute."""
    return round(os.getloadavg()[0], 2)


def busy(before: float, threads: int, cores: int) -> bool:
    """Whether others left too little of the machine: their load and the threads measured (0: all) exceed the cores.

    Half a thread is allowed for, which a machine at rest has of its own.
    """
    return before + (threads or cores) > cores + 0.5


def _cpu(facts: Path = Path("/proc/cpuinfo")) -> str:
    if facts.is_file():
        for line in facts.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or UNKNOWN


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _packages() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
