"""create_app(settings): settings → features → Litestar.

Everything a process shares is made here once; which parts HUD has is read from `app.features`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, Tag
from sqlalchemy import text

from app import __version__, jobs
from app.disk import Disk
from app.feature import Feature, resolve
from app.features import enabled, handlers, policies, styles
from app.freshness import counters
from app.memory.budget import Room
from app.memory.stats import CEILING, HELD
from app.net.guard import attach, guard_of
from app.pagecache.fragments import Fragments
from app.pagecache.pages import Pages
from app.rowcache import cache_of, open_database
from app.rowcache.opening import METRICS
from app.settings import Settings, load
from app.web import log, status
from app.web.context import ROOT, Hud
from app.web.described import ABOUT, SCHEMA, TAGS, TOKEN, Description, nothing_below
from app.web.health import NotReady
from app.web.menu import menu_of
from app.web.metrics import Metrics
from app.web.open_paths import OpenPaths
from app.web.pipeline.pipeline import Pipeline
from app.web.request import HudRequest
from app.web.request.forms import MOST_BYTES, read_form
from app.web.response.assets import static_files
from app.web.response.security import SecurityHeaders
from app.web.response.slot import PersonalSlots
from app.web.secret import secret
from app.web.templates import make_templates

THREADS = 20


def create_app(settings: Settings | None = None) -> Litestar:
    """The web application for `settings` (those of the environment by default)."""
    settings = load() if settings is None else settings
    log.set_up(settings.log)
    hud = make_hud(settings)
    return Routes(hud.features).serve(hud)


class Routes:
    """All routes of some features, which know nothing of an installation until they serve one.

    They take most of the time that making an application takes. They may serve one installation after
    another, never two at once.
    """

    def __init__(self, features: Sequence[Feature]) -> None:
        found = [route for feature in features for route in handlers(feature)]
        self._app = Litestar(
            [status.healthz, status.readyz, status.metrics, *found],
            request_class=HudRequest,
            dependencies={"form": Provide(read_form)},
            exception_handlers={Exception: _passed_on, 500: _passed_on},
            openapi_config=OpenAPIConfig(
                title="HUD",
                version=__version__,
                openapi_router=Router(
                    SCHEMA, route_handlers=[], include_in_schema=False, guards=[nothing_below]
                ),
                description=ABOUT,
                render_plugins=[Description()],
                components=Components(security_schemes={"token": TOKEN}),
                tags=[*TAGS, *(Tag(*tag) for feature in features for tag in feature.tags)],
            ),
            request_max_body_size=MOST_BYTES,
            logging_config=None,
            debug=False,
            on_startup=[_more_threads],
        )
        self._routing = self._app.asgi_handler

    def serve(self, hud: Hud) -> Litestar:
        """The application for one installation."""
        app = self._app
        app.state = State({"hud": hud})
        app.on_shutdown = [hud.db.dispose]
        # The pipeline stands before routing: a language prefix is part of no route, and what it refuses
        # must not depend on whether a route exists.
        app.asgi_handler = Pipeline(hud, app, self._routing)
        return app


def _passed_on(_: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """What goes wrong in a handler is told by the pipeline, as everything that goes wrong is."""
    raise error


async def _more_threads() -> None:
    # As many as the database pool has connections: with Python's default of six on a small machine,
    # a few writers that wait for a lock would keep every reader waiting too.
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hud-web")
    asyncio.get_running_loop().set_default_executor(pool)


def make_hud(settings: Settings) -> Hud:
    """The shared parts of a process, made from its settings."""
    db = open_database(settings)
    attach(db, guard_of(settings))
    features = enabled(settings)
    assets = static_files(ROOT / "static", styles(features))
    cached = settings.cache == "on"
    memory = cache_of(db).memory
    fragments = Fragments(memory.room("fragments") if cached else None)
    disk = Disk(settings.folders)
    templates = make_templates(ROOT / "templates", settings.data_dir, assets, fragments, failed=disk.failed)
    clock = counters(db)
    secret(settings)
    hud = Hud(
        settings=settings,
        db=db,
        counters=clock,
        metrics=Metrics(settings.data_dir / METRICS, cache_of(db).metrics),
        cache=cache_of(db) if cached else None,
        features=features,
        menu=menu_of(features),
        open_paths=OpenPaths(features),
        assets=assets,
        templates=templates,
        fragments=fragments,
        # While templates are worked on, a page may change without anything it shows.
        pages=Pages(clock.stamps, memory.room("pages"), on=cached and not templates.auto_reload),
        security=SecurityHeaders(policies(settings, features)),
        slots=PersonalSlots(templates, memory.room("personal"), on=cached, disk=disk.state),
        checks={},
        disk=disk,
    )
    hud.checks.update(_checks(hud))
    for feature in features:
        if feature.on_web_start:
            cast("Callable[[Hud], None]", resolve(feature.on_web_start))(hud)
    _measure(hud)
    return hud


def _measure(hud: Hud) -> None:
    """What `/metrics` says beside what is counted."""
    hud.fragments.stats.tell("fragment", hud.metrics.process)
    hud.pages.stats.tell("page", hud.metrics.process)
    for room in cache_of(hud.db).memory.rooms.values():
        _measure_room(hud.metrics, room)

    def due() -> int:
        with hud.db.read() as session:
            return jobs.count_due(session)

    hud.metrics.register("hud_jobs_due", "Jobs that are due or run now", due)


def _measure_room(metrics: Metrics, room: Room) -> None:
    metrics.gauge(HELD, "Bytes that each store of the processes holds", lambda: room.size, store=room.name)
    metrics.gauge(CEILING, "Bytes that each store may hold", lambda: room.most, store=room.name)


def _checks(hud: Hud) -> dict[str, Callable[[], str]]:
    def database() -> str:
        with hud.db.read() as session:
            session.execute(text("SELECT 1"))
        return "ok"

    def broker() -> str:
        if not hud.settings.broker_url:
            return "embedded"
        from redis import Redis  # noqa: PLC0415  # most installations have none, and it is long to import

        with Redis.from_url(hud.settings.broker_url, socket_timeout=1, socket_connect_timeout=1) as client:
            client.ping()
        return "ok"

    def disk() -> str:
        found = hud.disk.look()
        if found != "ok":
            raise NotReady(found)
        return found

    return {"disk": disk, "database": database, "broker": broker}
