"""Processes for tests to start, kill and wait for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """The environment that makes `settings` in another process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUD_")}
    return {
        **kept,
        "HUD_DATA_DIR": str(settings.data_dir),
        "HUD_DATABASE_URL": settings.database_url,
        "HUD_BROKER_URL": settings.broker_url,
        "HUD_CRAWL_DELAY": str(settings.crawl_delay),
        "HUD_CRAWL_CONCURRENCY": str(settings.crawl_concurrency),
        **more,
    }


def start(settings: Settings, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start `python ARGUMENTS` with these settings; what it says on stderr is shown with a failure."""
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment(settings, **more), text=True
    )


@contextmanager
def running(settings: Settings, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """The same for a block, killed at its end if it still runs."""
    process = start(settings, *arguments, **more)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until `condition` holds; fail after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.02)


def end(process: subprocess.Popen[str], number: int = signal.SIGTERM, seconds: float = 20.0) -> int:
    """Send a signal and wait for the exit code."""
    process.send_signal(number)
    return process.wait(seconds)
