"""The reader of the current request, as far as text and figures care: language, address prefix and time zone.

It stands in a context variable, because filters, forms and errors need it deep inside a request
and would otherwise all carry it along.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

import msgspec

from app.i18n.locales import DEFAULT


class Reader(msgspec.Struct, frozen=True):
    """The language, the prefix the address carried ("/nl" or nothing) and the time zone."""

    locale: str = DEFAULT
    prefix: str = ""
    zone: ZoneInfo = ZoneInfo("UTC")


_NOBODY = Reader()
_reader: ContextVar[Reader] = ContextVar("hud_reader", default=_NOBODY)


def current() -> Reader:
    """The reader of this request; English and UTC outside of one."""
    return _reader.get()


@contextmanager
def reading_as(reader: Reader) -> Iterator[None]:
    """Inside the block, text and figures are made for `reader`."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)
