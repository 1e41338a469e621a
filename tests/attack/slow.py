"""Holds many connections open by sending, or reading, a byte a second.

usage: python -m tests.attack.slow bodies|readers|headers PORT [--count N] [--seconds S] [--path PATH]
       [--sources N] [--size BYTES] [--at-once BYTES] [--first N] [--host NAME]

Prints "open" once all connections stand, and at the end one line of JSON: how many stood, how many the server
ended, the first and the last after how many seconds, and which statuses came. It connects to 127.0.0.1
only. `--sources` spreads the connections over so many addresses of this machine, from 127.0.0.FIRST on;
`--at-once` is how much of a body is sent before it becomes slow.
"""

from __future__ import annotations

import argparse
import json
import resource
import socket
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

MOST = 20_000
_TICK_S = 1.0
_PIPELINED = 40
_FEW_BYTES = 4_096
_ESTABLISHED = 1


class Held:
    """One connection, and what came of it."""

    def __init__(self, made: socket.socket) -> None:
        self.socket = made
        self.since = time.monotonic()
        self.got = bytearray()
        self.ended_after: float | None = None

    def tick(self, kind: str) -> None:
        """Send or read a byte; notice when the server has had enough."""
        try:
            with suppress(BlockingIOError):
                found = self.socket.recv(1 if kind == "readers" else _FEW_BYTES)
                self.got += found
                if not found:
                    self._ended()
            # What has come can be read long after the other end is gone, so it is the system that is asked.
            if self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != _ESTABLISHED:
                self._ended()
            if kind != "readers" and self.ended_after is None:
                self.socket.send(b"a")
        except BlockingIOError:
            pass
        except OSError:
            self._ended()

    def _ended(self) -> None:
        # The answer may have come after the last look, and before the end was noticed.
        with suppress(OSError):
            self.got += self.socket.recv(_FEW_BYTES)
        self.ended_after = time.monotonic() - self.since

    @property
    def status(self) -> str:
        """The status that came, or how it ended without one."""
        words = bytes(self.got).split(b" ", 2)
        return words[1].decode("latin-1") if len(words) > 1 else "none"


def _connection(place: int, asked: argparse.Namespace, opening: bytes) -> Held | None:
    made = socket.socket()
    made.settimeout(30)
    if asked.kind == "readers":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    if asked.sources:
        made.bind((f"127.0.0.{asked.first + place % asked.sources}", 0))
    try:
        made.connect(("127.0.0.1", asked.port))
        made.sendall(opening)
    except OSError:
        made.close()
        return None
    made.setblocking(False)
    return Held(made)


def opening(kind: str, path: str, host: str, size: int, at_once: int) -> bytes:
    """What each connection begins with."""
    head = f"Host: {host}\r\nAccept-Encoding: identity\r\n"
    if kind == "readers":
        return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() * _PIPELINED
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {size}\r\n"
    whole = f"POST {path} HTTP/1.1\r\n{head}{form}".encode()
    return whole + b"X-Slow: " if kind == "headers" else whole + b"\r\n" + b"a" * at_once


def attack(asked: argparse.Namespace) -> dict[str, object]:
    """Hold the connections for as long as asked, or until the server has ended them all."""
    first = opening(asked.kind, asked.path, asked.host, asked.size, asked.at_once)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda place: _connection(place, asked, first), range(asked.count)))
    held = [one for one in found if one is not None]
    sys.stdout.write("open\n")
    sys.stdout.flush()
    until = time.monotonic() + asked.seconds
    while time.monotonic() < until and any(one.ended_after is None for one in held):
        before = time.monotonic()
        for one in held:
            if one.ended_after is None:
                one.tick(asked.kind)
        time.sleep(max(0.0, _TICK_S - (time.monotonic() - before)))
    ended = sorted(one.ended_after for one in held if one.ended_after is not None)
    statuses = Counter(one.status for one in held if one.got or one.ended_after is not None)
    for one in held:
        one.socket.close()
    return {
        "opened": len(held),
        "ended": len(ended),
        "statuses": dict(statuses),
        "first_s": ended[0] if ended else None,
        "last_s": ended[-1] if ended else None,
    }


def main() -> None:
    """Read the command line, attack, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("bodies", "readers", "headers"))
    parser.add_argument("port", type=int)
    parser.add_argument("--count", type=int, default=1_300)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--path", default="/account/sign-in")
    parser.add_argument("--sources", type=int, default=0)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--at-once", type=int, default=5)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--first", type=int, default=2)
    asked = parser.parse_args()
    asked.count = min(asked.count, MOST)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    sys.stdout.write(json.dumps(attack(asked)) + "\n")


if __name__ == "__main__":
    main()
