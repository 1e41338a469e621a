"""A real `hud serve` for tests: started, asked, stopped, killed."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.settings import Settings
from tests.workers.processes import ROOT, environment, until

COMMAND = (sys.executable, "-c", "from app.cli import main; main()", "serve")


class Serving:
    """One `hud serve`, with what it printed so far."""

    def __init__(self, settings: Settings, *options: str, **more: str) -> None:
        self.folder = settings.data_dir
        self.output = self.folder.parent / f"output.{id(self)}"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*COMMAND, *options],
                cwd=ROOT,
                env=environment(settings, **more),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        """All it printed."""
        return self.output.read_text()

    def url(self) -> str:
        """Its address, once it is ready."""
        until(lambda: "ready at" in self.said() or self.process.poll() is not None, 90)
        found = re.search(r"ready at (http://\S+)/ ", self.said())
        assert found, self.said()
        return found[1]

    def family(self) -> list[int]:
        """All processes that came of it, itself included: those with its data folder."""
        mine = f"HUD_DATA_DIR={self.folder}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if mine in (place / "environ").read_bytes().split(b"\0") and _lives(place):
                    found.append(int(place.name))
            except OSError:
                continue
        return sorted(found)

    def children(self, role: str) -> list[int]:
        """The processes of a role: ours first, then for the web Granian's own."""
        found: list[int] = []
        for pid in self.family():
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                if words[1:4] == ["-m", "workers.child", role]:
                    # Numbers start again at the top, so the smallest need not be the oldest.
                    found.insert(0 if _parent(pid) == self.process.pid else len(found), pid)
        return found


def _lives(place: Path) -> bool:
    return place.joinpath("stat").read_text().rpartition(")")[2].split()[0] != "Z"


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def status(url: str) -> int:
    """The status that a GET is answered with; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def serving(settings: Settings, *options: str, **more: str) -> Iterator[Serving]:
    """`hud serve` on a port of its own choice, killed with all its family if it still runs at the end."""
    made = Serving(settings, "--port", "0", *options, **more)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.kill()
        made.process.wait()
        until(lambda: not made.family())
