"""`hud serve`: checks, prepares, starts every process HUD needs on this machine, and keeps them running."""

from __future__ import annotations

import http.client
import os
import sys
import threading
import time
from contextlib import ExitStack

import msgspec

from app.failing import few_files
from app.features import enabled, wanted_jobs
from app.own_folder import keep_private
from app.settings import EVERYWHERE, Settings, in_url
from workers.database_file import DatabaseFile
from workers.locks import Held, hold, write_about
from workers.port import Taken, own_addresses, reserve
from workers.supervisor import Child, Supervisor

_TRIES = 3
_LOOK_S = 0.05


class CannotServe(RuntimeError):
    """Something stands in the way; the text is one line that says what and how to fix it."""


def serve(settings: Settings, workers: int) -> int:
    """Serve until a signal; returns the exit code. Raises `CannotServe` before anything is started."""
    with ExitStack() as stack:
        if few := few_files():
            raise CannotServe(few)
        lock = _lock(stack, settings)
        try:
            address, port = stack.enter_context(reserve(settings.host, settings.port))
        except Taken as error:
            raise CannotServe(str(error)) from None
        url = msgspec.structs.replace(settings, host=_on_here(settings.host, address), port=port).site_url
        write_about(lock, f"process {os.getpid()} at {url}")
        environment = {
            "HUD_HOST": settings.host,
            "HUD_PORT": str(port),
            "HUD_DATA_DIR": str(settings.data_dir),
        }
        supervisor = stack.enter_context(Supervisor(environment))
        code = supervisor.run_once("prepare")
        if code:
            return 0 if supervisor.stopping else 1
        file = DatabaseFile(settings)
        ready = threading.Event()
        threading.Thread(
            target=_announce,
            args=(address, port, url, _elsewhere(settings, address, port), ready),
            daemon=True,
        ).start()
        return supervisor.keep(
            children(settings, workers),
            lambda child: ready.is_set() or child.role != "web" or child.failures < _TRIES,
            file.fault,
        )


def children(settings: Settings, workers: int) -> list[Child]:
    """What runs beside the web, by what is switched on and whether there is a Redis."""
    found = [Child("web", [str(workers)])]
    if settings.has_hosts or any(feature.follower for feature in enabled(settings)):
        found.append(Child("follower"))
    if wanted_jobs(settings):
        found.append(Child("scheduler" if settings.broker_url else "worker"))
    return found


def _lock(stack: ExitStack, settings: Settings) -> int:
    folder = settings.data_dir
    try:
        keep_private(settings)
        return stack.enter_context(hold(folder / "serve.lock", wait=0))
    except Held as held:
        raise CannotServe(
            f"The data folder {folder} is already served by {held.by or 'another process'}:"
            " stop that one, or choose another folder with HUD_DATA_DIR."
        ) from None


def _announce(address: str, port: int, url: str, others: list[str], ready: threading.Event) -> None:
    """Print where HUD is once it answers."""
    while True:
        connection = http.client.HTTPConnection(EVERYWHERE.get(address, address), port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(_LOOK_S)
            continue
        finally:
            connection.close()
        ready.set()
        sys.stdout.write(f"HUD is ready at {url}/ (Ctrl-C stops it)\n")
        if others:
            sys.stdout.write(f"Other machines reach it at {' and '.join(others)}\n")
        sys.stdout.flush()
        return


def _on_here(host: str, address: str) -> str:
    """The host as it was written; where that means every address, one that can be opened."""
    return EVERYWHERE.get(address, host)


def _elsewhere(settings: Settings, address: str, port: int) -> list[str]:
    """Where other machines find HUD when it listens on every address of this one."""
    if settings.base_url or address not in EVERYWHERE:
        return []
    return [f"http://{in_url(own)}:{port}/" for own in own_addresses(everything=":" in address)]
