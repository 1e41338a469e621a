"""The one list that says what HUD is made of.

A feature is a folder and a line here; all else is in its manifest, the FEATURE of the folder's `__init__.py`.
Manifests import nothing of their features, so one that is switched off has no code in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, cast

from app.feature import Feature, Job, resolve
from app.settings import Settings, SettingsError

if TYPE_CHECKING:
    # What runs beside the web asks which features there are, and does without its framework.
    from litestar.types import ControllerRouterHandler

NAMES = (
    "home",
    "accounts",
    "series",
    "search",
    "pages",
    "changes",
    "copies",
    "sample",
    "feeds",
    "equake",
    "tax",
    "dota2",
    "guide",
    "captcha",
    "privacy",
    "backup",
)
"""In the order of the menu. What a feature does at the start, it does after those that stand before it."""

FEATURES: tuple[Feature, ...] = tuple(import_module(f"app.{name}").FEATURE for name in NAMES)


def enabled(settings: Settings) -> tuple[Feature, ...]:
    """The features of this installation, in the order of the list.

    Raises `SettingsError` when HUD_APPS names one that does not exist, or leaves out what another needs.
    """
    return chosen(settings, FEATURES)


def chosen(settings: Settings, features: tuple[Feature, ...]) -> tuple[Feature, ...]:
    """Those of `features` that are switched on; raises as `enabled` does."""
    apps = settings.apps
    known = {feature.switch: feature for feature in features}
    for switch in sorted(apps or ()):
        if switch not in known:
            raise SettingsError(f"HUD_APPS names {switch!r}: expected some of {', '.join(known)}")
    found = tuple(feature for feature in features if apps is None or feature.always or feature.switch in apps)
    there = {feature.switch for feature in found}
    for feature in sorted(found, key=lambda feature: feature.switch):
        for need in feature.needs:
            if need not in there:
                raise SettingsError(f"HUD_APPS has {feature.switch!r} without {need!r}, which it needs")
    return found


def handlers(feature: Feature) -> list[ControllerRouterHandler]:
    """The route handlers of a feature, which may have none; this is where its code is first imported."""
    return cast("list[ControllerRouterHandler]", resolve(feature.routes)) if feature.routes else []


def import_tables() -> None:
    """Import the tables of all features, switched on or not: for what looks at the whole schema."""
    for feature in FEATURES:
        for module in feature.models:
            import_module(module)


def wanted_jobs(settings: Settings) -> list[Job]:
    """The jobs that this installation can have."""
    return [job for feature in enabled(settings) for job in feature.jobs if job.wanted(settings)]


def policies(settings: Settings, features: tuple[Feature, ...]) -> list[Mapping[str, Sequence[str]]]:
    """What the pages of `features` need of the Content Security Policy, under these settings."""
    makers = [resolve(feature.policy) for feature in features if feature.policy]
    return [cast("Callable[[Settings], Mapping[str, Sequence[str]]]", make)(settings) for make in makers]


def styles(features: tuple[Feature, ...]) -> tuple[str, ...]:
    """The names below static/ of the style sheets of `features`, in their order."""
    return tuple(feature.style for feature in features if feature.style)
