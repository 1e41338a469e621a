"""The web process: Granian with HUD's application, tied to whoever started it."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from app.settings import Settings
from workers.cores import settle
from workers.limits import connections
from workers.parent_watch import end_with_parent

if TYPE_CHECKING:
    from litestar import Litestar

_PARENT = "HUD_WEB_PARENT"
_STOP_S = 3
_HEADERS_MS = 15_000
"""So long may a request's headers take, and a connection be kept for the next request."""
_READ_BYTES = 64 << 10
"""Of a request that are read before the application asks for more; its headers have to fit."""
_WAITING = 4_096
"""Connections that wait for their turn; the system may allow fewer (net.core.somaxconn)."""


def serve(settings: Settings, workers: int) -> None:
    """Serve until a signal ends it; `workers` processes share the port."""
    os.environ[_PARENT] = str(os.getpid())
    run("workers.web:create", settings.host, settings.port, workers)


def run(application: str, host: str, port: int, workers: int) -> None:
    """Granian as HUD sets it up, with what `application` names: a module and a function that makes it.

    Benchmarks run other applications on it, so that only these differ.
    """
    Server(
        application,
        factory=True,
        interface=Interfaces.ASGI,
        address=host,
        port=port,
        workers=workers,
        http=HTTPModes.http1,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADERS_MS, max_buffer_size=_READ_BYTES),
        backlog=_WAITING,
        # Beyond these no connection is taken, so whoever holds them keeps all others out.
        backpressure=connections(),
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_S,
    ).serve()


def create() -> Litestar:
    """The application, made in each of Granian's own processes."""
    from app.asgi import create_app  # noqa: PLC0415  # Granian's main process does without it

    end_with_parent(int(os.environ[_PARENT]))
    settle()
    app = create_app()
    # What is here now stays: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    return app
