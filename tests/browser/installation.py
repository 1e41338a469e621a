"""HUD as a person starts it: `hud serve` in a folder of its own, and what it prints."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.settings import Settings
from tests import prepared

READY_S = 120


class Installation:
    """A running HUD: its address, the first admin's one-time address, its folder."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder = folder
        self.process = process
        self.lines: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(click.unstyle(line.rstrip()))
            if "HUD is ready at" in line:
                self._ready.set()
        self._ready.set()

    def wait(self) -> None:
        """Until it answers, or the end of the test with what it said."""
        if not self._ready.wait(READY_S) or self.process.poll() is not None:
            raise AssertionError("hud serve did not start:\n" + "\n".join(self.lines))

    def found(self, pattern: str) -> str:
        """The first match of `pattern` in what was printed."""
        return next(match[0] for line in self.lines if (match := re.search(pattern, line)))

    @property
    def url(self) -> str:
        """The address, without a trailing slash."""
        line = next(line for line in self.lines if "HUD is ready at" in line)
        return re.search(r"https?://[^\s/]+", line)[0]  # type: ignore[index]

    @property
    def admin_url(self) -> str:
        """The one-time address that makes the first admin."""
        return self.found(r"https?://\S+/account/first\?\S+")


@contextmanager
def installed(folder: Path, **environment: str) -> Iterator[Installation]:
    """A new installation: `hud serve` finds a copy of what it would make there first."""
    url = environment.get("HUD_DATABASE_URL", "")
    prepared.installation(Settings(data_dir=folder, database_url=url))
    with started(folder, **environment) as made:
        yield made


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[Installation]:
    """`hud serve` on a port of its own, with the data folder as it is, or none; ended by Ctrl-C."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HUD_")}
    env |= {"HUD_DATA_DIR": str(folder), "HUD_PORT": "0", "PYTHONUNBUFFERED": "1", **environment}
    hud = Path(sys.executable).with_name("hud")
    process = subprocess.Popen(
        [hud, "serve"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    made = Installation(folder, process)
    try:
        made.wait()
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
