"""The web process: Granian with HUD's application, tied to whoever started it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from app.importing import importing, keep_all
from app.settings import Settings
from workers.limits import connections
from workers.parent_watch import end_with_parent

if TYPE_CHECKING:
    from litestar import Litestar

_PARENT = "HUD_WEB_PARENT"
_STOP_S = 3
"""So long may requests go on that are under way when a stop is asked for."""
_KILL_S = 6
"""By then each process has ended by itself; Granian kills those that have not."""
_STOP_SOON = signal.SIGUSR1
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
    # Until a process can be told, being told must not end it.
    signal.signal(_STOP_SOON, signal.SIG_IGN)
    server = Server(
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
        workers_kill_timeout=_KILL_S,
    )
    server.on_startup(_tell_of_stops)
    server.serve()


def _tell_of_stops() -> None:
    """Tell Granian's processes of a stop before Granian asks them to.

    Asked, a process of Granian waits for every request under way, and for every client that has sent half of
    one: a single one that never sends the rest would keep it until it is killed, with a warning to say so.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_asked, signal.getsignal(number)))


def _asked(granians: object, number: int, frame: FrameType | None) -> None:
    for process in multiprocessing.active_children():
        if process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, _STOP_SOON)
    if callable(granians):
        granians(number, frame)


def end_in_time() -> None:
    """End this process a while after it was told that all stop, whatever is still under way."""

    def told(_number: int, _frame: FrameType | None) -> None:
        timer = threading.Timer(_STOP_S, os._exit, (0,))
        timer.daemon = True
        timer.start()

    signal.signal(_STOP_SOON, told)


def create() -> Litestar:
    """The application, made in each of Granian's own processes."""
    end_with_parent(int(os.environ[_PARENT]))
    end_in_time()
    with importing():
        from app.asgi import create_app  # noqa: PLC0415  # Granian's main process does without it

        app = create_app()
        # What is here now stays, but for what was only of use on the way.
        gc.collect()
    keep_all()
    return app
