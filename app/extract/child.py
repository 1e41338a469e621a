"""The process that meets hostile pages: limited in memory, files and processor time, and expendable.

It is started as `python -m app.extract.child` with a socket as its standard input, never forked from a
process with threads. The processor time of each document is limited by a timer of the kernel, which also ends
a parser that is deep inside C; when the parent is gone, reading meets the end and the child ends too.
"""

import contextlib
import gc
import resource
import signal
import socket
import sys
import time
from typing import Final

from app.extract.page import extract_to_send
from app.extract.result import ExtractError
from app.extract.wire import Failure, Request, Sent, Wire

_LIFE_S: Final = 600
_DOCUMENTS: Final = 20_000
_LOOK: Final = 50
"""Documents between two looks at the own age, the others being a part of it."""


def limit(memory_mb: int) -> None:
    """Lay the limits on this process: address space, files, core dumps, processor time over its life."""
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * _LIFE_S, 2 * _LIFE_S))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    # Ctrl-C is for the parent to act on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def serve(wire: Wire, cpu_s: float) -> None:
    """Answer requests until the parent is gone, this process is old, or a document took all its memory."""
    for count in range(1, _DOCUMENTS + 1):
        asked = wire.asked()
        if asked is None:
            return
        # It stands still while the process waits, and starts anew with each document.
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        old = count % _LOOK == 0 and (count == _DOCUMENTS or time.process_time() > _LIFE_S)
        answer = _answer(*asked, last=old)
        wire.answer(answer)
        if answer.last:
            return


def _answer(request: Request, body: bytes, *, last: bool) -> Sent:
    try:
        result = extract_to_send(
            body,
            url=request.url,
            content_type=request.content_type,
            x_robots_tag=request.x_robots_tag,
            parts=request.parts,
        )
        return Sent(result, None, last)
    except ExtractError as error:
        return Sent(None, Failure(error.code, error.detail), last)
    except MemoryError:
        return Sent(
            None, Failure("memory", "expected a page that fits the memory limit, got one that does not"), True
        )
    except RecursionError:
        return Sent(None, Failure("too-complex", "expected a page of sane depth, got a recursion"), last)
    except Exception as error:
        # Whatever a page breaks must be said of that page and not end the crawl.
        return Sent(None, Failure("crashed", f"{type(error).__name__}: {error}"[:500]), True)


def main(arguments: list[str]) -> None:
    """Serve the socket at standard input: arguments are CPU seconds a document, megabytes, and where
    the pages are."""
    cpu_s, memory_mb = float(arguments[0]), int(arguments[1])
    limit(memory_mb)
    # What was imported stays: there is no need to look through it for garbage every few pages.
    gc.freeze()
    with socket.socket(fileno=0) as connection, contextlib.suppress(OSError):
        serve(Wire(connection, int(arguments[2])), cpu_s)


if __name__ == "__main__":
    main(sys.argv[1:])
