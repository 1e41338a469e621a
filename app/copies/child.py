"""The process that makes a stored page harmless: limited in memory, files and processor time, used once."""

from __future__ import annotations

import sys

from app.copies.clean import clean
from app.extract.result import ExtractError
from app.sandbox import limit

_MEMORY = 1 << 30
_CPU_S = 10


def main(content_type: str) -> int:
    """Read the bytes, write the clean HTML; 1 when that cannot be."""
    limit(memory=_MEMORY, cpu_s=_CPU_S)
    try:
        html = clean(sys.stdin.buffer.read(), content_type)
    except (ExtractError, MemoryError, RecursionError):
        return 1
    sys.stdout.buffer.write(html.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
