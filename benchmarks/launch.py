"""Run one command and measure it: `python -I -S launch.py FD COMMAND [ARGUMENT ...]`; the figures go to FD as JSON.

A process of its own, and a small one: a child's peak memory begins with that of the process that started it (it is a
copy of it until it runs its own program), so whoever measures must be smaller than what is measured.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Run the command to its end and report its exit code, wall and processor seconds, and peak memory."""
    report, command = int(sys.argv[1]), sys.argv[2:]
    os.set_inheritable(report, False)
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    figures = {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss,
    }
    os.write(report, json.dumps(figures).encode())


if __name__ == "__main__":
    main()
