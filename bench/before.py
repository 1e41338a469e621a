"""Index and searches beside commit 846ba47, which kept every text in full.

`BEFORE=FOLDER` names a checkout of that commit with its `.venv`; without one there is nothing to measure.
Both programs take in the same readings, then take turns, and processor time is counted. Searches also differ
by what they learnt to answer since.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from app.clock import DAY, SECOND
from app.extract import extract_here
from bench import planted, taken
from bench.measure import Row
from bench.nginx import MissingTool
from bench.taken import HTML, Read

_BEGAN = 1_767_225_600_000_000
_FLOOR = 0.9
"""Within a tenth."""
_HERE = Path(__file__).parents[1]


def rows(quick: bool) -> list[Row]:
    """Building the index, following the database, and searches of words that nobody has searched."""
    pages, versions, rounds = (4, 30, 8) if quick else (12, 100, 16)
    folder = os.environ.get("BEFORE", "")
    if not folder:
        raise MissingTool("BEFORE=FOLDER is to name a checkout of commit 846ba47 with its .venv")
    found = readings(pages, versions + rounds)
    words = _words(found, 20 * rounds)
    day = datetime.fromtimestamp((_BEGAN + versions // 2 * DAY) / SECOND, UTC).date().isoformat()
    asked: dict[str, Callable[[int], list[object]]] = {
        "index built anew": lambda _: ["build"],
        "index brought up to date": lambda _: ["follow", pages],
        "searches as it stands now": lambda one: ["search", "", *words[one::rounds]],
        f"searches {versions // 2} versions ago": lambda one: ["search", day, *words[one::rounds]],
    }
    best: dict[tuple[str, bool], float] = {}
    with ExitStack() as stack:
        both = {
            is_ours: stack.enter_context(_running(found, pages * versions, checkout))
            for is_ours, checkout in ((True, _HERE), (False, Path(folder).resolve()))
        }
        for one in range(rounds):
            for what, ask in asked.items():
                for is_ours, process in both.items():
                    took = _ask(process, ask(one))
                    # In the first round statements are compiled, once in the life of a process.
                    if one:
                        best[what, is_ours] = min(best.get((what, is_ours), took), took)
    of = f"{pages} pages × {versions} versions"
    return [
        Row(f"{what}, {of}", 1e3 * best[what, True], 1e3 * best[what, False], "846ba47", "ms", floor=_FLOOR)
        for what in asked
    ]


def readings(pages: int, versions: int) -> list[Read]:
    """Real pages with planted changes, each page read in turn."""
    histories = []
    for number, page in enumerate(planted.of_size(52_000, 68_000, pages)):
        bodies = islice(planted.history(page, number), versions)
        said = [
            extract_here(body, url="https://a.org/", content_type=HTML["content-type"]) for body in bodies
        ]
        bodies = islice(planted.history(page, number), versions)
        histories.append(
            [
                Read(number, _BEGAN + one * DAY, body, text)
                for one, (body, text) in enumerate(zip(bodies, said, strict=True))
            ]
        )
    return [history[one] for one in range(versions) for history in histories]


def _words(found: Sequence[Read], count: int) -> list[str]:
    """Words that many of the readings have, the commonest first."""
    counted = Counter(
        word for read in found for word in set(re.findall(r"[a-z]{4,}", read.said.main.lower()))
    )
    return [word for word, _ in counted.most_common(count)]


@contextmanager
def _running(found: Sequence[Read], count: int, checkout: Path) -> Iterator[subprocess.Popen[str]]:
    """The program of a checkout, with so many readings taken in."""
    with tempfile.TemporaryDirectory(prefix="hud-before-") as place:
        taken.save(found, Path(place, "readings"))
        python = Path(sys.executable) if checkout == _HERE else checkout / ".venv/bin/python"
        # The scripts are ours and the program is the checkout's, whose own `bench` must not be found first.
        Path(place, "path").mkdir()
        Path(place, "path", "bench").symlink_to(_HERE / "bench")
        environment = {**os.environ, "PYTHONPATH": f"{place}/path:{checkout}", "HUD_DATA_DIR": place}
        script = str(_HERE / "bench/indexed.py")
        command = [str(python), "-P", script, f"{place}/readings", place, str(count)]
        with subprocess.Popen(
            command, cwd=checkout, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                _answer(process)
                yield process
            finally:
                process.kill()


def _ask(process: subprocess.Popen[str], what: list[object]) -> float:
    assert process.stdin is not None
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    return _answer(process)


def _answer(process: subprocess.Popen[str]) -> float:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the program of a checkout has ended; its errors are above")
    return float(line)
