"""Numbers counted by several processes and added up by any; the dead are counted on, not lost."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path

from app.process_metrics import BYTES, NOW, ProcessMetrics, processes, total

ROOT = Path(__file__).resolve().parents[1]
_COUNTS = """
import os, sys
from pathlib import Path
from app.process_metrics import NOW, ProcessMetrics
metrics = ProcessMetrics(Path(sys.argv[1]))
metrics.add(metrics.slot("seen"), int(sys.argv[2]))
metrics.put(metrics.slot(NOW + "held"), 7)
print(os.getpid(), flush=True)
sys.stdin.read()
os.kill(os.getpid(), 9)
"""


def start(folder: Path, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _COUNTS, str(folder), str(number)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == str(process.pid)
    return process


def test_processes_are_added_up_and_the_dead_are_counted_on(tmp_path: Path) -> None:
    mine = ProcessMetrics(tmp_path)
    mine.add(mine.slot("seen"), 1)
    others = [start(tmp_path, 10), start(tmp_path, 100)]
    assert total(tmp_path)["seen"] == 111
    assert total(tmp_path)[NOW + "held"] == 14
    assert set(processes(tmp_path)) >= {other.pid for other in others}
    for other in others:
        other.communicate("")
    assert total(tmp_path)["seen"] == 111, "killed, not forgotten"
    assert NOW + "held" not in total(tmp_path), "what a dead process held it holds no more"
    again = start(tmp_path, 1_000)
    assert total(tmp_path)["seen"] == 1_111
    assert total(tmp_path)[NOW + "held"] == 7
    assert len(list(tmp_path.iterdir())) == 3, "a file of the dead was taken over"
    again.communicate("")


def test_threads_lose_no_count(tmp_path: Path) -> None:
    metrics = ProcessMetrics(tmp_path)

    def count() -> None:
        for number in range(5_000):
            metrics.add(metrics.slot(f"n{number % 50}"))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(total(tmp_path).values()) == {400}


def test_more_names_than_there_is_room_for_are_left_out_and_harm_no_other(tmp_path: Path) -> None:
    metrics = ProcessMetrics(tmp_path)
    first = metrics.slot("first")
    for number in range(BYTES // 256 + 100):
        metrics.add(metrics.slot(f"{number:0300}"))
    metrics.add(first, 5)
    assert total(tmp_path)["first"] == 5


def test_what_nobody_shares_is_in_no_folder_and_a_forgotten_one_is_free_again(tmp_path: Path) -> None:
    alone = ProcessMetrics()
    alone.add(alone.slot("x"))
    assert alone.values() == {"x": 1}
    for _ in range(3):
        metrics = ProcessMetrics(tmp_path)
        metrics.add(metrics.slot("x"))
        del metrics
        gc.collect()
    assert len(list(tmp_path.iterdir())) == 1
    assert total(tmp_path)["x"] == 3
