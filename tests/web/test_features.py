"""The list that says what HUD is made of, and the manifests that it collects."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click
import msgspec
import pytest

from app.db import Base
from app.feature import Feature, resolve
from app.features import FEATURES, NAMES, chosen, enabled, handlers, import_tables
from app.freshness.dependencies import counters
from app.settings import Settings, SettingsError
from app.web.context import ROOT

NAMED = ("on_upgrade", "on_start", "on_web_start", "follower", "tidy", "checks", "series")


def test_all_are_on_when_nothing_is_chosen(settings: Settings) -> None:
    assert enabled(settings) == FEATURES


def test_a_switch_that_does_not_exist_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"'serach'.*expected some of home, accounts, .*search"):
        enabled(msgspec.structs.replace(settings, apps=frozenset({"serach"})))


def test_a_feature_without_what_it_needs_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="'search' without 'pages'"):
        enabled(msgspec.structs.replace(settings, apps=frozenset({"search"})))


def test_a_feature_may_need_one_that_is_always_on(settings: Settings) -> None:
    features = (Feature("people", "/people/", always=True), Feature("ml", "/ml/", needs=("people",)))
    found = chosen(msgspec.structs.replace(settings, apps=frozenset({"ml"})), features)
    assert [feature.switch for feature in found] == ["people", "ml"]


def test_what_a_feature_needs_is_looked_for_whether_it_is_chosen_or_always_on(settings: Settings) -> None:
    features = (Feature("base", "/base/", always=True, needs=("rows",)), Feature("rows", "/rows/"))
    with pytest.raises(SettingsError, match="'base' without 'rows'"):
        chosen(msgspec.structs.replace(settings, apps=frozenset()), features)


@pytest.mark.parametrize("feature", FEATURES, ids=NAMES)
def test_every_name_in_a_manifest_leads_to_something(feature: Feature) -> None:
    assert bool(handlers(feature)) == bool(feature.routes)
    import_tables()
    names = [name for field in NAMED if (name := getattr(feature, field))]
    names += [job.actor for job in feature.jobs] + [card.values for card in feature.cards if card.values]
    for name in names:
        assert callable(resolve(name)), name
    for command in feature.commands:
        found = cast(click.Command, resolve(command.command))
        assert (found.name, found.get_short_help_str(1_000)) == (command.name, command.help)
    templates = [feature.privacy, feature.lost, *(card.template for card in feature.cards)]
    files = [f"templates/{name}" for name in templates if name] + [f"static/{feature.style}"]
    for file in files:
        assert (ROOT / file).is_file() or file == "static/", file
    for card in feature.cards:
        counters([cast("type[Base]", resolve(name)) for name in card.models])
    assert set(feature.needs) <= {other.switch for other in FEATURES}


def test_every_name_stands_for_one_thing() -> None:
    assert [feature.switch for feature in FEATURES] == list(NAMES)
    told = [*(f"prefix {feature.prefix}" for feature in FEATURES)]
    told += [f"job {job.name}" for feature in FEATURES for job in feature.jobs]
    told += [f"command {command.name}" for feature in FEATURES for command in feature.commands]
    assert [name for name, count in Counter(told).items() if count > 1] == []


def test_every_style_sheet_belongs_to_a_feature_or_to_all() -> None:
    known = {"app.css", *(feature.style for feature in FEATURES if feature.style)}
    assert {file.name for file in (ROOT / "static").glob("*.css")} == known


def test_a_feature_stands_after_what_it_needs() -> None:
    """At the start, and where sheets of style come together, those come first."""
    for place, feature in enumerate(FEATURES):
        # Search is what HUD is about, and comes first in the menu.
        later = set(feature.needs) - set(NAMES[:place])
        assert later <= {"pages"} if feature.switch == "search" else not later, feature.switch


def test_job_names_are_those_that_are_asked_for() -> None:
    known = {job.name for feature in FEATURES for job in feature.jobs}
    asked = {name for name in _asked_for() if name.isidentifier() or "-" in name}
    assert {"mail", "import"} <= asked <= known


def _asked_for() -> Iterator[str]:
    """The actors in the calls of `jobs.enqueue` and `jobs.long.ask`, where they are written out."""
    for file in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("jobs.enqueue", "jobs.long.ask"):
                name = node.args[1]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value


def test_reading_the_manifests_imports_nothing_of_the_features() -> None:
    wanted = {f"app.{name}" for name in ("feature", "features", "mark", *NAMES)} | _loaded(
        "import app.settings, app.importing"
    )
    loaded = _loaded("import app.features")
    assert {name for name in loaded if name.partition(".")[0] == "app"} <= wanted
    assert not loaded & {"sqlalchemy", "litestar", "babel", "click", "jinja2"}


def test_nothing_of_what_is_off_is_imported(tmp_path: Path) -> None:
    """Neither by the start, nor by a web process, a worker or the command line."""
    code = f"""
import os
os.environ.update(HUD_DATA_DIR={str(tmp_path / "var")!r}, HUD_APPS="home")
from app import cli, jobs
from app.asgi import create_app
from app.db import Base
from app.settings import load
from workers.follower import followers
from workers.prepare import prepare
assert prepare(load()) == 0
application = create_app()
hud = application.state.hud
assert not {{"/pages", "/search", "/guide"}} & {{route.path for route in application.routes}}
assert not jobs.actors(load())
assert "user" in cli.commands() and not {{"pages", "search", "captcha", "crawl"}} & set(cli.commands())
tables = set(Base.metadata.tables)
assert not {{"page", "visit", "captcha_image"}} & tables and "person" in tables
sheet = hud.assets.get(hud.assets.url("app.css").removeprefix("/static/")).body
assert b".ruler" not in sheet and b".human" not in sheet and b".card" in sheet
"""
    off = [f"app.{feature.switch}." for feature in FEATURES if not feature.always]
    assert len(off) >= 4
    assert [name for name in _loaded(code) if name.startswith(tuple(off))] == []


def _loaded(code: str) -> set[str]:
    """The modules that are there after `code`."""
    code = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_shared_parts_name_no_feature() -> None:
    """They take what they need from the manifests; so no feature is a line in them."""
    packages = {f"app.{name}" for name in NAMES}
    for file in sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]):
        if file.relative_to(ROOT).parts[1] in NAMES:
            continue
        for node in ast.walk(ast.parse(file.read_bytes())):
            for name in _named(node):
                assert ".".join(name.split(".")[:2]) not in packages, f"{file}: {name}"


def _named(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [one.name for one in names]
        case ast.ImportFrom(module=str(module), names=names):
            return [f"{module}.{one.name}" for one in names]
        case ast.Constant(value=str(text)) if text.startswith("app.") and " " not in text:
            return [text]
        case _:
            return []
