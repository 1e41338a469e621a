"""The peer of every figure about pages: a Litestar handler that gives the same bytes, on HUD's own server.

It does nothing that a page has to do, so what HUD needs more than it is what HUD's pages cost.

    python -m bench.load.bare FILE PORT WORKERS
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from litestar import Litestar, MediaType, get

from workers.lifeline import tie
from workers.web import server

_FILE = "HUD_BARE_FILE"
_PARENT = "HUD_BARE_PARENT"


def create() -> Litestar:
    """An application of one handler."""
    tie(int(os.environ[_PARENT]))
    answer = Path(os.environ[_FILE]).read_bytes()

    @get(["/", "/{path:path}"], media_type=MediaType.HTML)
    async def page() -> bytes:
        return answer

    return Litestar([page], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    file, port, workers = sys.argv[1:]
    os.environ[_FILE], os.environ[_PARENT] = file, str(os.getpid())
    server("bench.load.bare:create", "127.0.0.1", int(port), int(workers)).serve()
