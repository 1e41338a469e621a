"""`hud serve`, `hud worker`, `hud scheduler`: the processes, by hand."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
import msgspec

from app import masks
from app.features import wanted_jobs
from app.own_folder import keep_private
from app.settings import Settings, SettingsError, load
from workers.limits import raise_open_files


@click.command()
@click.option("--host", metavar="ADDRESS", help="Listen here (HUD_HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65_535), help="Listen on this port (HUD_PORT, else 8000).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
def serve(host: str | None, port: int | None, workers: int) -> None:
    """Serve HUD on this machine: the web and all that works behind it."""
    from workers.serve import CannotServe  # noqa: PLC0415  # `--help` does without
    from workers.serve import serve as run  # noqa: PLC0415

    raise_open_files()
    made = _settings()
    made = msgspec.structs.replace(made, host=host or made.host, port=made.port if port is None else port)
    try:
        sys.exit(run(made, workers))
    except CannotServe as error:
        _fail(str(error))


@click.command()
@click.option(
    "--threads", type=click.IntRange(1, 256), help="Jobs at a time (HUD_CRAWL_CONCURRENCY, else 8)."
)
def worker(threads: int | None) -> None:
    """Read pages for an installation with Redis; any number of these, on any number of hosts."""
    made = _with_redis()
    from app.jobs import actors  # noqa: PLC0415
    from workers.database_file import end_without  # noqa: PLC0415
    from workers.shared import shared  # noqa: PLC0415
    from workers.stop import stop_event  # noqa: PLC0415

    end_without(made)
    shared(made, actors(made), threads or made.crawl_concurrency, stop_event())


@click.command()
def scheduler() -> None:
    """Hand out what is due to the workers on Redis; several may run, one is enough."""
    made = _with_redis()
    from workers.database_file import end_without  # noqa: PLC0415
    from workers.shared import schedule  # noqa: PLC0415
    from workers.stop import stop_event  # noqa: PLC0415

    end_without(made)
    schedule(made, [job.name for job in wanted_jobs(made)], stop_event())


def _with_redis() -> Settings:
    from workers.logs import set_up  # noqa: PLC0415

    raise_open_files()
    made = _settings()
    if not made.broker_url:
        _fail("HUD_BROKER_URL is not set: without Redis `hud serve` does this work itself.")
    set_up(made.log)
    keep_private(made)
    return made


# What `app.console` has for this would bring SQLAlchemy into the supervisor, which lives as long as HUD.
def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    click.echo(masks.mask(message), err=True)
    sys.exit(1)
