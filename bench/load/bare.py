"""The peer of every figure about pages: Litestar handlers that give the same bytes, on HUD's own server.

They do nothing that a page has to do, so what HUD needs more than them is what HUD's pages cost.

    python -m bench.load.bare FILE PORT WORKERS
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
from litestar import Litestar, MediaType, get
from litestar.handlers import HTTPRouteHandler

from workers.parent_watch import end_with_parent
from workers.web import run

_FILE = "HUD_BARE_FILE"
_PARENT = "HUD_BARE_PARENT"


def create() -> Litestar:
    """An application of one such handler for each route."""
    end_with_parent(int(os.environ[_PARENT]))
    answers = msgspec.msgpack.decode(Path(os.environ[_FILE]).read_bytes(), type=dict[str, bytes])
    handlers = [_handler(route, body) for route, body in answers.items()]
    return Litestar(handlers, openapi_config=None, logging_config=None)


def _handler(route: str, body: bytes) -> HTTPRouteHandler:
    # A parameter in the route costs what it costs; nobody looks at it.
    @get(route, media_type=MediaType.HTML)
    async def page() -> bytes:
        return body

    return page


if __name__ == "__main__":
    file, port, workers = sys.argv[1:]
    os.environ[_FILE], os.environ[_PARENT] = file, str(os.getpid())
    run("bench.load.bare:create", "127.0.0.1", int(port), int(workers))
