"""Checks that a request has to pass before anything is looked up for it; each raises a typed error."""

from __future__ import annotations

from app.i18n import N_, gettext, reading_as
from app.settings import Settings
from app.web import errors
from app.web.methods import SAFE
from app.web.request.info import RequestInfo
from app.web.request.origin import is_own
from app.web.request.text import is_clean


def check_size(info: RequestInfo) -> None:
    """No more headers than a browser sends."""
    if info.is_too_long:
        raise errors.HeadersTooLarge


def check_host(info: RequestInfo, settings: Settings) -> None:
    """A name that this installation answers to."""
    if info.sender.is_host_known:
        return
    if settings.base_url:
        with reading_as(info.reader):
            told = gettext("This server does not use that name. Open %(address)s instead.")
        raise errors.BadRequest(told % {"address": settings.base_url})
    raise errors.BadRequest(
        N_("This server does not use that name. An administrator can set it as HUD_BASE_URL.")
    )


def check_text(info: RequestInfo) -> None:
    """Path and query are text."""
    if not is_clean(info.path) or not is_clean(info.query):
        raise errors.BadRequest(N_("The address contains characters that are not text."))


def check_origin(info: RequestInfo, settings: Settings) -> None:
    """What changes something comes from one of our own pages, or from a program."""
    if info.method in SAFE:
        return
    headers = info.headers
    if not is_own(
        host=headers.get(b"host", b"").decode("latin-1"),
        scheme=info.sender.client.scheme,
        base_url=settings.base_url,
        fetch_site=_text(headers.get(b"sec-fetch-site")),
        origin=_text(headers.get(b"origin")),
        has_token=info.bearer is not None,
        has_cookie=bool(headers.get(b"cookie")),
    ):
        raise errors.Forbidden(N_("This request came from another site. Open the page here and try again."))


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")
