"""A person's preferences: time zone, language and colours; empty leaves it to the installation or browser."""

from __future__ import annotations

from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

import msgspec
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.preferences.remember import THEMES
from app.i18n import N_, gettext, offered
from app.rowcache import fetch
from app.web.request.forms import Form

# Zones that are kept in the database of zones for old programs only, and ones without a place.
_NO_PLACES = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/", "posix/", "right/")


class Preferences(msgspec.Struct, kw_only=True):
    """The form and what is kept of it."""

    time_zone: Annotated[str, msgspec.Meta(max_length=64)] = ""
    language: Annotated[str, msgspec.Meta(max_length=8)] = ""
    theme: Annotated[str, msgspec.Meta(max_length=8)] = ""


COLOURS = (("", N_("System default")), ("light", N_("Light")), ("dark", N_("Dark")))


def of(session: Session, person_id: int) -> Preferences:
    """What a person has chosen; nothing when there is no such person any more."""
    found = fetch(session, Person, id=person_id)
    if found is None:
        return Preferences()
    return Preferences(time_zone=found.time_zone, language=found.language, theme=found.theme)


def save(session: Session, person_id: int, chosen: Preferences) -> None:
    """Keep what was chosen."""
    session.execute(update(Person).where(Person.id == person_id).values(**msgspec.structs.asdict(chosen)))


def check(form: Form[Preferences]) -> None:
    """Put a sentence beside whatever is none of the choices."""
    chosen = form.data
    if chosen is None:
        return
    if chosen.time_zone:
        zone = zone_named(chosen.time_zone)
        if zone is None:
            form.error("time_zone", gettext("Unknown time zone. Enter one such as Europe/Amsterdam."))
        else:
            chosen.time_zone = zone
    if chosen.language and chosen.language not in offered():
        form.error("language", gettext("Choose one of the options."))
    if chosen.theme and chosen.theme not in THEMES:
        form.error("theme", gettext("Choose one of the options."))


def zone_named(text: str) -> str | None:
    """The zone that is meant by "Europe/Oslo", "europe/oslo", "oslo" or "new york"; None if by nothing."""
    if text in available():
        return text
    wanted = text.casefold().replace(" ", "_")
    whole = [zone for zone in zones() if zone.casefold() == wanted]
    places = [zone for zone in zones() if zone.casefold().rpartition("/")[2] == wanted]
    # Where a place stands twice (Asia/Istanbul, Europe/Istanbul), both are names of one zone.
    return next(iter([*whole, *reversed(places)]), None)


@cache
def available() -> frozenset[str]:
    """Every name of a time zone that can be chosen."""
    return frozenset(available_timezones())


@cache
def zones() -> tuple[str, ...]:
    """The names that are offered while typing: those of places, and UTC."""
    return ("UTC", *sorted(name for name in available() if "/" in name and not name.startswith(_NO_PLACES)))
