"""Extraction out of process: a few long-lived children, replaced whenever a page has killed one.

Whoever calls it sees a function that blocks, answers or raises; that a parser crashed, looped or ate its
memory is only another reason why a page gave no text.
"""

import contextlib
import os
import queue
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

from app.extract.limits import MAX_BYTES
from app.extract.result import Code, Extracted, ExtractError
from app.extract.selection import WHOLE, Parts
from app.extract.wire import Answer, Request, Wire

_WALL_FACTOR: Final = 6
_WALL_MORE_S: Final = 10
"""Processor seconds are the limit; the wall clock only catches a child that is stopped or starved, and has to
leave a new one the time to start."""


class _Child:
    """One child process and the socket to it."""

    def __init__(self, cpu_s: float, memory_mb: int) -> None:
        ours, theirs = socket.socketpair()
        self.pages = os.fdopen(os.memfd_create("pages"), "wb", buffering=0)
        pages = os.open(f"/proc/self/fd/{self.pages.fileno()}", os.O_RDONLY)
        root = str(Path(__file__).resolve().parents[2])
        with theirs:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "app.extract.child", *map(str, (cpu_s, memory_mb, pages))],
                pass_fds=(pages,),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": root, "PATH": os.defpath, "LANG": "C.UTF-8"},
            )
        os.close(pages)
        # Limits of the kernel's own on waiting: Python's would cost a call of the kernel for each of ours.
        seconds, fraction = divmod(_WALL_MORE_S + _WALL_FACTOR * cpu_s, 1)
        wait = struct.pack("@ll", int(seconds), int(fraction * 1_000_000))
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, wait)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, wait)
        self.wire = Wire(ours, self.pages.fileno())
        self.owner = os.getpid()

    def ask(self, request: Request, body: bytes) -> Answer | None:
        self.wire.ask(request, body)
        return self.wire.answered()

    def end(self) -> int:
        """Kill the child and answer its exit status."""
        self.wire.connection.close()
        self.pages.close()
        if self.owner != os.getpid():
            return 0
        self.process.kill()
        return self.process.wait()


class Extractor:
    """A pool of extracting children; thread-safe, and a context manager that ends them."""

    def __init__(self, *, processes: int = 1, cpu_s: float = 5.0, memory_mb: int = 512) -> None:
        self._cpu_s = cpu_s
        self._memory_mb = memory_mb
        self._processes = processes
        self._closed = False
        # A slot holds a child, or None for one to be started when it is needed.
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._slots.put(None)

    def extract(
        self, body: bytes, *, url: str, content_type: str = "", x_robots_tag: str = "", parts: Parts = WHOLE
    ) -> Extracted:
        """Answer what the page says, or raise `ExtractError`; waits while all children are busy."""
        if len(body) > MAX_BYTES:
            raise ExtractError("too-complex", f"expected at most {MAX_BYTES} bytes, got {len(body)}")
        request = Request(len(body), url, content_type, x_robots_tag, parts)
        child = self._slots.get()
        try:
            if self._closed:
                raise RuntimeError("expected an open extractor, got a closed one")
            if child is not None and child.owner != os.getpid():
                child.end()
                child = None
            if child is None:
                child = _Child(self._cpu_s, self._memory_mb)
            answer, child = self._asked(child, request, body)
        except BaseException:
            if child is not None:
                child.end()
                child = None
            raise
        finally:
            self._slots.put(child)
        if answer.result is None:
            failure = answer.failure
            assert failure is not None
            raise ExtractError(cast("Code", failure.code), failure.detail)
        return answer.result

    def _asked(self, child: _Child, request: Request, body: bytes) -> tuple[Answer, _Child | None]:
        """Answer the child's reply and the child, or None in its place when it has ended."""
        try:
            answer = child.ask(request, body)
        except BlockingIOError:  # the time to wait is over
            child.end()
            raise ExtractError(
                "timeout", f"expected an answer in {self._cpu_s:g} CPU seconds, got none"
            ) from None
        except OSError:
            answer = None
        if answer is None:
            raise self._died(child.process.wait())
        if answer.last:
            child.end()
            return answer, None
        return answer, child

    def _died(self, status: int) -> ExtractError:
        if status in (-signal.SIGPROF, -signal.SIGXCPU):
            return ExtractError("timeout", f"expected an answer in {self._cpu_s:g} CPU seconds, got none")
        reason = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return ExtractError("crashed", f"expected an answer, got {reason}")

    def close(self) -> None:
        """End the children; waits for documents in work."""
        self._closed = True
        for _ in range(self._processes):
            child = self._slots.get()
            if child is not None:
                child.end()
        for _ in range(self._processes):
            with contextlib.suppress(queue.Full):
                self._slots.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
