"""The process that reads a stranger's list: limited in memory, files and processor time, used once.

The list is its standard input, and what it finds goes to its standard output, which is a file: an item a
line, as a JSON array, and at the end an object that says how the list ended.
"""

from __future__ import annotations

import contextlib
import resource
import sys

import msgspec

from app.pages.imports.item import MOST_PACKED, TOO_LARGE, BadList
from app.pages.imports.read_list import read_list

_MEMORY = 1 << 30
_CPU_S = 30
_OUTPUT = 256 << 20


class Ended(msgspec.Struct, frozen=True):
    """How many items came, and why the list was refused, if it was."""

    total: int
    refusal: str = ""


def limit() -> None:
    """Lay the limits on this process."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))


def main() -> int:
    """Read, find, write; 1 when memory was not enough."""
    limit()
    encoder = msgspec.json.Encoder()
    total, refusal = 0, ""
    out = sys.stdout.buffer
    try:
        data = sys.stdin.buffer.read(MOST_PACKED + 1)
        if len(data) > MOST_PACKED:
            raise BadList(TOO_LARGE)
        for one in read_list(data):
            out.write(encoder.encode(one) + b"\n")
            total += 1
    except BadList as error:
        refusal = str(error)
    except (MemoryError, RecursionError):
        refusal = TOO_LARGE
    out.write(encoder.encode(Ended(total, refusal)) + b"\n")
    out.flush()
    return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
