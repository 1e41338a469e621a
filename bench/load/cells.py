"""Cells: one `hud serve` with all that it wants, alone, or two of them that share what is shared.

One machine is SQLite with memcached and Redis beside it. More than one share a PostgreSQL, a memcached and a
Redis and have an nginx in front, as `docs/operations.md` says; each keeps its own index.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.load.front import front
from bench.load.installation import lend
from bench.load.plan import people
from bench.load.postgres import postgres
from bench.load.servers import Server, hud, memcached, redis
from bench.load.visitors import Headers, signed_in


class Cell(NamedTuple):
    """Where requests go, who may send them, and the processes behind it by name."""

    server: Server
    visitors: list[Headers]
    processes: dict[str, int]


@contextmanager
def one(settings: Mapping[str, str], *, workers: int = 1) -> Iterator[Cell]:
    """One machine: SQLite, memcached, Redis."""
    with ExitStack() as stack:
        folder = stack.enter_context(lend())
        visitors = signed_in(folder, people())
        shared = _shared(stack)
        server = stack.enter_context(hud(folder, {**_settings(shared), **settings}, workers=workers))
        yield Cell(server, visitors, {"hud": server.pid, **_pids(shared)})


@contextmanager
def behind_nginx(cells: int) -> Iterator[Cell]:
    """Several cells on PostgreSQL, memcached and Redis."""
    with ExitStack() as stack:
        folder = stack.enter_context(lend())
        visitors = signed_in(folder, people())
        shared = _shared(stack)
        url = stack.enter_context(postgres(folder))
        more = {
            "HUD_DATABASE_URL": url,
            "HUD_SECRET_KEY": "the same for all cells of a test",
            **_settings(shared),
        }
        served = [
            stack.enter_context(hud(place, more)) for place in stack.enter_context(_copies(folder, cells))
        ]
        entry = stack.enter_context(front(served))
        names = {f"cell {number}": cell.pid for number, cell in enumerate(served, 1)}
        yield Cell(entry, visitors, {**names, "nginx": entry.pid, **_pids(shared)})


@contextmanager
def _copies(folder: Path, number: int) -> Iterator[list[Path]]:
    """A data folder for each cell: the index alone, since the rows are in PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="hud-cells-") as scratch:
        places = [Path(scratch, str(one)) for one in range(number)]
        for place in places:
            place.mkdir()
            shutil.copytree(folder / "index", place / "index", symlinks=True)
        yield places


def _shared(stack: ExitStack) -> tuple[Server, Server]:
    return stack.enter_context(memcached()), stack.enter_context(redis())


def _settings(shared: tuple[Server, Server]) -> dict[str, str]:
    return {
        "HUD_MEMCACHED": f"127.0.0.1:{shared[0].port}",
        "HUD_BROKER_URL": f"redis://127.0.0.1:{shared[1].port}/0",
    }


def _pids(shared: tuple[Server, Server]) -> dict[str, int]:
    return {"memcached": shared[0].pid, "redis": shared[1].pid}
