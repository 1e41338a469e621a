"""One budget for all that a process keeps: every store has a room in it, and the rooms fit into it."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from app import machine
from app.asgi import make_hud
from app.features import FEATURES, handlers
from app.i18n import formats
from app.memory import tables
from app.memory.bounded import Bounded
from app.memory.budget import LEAST, WEIGHTS, Memory
from app.rowcache import cache_of
from app.rowcache.store import MemoryStore
from app.settings import CACHES_LEAST, CACHES_MOST, Settings, SettingsError, load
from tests.web.site import running

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = {"app.db.migrate.newest", "app.i18n.catalogues.catalogue", "app.web.response.assets.static_files"}
"""Remember what HUD ships: no more than there are languages and folders of it."""
FEW = 1_024
"""Entries up to which a table is too small to be counted."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted((ROOT / "app").rglob("*.py")):
        name = str(file.relative_to(ROOT))
        yield name.removesuffix(".py").replace("/", "."), ast.parse(file.read_text())


def calls(name: str) -> list[str]:
    """The modules that call `name`."""
    return [
        module
        for module, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


@pytest.mark.parametrize("most", [LEAST, 100_000_001, 128 << 20, 1 << 30])
def test_rooms_together_are_no_more_than_the_budget(most: int) -> None:
    rooms = Memory(most).rooms
    assert rooms.keys() == {*WEIGHTS, tables.NAME}
    assert sum(room.most for room in rooms.values()) <= most
    assert all(room.most > 0 for room in rooms.values())


def test_rooms_come_from_the_budget_alone() -> None:
    assert set(calls("Room")) == {"app.memory.budget"}
    # One budget for a process; the others are for programs that keep nothing from one question to the next.
    with_setting = [
        module
        for module, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Memory"
        and not (isinstance(node.args[0], ast.Name) and node.args[0].id == "LEAST")
    ]
    assert with_setting == ["app.rowcache.opening"]


def test_every_store_of_a_process_has_a_room_of_its_own(settings: Settings) -> None:
    before = {id(one) for one in gc.get_objects() if isinstance(one, Bounded | MemoryStore)}
    with running(settings) as client:
        client.get("/search?q=hello")
        stores = [
            one
            for one in gc.get_objects()
            if isinstance(one, Bounded | MemoryStore) and id(one) not in before
        ]
        memory = cache_of(client.app.state.hud.db).memory
        # None shares its room with another: the room tells the bytes of one.
        lodgers = [room.store for room in memory.rooms.values() if room.store is not tables.ALL]
        assert len(stores) > 5
        assert {id(one) for one in stores} == {id(one) for one in lodgers if one is not None}


def test_every_table_of_a_process_is_counted() -> None:
    for feature in FEATURES:
        handlers(feature)
    missing = set()
    for module, tree in sources():
        for name in _remembering(tree):
            function = getattr(import_module(module), name)
            most = function.cache_parameters()["maxsize"]
            if (most is None or most > FEW) and f"{module}.{name}" not in tables.known:
                missing.add(f"{module}.{name}")
    assert missing == SHIPPED
    # Whatever forgets by age or by number without `lru_cache` is one of these.
    assert set(calls("OrderedDict")) == {
        "app.crawl.robots",
        "app.memory.bounded",
        "app.net.fetch",
        "app.rowcache.store",
        "app.search.rate_limiter",
    }
    assert tables.ceiling() <= tables.ROOM


def _remembering(tree: ast.Module) -> Iterator[str]:
    """Functions that remember their answers and have more than one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (node.args.args or node.args.kwonlyargs):
            for decorator in node.decorator_list:
                name = decorator.func if isinstance(decorator, ast.Call) else decorator
                if isinstance(name, ast.Name) and name.id in ("cache", "lru_cache"):
                    yield node.name


def test_table_tells_what_it_holds() -> None:
    before = tables.ALL.size
    for number in range(10):
        formats._decimal(31_415_926.5 + number, "nl")
    assert tables.ALL.size == before + 10 * tables.EACH


def test_sizes_and_ceilings_are_told(settings: Settings) -> None:
    with running(settings) as client:
        client.get("/")
        told = client.app.state.hud.metrics.text()
        most = Memory(settings.memory_caches).room("pages").most
        assert f'hud_cache_ceiling_bytes{{store="pages"}} {most}' in told
        held = next(line for line in told.splitlines() if line.startswith('hud_cache_bytes{store="pages"}'))
        assert int(held.split()[-1]) > 0
        assert {line.split('"')[1] for line in told.splitlines() if line.startswith("hud_cache_bytes{")} == {
            *WEIGHTS,
            tables.NAME,
        }


def test_setting_is_the_budget_of_a_process(settings: Settings) -> None:
    small = make_hud(msgspec.structs.replace(settings, memory_caches=LEAST))
    assert sum(room.most for room in cache_of(small.db).memory.rooms.values()) <= LEAST
    small.db.dispose()


def test_default_is_a_share_of_the_machine() -> None:
    assert CACHES_LEAST == LEAST
    assert CACHES_LEAST <= Settings().memory_caches <= CACHES_MOST == 128 << 20
    assert Settings().memory_caches <= max(machine.memory() // 8, CACHES_LEAST)


@pytest.mark.parametrize("value", ["128M", "-1", "0", str(LEAST - 1), str(1 << 60), "1e9", "many"])
def test_value_that_cannot_be_used_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match=r"HUD_MEMORY_CACHES=.* whole number from 33554432 to"):
        load({"HUD_MEMORY_CACHES": value})


def test_value_is_bytes() -> None:
    assert load({"HUD_MEMORY_CACHES": str(LEAST)}).memory_caches == LEAST
