"""The one list that says what HUD is made of.

A feature is a folder and a line here. One that is switched off is never imported: it has no route,
no menu entry and no code in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from app.i18n.mark import N_
from app.settings import Settings, SettingsError
from app.web.feature import Feature

if TYPE_CHECKING:
    # What runs beside the web asks which features there are, and does without its framework.
    from litestar.types import ControllerRouterHandler

    from app.series.source import Given, Source

FEATURES = (
    Feature("home", "/", "app.home.routes", always=True, menu=""),
    Feature("search", "/search", "app.search.routes", N_("Search"), "app.search.series", needs=("pages",)),
    Feature("pages", "/pages/", "app.pages.routes", N_("Pages"), "app.pages.series"),
    Feature("series", "/api/series", "app.series.routes", always=True, menu=""),
    Feature("guide", "/guide/", "app.guide.routes", N_("Guide"), needs=("pages",), menu="foot"),
    Feature("captcha", "/captcha/", "app.captcha.routes", menu=""),
    Feature("privacy", "/privacy", "app.privacy.routes", N_("Privacy"), always=True, menu="foot"),
    Feature("accounts", "/account/", "app.accounts.routes", always=True, menu=""),
)


def enabled(settings: Settings) -> tuple[Feature, ...]:
    """The features of this installation, in the order of the list.

    Raises `SettingsError` when HUD_APPS names one that does not exist, or one without what it needs.
    """
    chosen = settings.apps
    if chosen is None:
        return FEATURES
    known = {feature.switch: feature for feature in FEATURES}
    for switch in sorted(chosen):
        if switch not in known:
            raise SettingsError(f"HUD_APPS names {switch!r}: expected some of {', '.join(known)}")
        for need in known[switch].needs:
            if need not in chosen:
                raise SettingsError(f"HUD_APPS has {switch!r} without {need!r}, which it needs")
    return tuple(feature for feature in FEATURES if feature.always or feature.switch in chosen)


def sources(features: Sequence[Feature], given: Given) -> list[Source]:
    """The sources of series that some features offer."""
    found: list[Source] = []
    for feature in features:
        if feature.series:
            found += import_module(feature.series).sources(given)
    return found


def handlers(feature: Feature) -> list[ControllerRouterHandler]:
    """The route handlers of a feature; this is where its code is first imported."""
    found: list[ControllerRouterHandler] = import_module(feature.module).handlers
    return found
