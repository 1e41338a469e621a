"""`hud serve`: checks, prepares, starts every process HUD needs on this machine, and keeps them running."""

from __future__ import annotations

import http.client
import ipaddress
import os
import sys
import threading
import time
from contextlib import ExitStack

from app.failing import few_files
from app.own_folder import keep_private
from app.settings import Settings
from workers.database_file import DatabaseFile
from workers.locks import Held, hold, write_about
from workers.port import Taken, reserve
from workers.supervisor import Child, Supervisor

_TRIES = 3
_LOOK_S = 0.05


class CannotServe(RuntimeError):
    """Something stands in the way; the text is one line that says what and how to mend it."""


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
        url = settings.base_url or f"http://{_bracketed(settings.host)}:{port}"
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
        threading.Thread(target=_announce, args=(address, port, url, ready), daemon=True).start()
        return supervisor.keep(
            children(settings, workers),
            lambda child: ready.is_set() or child.role != "web" or child.failures < _TRIES,
            file.trouble,
        )


def children(settings: Settings, workers: int) -> list[Child]:
    """What runs beside the web, by what is switched on and whether there is a Redis."""
    found = [Child("web", [str(workers)])]
    if settings.has("search") or settings.has_hosts:
        found.append(Child("follower"))
    if settings.has("pages") or settings.sends_mail:
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


def _announce(address: str, port: int, url: str, ready: threading.Event) -> None:
    """Print where HUD is once it answers."""
    while True:
        connection = http.client.HTTPConnection(_reachable(address), port, timeout=5)
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
        sys.stdout.flush()
        return


def _reachable(address: str) -> str:
    everywhere = ipaddress.ip_address(address).is_unspecified
    return address if not everywhere else "::1" if ":" in address else "127.0.0.1"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
