"""Manifest of a feature: all that the rest of HUD has to know of it.

A manifest stands in the `__init__.py` of the feature's folder and names its modules by dotted names, as
"app.birds.routes:handlers", so that reading it imports nothing of the feature. What a name leads to is
imported where it is needed, and only if the feature is switched on.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Literal

import msgspec

from app.importing import importing

if TYPE_CHECKING:
    from app.settings import Settings

MAIN = "main"
"""An entry of its own in the menu."""
FOOT = "foot"
"""At the foot of every page."""
ADMIN = "admin"
"""Among an administrator's links, on the page of their account."""
HIDDEN = ""
"""Led to by other pages alone."""


class Job(msgspec.Struct, frozen=True):
    """Jobs of one name, and their actor: `app.jobs.Actor`.

    `wanted` tells whether an installation can have such jobs at all; without any, no worker is started.
    """

    name: str
    actor: str
    wanted: Callable[[Settings], bool] = lambda _settings: True


class Command(msgspec.Struct, frozen=True):
    """A command of `hud`, the click command that it is, and the line about it in `hud --help`.

    That line is the first of the command's docstring; it stands here too, so that help imports no command.
    """

    name: str
    command: str
    help: str


class Card(msgspec.Struct, frozen=True):
    """A part of the first page.

    `values` names a function (session) → the values of `template`, or None to leave the card out; without it
    the template takes none. Beside those the template has `may_add` and `may_edit`. `models` name the models
    whose rows they are read from, as "app.birds.models:Bird": while none of them changes they are read once
    for everybody. On `top` stands what leads on, in `cards` what is shown.
    """

    template: str
    values: str = ""
    models: tuple[str, ...] = ()
    place: Literal["top", "cards"] = "cards"


class Sample(msgspec.Struct, frozen=True):
    """A request of the load test: one that shows how the feature is used.

    `${query}`, `${typed}` and `${page}` stand for what bench/load/queries.csv has in that column.
    """

    name: str
    path: str
    arguments: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


class Feature(msgspec.Struct, frozen=True):
    """One part of HUD. Whatever is empty, it does without.

    `switch` is its name in HUD_APPS and that of its folder, `prefix` its address, `label` its name on the
    screen, and `menu` where that stands: one of the places above, or the label of a group of the main menu.

    Names of functions: `on_upgrade` (db) → titles of the long jobs asked for, once the schema is the newest;
    `on_start` (db, settings), before the first page is served; `on_web_start` (hud), in each web process;
    `tidy` (db, now), every hour; `series` (given) → its sources of series; `checks` (settings) → findings of
    `hud doctor`. `follower` (db, settings) → what takes commits into what this host has beside the database.
    `feeds` names a tuple of `app.feeds.feed.Feed`, or a function (settings) → such a tuple.

    `open_paths` are read without signing in even where HUD is for members only, and so is what is below one
    that ends in a slash. `closed_to_robots` are the beginnings of addresses that robots are asked to leave.
    `load_samples` are what the load test asks for; `addresses` lead to its pages that may be kept, one at
    least to each, and the tests see with them that such a page is never out of date.

    `style` is a style sheet below static/. `policy` names a function (settings) → what its pages need of the
    Content Security Policy beside our own addresses, as sources by directive. `privacy` and `lost` are
    templates: what the feature keeps of people, as items of a list, and how it helps whoever comes to an
    address that leads nowhere. `tags` are its groups in the description of the API, each with a sentence.
    """

    switch: str
    prefix: str
    label: str = ""
    menu: str = HIDDEN
    always: bool = False
    needs: tuple[str, ...] = ()
    routes: str = ""
    models: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    commands: tuple[Command, ...] = ()
    on_upgrade: str = ""
    on_start: str = ""
    on_web_start: str = ""
    follower: str = ""
    tidy: str = ""
    checks: str = ""
    cards: tuple[Card, ...] = ()
    series: str = ""
    feeds: str = ""
    open_paths: tuple[str, ...] = ()
    closed_to_robots: tuple[str, ...] = ()
    load_samples: tuple[Sample, ...] = ()
    addresses: tuple[str, ...] = ()
    style: str = ""
    policy: str = ""
    privacy: str = ""
    lost: str = ""
    tags: tuple[tuple[str, str], ...] = ()


def resolve(name: str) -> object:
    """What "package.module:name" leads to; this is where its module is imported."""
    module, _, attribute = name.partition(":")
    with importing():
        found: object = getattr(import_module(module), attribute)
    return found
