"""Headline of a change: how many sentences came, went, changed and moved, in the reader's language."""

from __future__ import annotations

from app.i18n import format_number, gettext, ngettext
from app.pages.summary import Summary


def headline(summary: Summary | None) -> str:
    """A change in one line: "+3 sentences, −1, title changed"."""
    if summary is None:
        return gettext("Changed")
    if summary.is_empty:
        return gettext("White space changed")
    parts = []
    if summary.added:
        parts.append(ngettext("+%(num)s sentence", "+%(num)s sentences", summary.added) % _num(summary.added))
    if summary.removed:
        # The second number needs no noun.
        parts.append(
            f"−{format_number(summary.removed)}"
            if parts
            else ngettext("−%(num)s sentence", "−%(num)s sentences", summary.removed) % _num(summary.removed)
        )
    if summary.changed:
        parts.append(
            ngettext("%(num)s changed", "%(num)s changed", summary.changed) % _num(summary.changed)
            if parts
            else ngettext("%(num)s sentence changed", "%(num)s sentences changed", summary.changed)
            % _num(summary.changed)
        )
    if summary.moved:
        parts.append(
            ngettext("%(num)s moved", "%(num)s moved", summary.moved) % _num(summary.moved)
            if parts
            else ngettext("%(num)s sentence moved", "%(num)s sentences moved", summary.moved)
            % _num(summary.moved)
        )
    if summary.title:
        parts.append(gettext("title changed") if parts else gettext("Title changed"))
    return ", ".join(parts)


def signs(summary: Summary | None) -> str:
    """The same in signs and numbers, for a narrow column: "+3 −1 ~2"."""
    if summary is None or summary.is_empty:
        return ""
    counts = (("+", summary.added), ("−", summary.removed), ("~", summary.changed), ("↕", summary.moved))
    found = [f"{sign}{format_number(number)}" for sign, number in counts if number]
    return " ".join(found) or "~"


def _num(number: int) -> dict[str, str]:
    return {"num": format_number(number)}
