"""Menu: where each feature is found, made from the manifests once in a process."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.feature import ADMIN, FOOT, HIDDEN, MAIN, Feature


class Entry(msgspec.Struct, frozen=True):
    """A link to a feature; `label` is an English message."""

    label: str
    prefix: str


class Group(msgspec.Struct, frozen=True):
    """Entries that open together under a label, an English message; without one it is a single entry."""

    label: str
    entries: tuple[Entry, ...]


class Menu(msgspec.Struct, frozen=True):
    """The main menu, the links at the foot, and those of administrators."""

    main: tuple[Group, ...] = ()
    foot: tuple[Entry, ...] = ()
    admin: tuple[Entry, ...] = ()

    def section(self, here: str) -> str:
        """The address of that entry of the main menu which a page at the path `here` belongs to, or ""."""
        prefixes = [entry.prefix for group in self.main for entry in group.entries]
        return max((prefix for prefix in prefixes if here.startswith(prefix)), key=len, default="")


def menu_of(features: Iterable[Feature]) -> Menu:
    """The menu of `features`, in their order; a group stands where its first entry does.

    A group that would open for a single entry is that entry.
    """
    groups: dict[str, list[Entry]] = {}
    links: dict[str, list[Entry]] = {FOOT: [], ADMIN: []}
    for feature in features:
        entry = Entry(feature.label, feature.prefix)
        if feature.menu in links:
            links[feature.menu].append(entry)
        elif feature.menu == MAIN:
            groups[feature.prefix] = [entry]
        elif feature.menu != HIDDEN:
            groups.setdefault(feature.menu, []).append(entry)
    main = [Group(label if len(entries) > 1 else "", tuple(entries)) for label, entries in groups.items()]
    return Menu(tuple(main), tuple(links[FOOT]), tuple(links[ADMIN]))
