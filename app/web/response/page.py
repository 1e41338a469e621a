"""Answers of a page's function: a template with its values, data as JSON, or a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from app.web.errors import Trouble

T = TypeVar("T")
Extra = Mapping[str, str]
VARY = "Accept-Encoding, Cookie, Accept-Language, HX-Request-Type"
HEADERS = {"Cache-Control": "private, no-cache", "Vary": VARY}
"""Of every page that says nothing else."""
HTML = "text/html; charset=utf-8"


class Page:
    """A template with `values` for it; how it answers beside that goes by keywords of these names.

    `expires_at` is the moment (µs) from which it would say something else without anybody changing anything.
    `refusal` is what a program is told instead of a page that tells what went wrong.
    """

    __slots__ = ("expires_at", "headers", "refusal", "status", "template", "values")

    def __init__(
        self,
        template: str,
        /,
        *,
        status: int = 200,
        headers: Extra | None = None,
        expires_at: int | None = None,
        refusal: Trouble | None = None,
        **values: object,
    ) -> None:
        self.template = template
        self.status = status
        self.headers = headers or {}
        self.expires_at = expires_at
        self.refusal = refusal
        self.values = values


class Json(Generic[T]):
    """Data that goes out as JSON; see `Page`."""

    __slots__ = ("expires_at", "headers", "status", "value")

    def __init__(
        self, value: T, *, status: int = 200, headers: Extra | None = None, expires_at: int | None = None
    ) -> None:
        self.value = value
        self.status = status
        self.headers = headers or {}
        self.expires_at = expires_at


class Text:
    """A text, or bytes that are one already; see `Page`."""

    __slots__ = ("body", "expires_at", "headers", "media_type", "status")

    def __init__(
        self,
        body: str | bytes,
        *,
        media_type: str = "text/plain; charset=utf-8",
        status: int = 200,
        headers: Extra | None = None,
        expires_at: int | None = None,
    ) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.media_type = media_type
        self.status = status
        self.headers = headers or {}
        self.expires_at = expires_at


Content = Page | Json[object] | Text
"""Whatever a page's function may give back."""


def earliest(*moments: int | None) -> int | None:
    """The first of some moments (µs), of which each may be None for never."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None
