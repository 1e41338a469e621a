"""Reasons why a feed could not be read, in words."""

from __future__ import annotations

from app.mark import N_

STATUS = N_("The server answered with an error (HTTP %(status)s).")
TOO_MANY_PAGES = N_("The data has %(pages)s pages; HUD reads at most %(most)s.")
CHANGED_MEANWHILE = N_("The data changed while HUD was reading its pages. It is read again later.")

_REASONS = {
    "guard": N_("The address leads to another server than the one of the feed: %(detail)s"),
    "own": N_("The address leads to the machine HUD runs on: %(detail)s"),
    "dns": N_("No server with this name was found."),
    "connect": N_("The server refused the connection."),
    "tls": N_("The secure connection failed: the certificate could not be verified."),
    "timeout": N_("The server took too long to answer."),
    "closed": N_("The connection was lost before all the data had arrived."),
    "incomplete": N_("Only part of the data arrived, or part of it is damaged."),
    "too-large": N_("The data is too large: HUD reads up to 32 MB."),
}
_OTHER = N_("The data could not be fetched: %(detail)s")


def reason(code: str) -> str:
    """The sentence for a `FetchError` code, untranslated, with a place for its detail where it says more."""
    return _REASONS.get(code, _OTHER)
