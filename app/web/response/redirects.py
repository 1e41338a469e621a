"""Sends readers on, and only ever to places on this site."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from litestar import Response
from litestar.response import Redirect

from app.web.request import HudRequest

# Browsers read a backslash as a slash and skip tabs and newlines inside an address.
_TRICKS = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


def safe_next(target: str, default: str = "/") -> str:
    """`target` if it is a plain path on this site, else `default`."""
    if len(target) > 2_000 or not target.startswith("/") or target.startswith("//") or _TRICKS.search(target):
        return default
    try:
        parts = urlsplit(target)
    except ValueError:
        return default
    # A path that begins with two slashes once dot segments are resolved is a host to a browser.
    if parts.scheme or parts.netloc or re.match(r"/(?:%2e|\.)*/", parts.path, re.IGNORECASE):
        return default
    return quote(target, safe="/?&=%#:+,;@!$'()*~-._[]")


def see_other(request: HudRequest, path: str) -> Response[None]:
    """On to `path` of this site, read with GET, in the language the reader came by."""
    return Redirect(request.reader.prefix + path, status_code=303, headers={"Cache-Control": "no-store"})
