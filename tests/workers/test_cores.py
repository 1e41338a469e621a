"""Each web process stays on a core of its own, as far as there are enough."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SETTLES = """
import os, sys, threading
from workers.cores import settle
settle()
found = []
thread = threading.Thread(target=lambda: found.extend(os.sched_getaffinity(0)))
thread.start()
thread.join()
print(sorted(os.sched_getaffinity(0)), sorted(found), flush=True)
sys.stdin.read()
"""


def start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _SETTLES], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is one core only")
def test_processes_settle_on_one_core_each_and_share_evenly() -> None:
    cores = sorted(os.sched_getaffinity(0))
    processes = [start() for _ in range(2 * len(cores))]
    try:
        said = [process.stdout.readline().strip() for process in processes if process.stdout is not None]
    finally:
        for process in processes:
            process.communicate("")
    own = [line.split("] [") for line in said]
    assert all(mine.strip("[]") == threads.strip("[]") for mine, threads in own), "threads stay there too"
    taken = [int(mine.strip("[]")) for mine, _ in own]
    # Others of this machine may be kept on a core as well, so the numbers are not all two.
    assert set(taken) == set(cores)


def test_with_one_core_nothing_happens() -> None:
    only = min(os.sched_getaffinity(0))
    done = subprocess.run(
        ["taskset", "-c", str(only), sys.executable, "-c", _SETTLES],
        cwd=ROOT,
        input="",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"[{only}] [{only}]"
