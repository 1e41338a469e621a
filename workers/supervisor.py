"""Keeps the processes of `hud serve` running: starts them, starts them again, ends them together.

It imports almost nothing and never touches the database, so there is little that could end it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import wait
from types import FrameType

_STOP_S = 9.0
_STEADY_S = 30.0
_MOST_PAUSE_S = 30.0
_LOOK_S = 0.5
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Child:
    """One role's process, and when it may be started again."""

    def __init__(self, role: str, arguments: Sequence[str] = ()) -> None:
        self.role = role
        self.arguments = list(arguments)
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.failures = 0
        self.start_at = 0.0

    def ended(self) -> int | None:
        """The exit code of a process that has just ended, once; None otherwise."""
        code = self.process.poll() if self.process else None
        if code is not None:
            self.process = None
        return code


class Supervisor:
    """The children of one `hud serve`; use it as a context, from the main thread."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._children: list[Child] = []
        self._signals = 0
        self._grace = _STOP_S
        # The children hold the reading end: when we are gone, however that came, it is at its end.
        self._parent_pipe, self._ours = os.pipe()
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        os.set_blocking(self._woken, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        for number in _SIGNALS:
            signal.signal(number, self._asked)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    @property
    def stopping(self) -> bool:
        """Whether a signal has asked us to stop."""
        return self._signals > 0

    def run_once(self, role: str) -> int:
        """Run one role to its end; returns its exit code, negative when a signal came between."""
        child = Child(role)
        self._children.append(child)
        self._start(child)
        while (code := child.ended()) is None:
            self._wait(_LOOK_S)
            if self.stopping:
                return -1
        self._children.remove(child)
        return code

    def keep(
        self,
        children: Sequence[Child],
        vital: Callable[[Child], bool],
        fault: Callable[[], str | None] = lambda: None,
    ) -> int:
        """Keep the children running until a signal (0), or until `vital` gives up on one (1).

        `fault` is asked twice a second; a line that it gives is printed, and all end on the spot (1).
        """
        self._children += children
        while not self.stopping:
            if line := fault():
                sys.stderr.write(f"{line}\n")
                self._grace = 0.0
                return 1
            now = time.monotonic()
            for child in children:
                code = child.ended()
                if code is not None:
                    self._plan(child, code, now)
                    if not vital(child):
                        return 1
                if child.process is None and child.start_at <= now:
                    self._start(child)
            starts = [child.start_at - now for child in children if child.process is None]
            self._wait(max(0.01, min([_LOOK_S, *starts])))
        return 0

    def _plan(self, child: Child, code: int, now: float) -> None:
        child.failures = 1 if now - child.started > _STEADY_S else child.failures + 1
        pause = min(0.1 * 2 ** (child.failures - 1), _MOST_PAUSE_S) if child.failures > 1 else 0.0
        child.start_at = now + pause
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        sys.stderr.write(f"The {child.role} process {how}; it starts again.\n")

    def _start(self, child: Child) -> None:
        arguments = [child.role, str(os.getpid()), str(self._parent_pipe), *child.arguments]
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            [sys.executable, "-m", "workers.child", *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            pass_fds=[self._parent_pipe],
            # Ctrl-C reaches us alone; we then end them in good order.
            start_new_session=True,
        )

    def _wait(self, seconds: float) -> None:
        ready = wait([self._woken], seconds)
        if ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._woken, 4_096)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_error: object) -> None:
        """End all children: asked first, then, after a while or at a second signal, forced."""
        alive = [child.process for child in self._children if child.process is not None]
        if self._grace:
            for process in alive:
                process.terminate()
        until = time.monotonic() + self._grace
        before = self._signals
        while any(process.poll() is None for process in alive):
            if time.monotonic() > until or self._signals > before:
                break
            self._wait(0.1)
        for process in alive:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        signal.set_wakeup_fd(-1)
