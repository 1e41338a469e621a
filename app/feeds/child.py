"""The process that parses what a server sent: limited in memory, files and processor time, used once.

It reads the payload from its standard input and writes the rows to its standard output, packed.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import cast

import msgspec

from app.feature import resolve
from app.feeds.feed import Parse
from app.feeds.parsing import CRASHED, Head
from app.feeds.refused import Refused
from app.sandbox import limit

_MEMORY = 1 << 30
_CPU_S = 10


def main(name: str) -> int:
    """Read, parse, write."""
    limit(memory=_MEMORY, cpu_s=_CPU_S)
    # Rows are many and live to the end: to look through them for garbage takes longer than to parse them.
    gc.disable()
    payload = sys.stdin.buffer.read()
    rows: Sequence[object] = ()
    try:
        parsed = cast(Parse, resolve(name))(payload)
        rows = parsed.rows
        head = Head(len(rows), parsed.made_at, parsed.pages, parsed.about)
    except Refused as error:
        head = Head(refused=(error.reason, error.where[:200], error.values))
    except MemoryError:
        return 1
    except Exception as error:
        # Whatever a payload breaks is said of that payload.
        head = Head(refused=(CRASHED, "", {"error": f"{type(error).__name__}: {error}"[:200]}))
    sys.stdout.buffer.write(msgspec.msgpack.encode((head, rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
