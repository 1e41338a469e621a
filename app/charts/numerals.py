"""Numbers of a chart in the reader's language: values in tables and titles, and labels of an axis."""

from __future__ import annotations

from functools import lru_cache
from math import floor, log10

from babel.numbers import format_compact_decimal, format_decimal

from app.i18n.locales import formats
from app.memory import tables

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS = 6
_HUGE, _TINY = 1e15, 1e-6
_MANY = 1e5


@tables.counted()
@lru_cache(maxsize=1_024)
def value_in(value: float, locale: str) -> str:
    """A value with six digits that count, such as "1,234.5", and "3.2 × 10⁻⁹" where it is huge or tiny."""
    value += 0.0  # there is no minus nothing
    size = abs(value)
    if size and not _TINY <= size < _HUGE:
        return _raised(value, _DIGITS - 1, locale)
    if value == int(value) and size < _HUGE:
        return str(format_decimal(int(value), locale=formats(locale)))
    decimals = max(_DIGITS - 1 - floor(log10(size)), 0)
    return _decimal(value, "#" * decimals, locale)


@tables.counted()
@lru_cache(maxsize=1_024)
def tick_in(value: float, step: float, locale: str) -> str:
    """The label of a tick: as many decimals as tell it from the next one, which is `step` away."""
    value += 0.0
    # A sum of steps misses nothing by a hair.
    if abs(value) < abs(step) * 1e-9:
        return "0"
    size = max(abs(value), abs(step))
    if value and not _TINY * 10 <= size < _HUGE:
        return _raised(value, max(floor(log10(abs(value))) - floor(log10(step)), 0), locale)
    if size >= _MANY * 10 and step >= _MANY:
        return str(format_compact_decimal(value, locale=formats(locale), fraction_digits=1))
    decimals = max(-floor(log10(step) + 1e-9), 0)
    if decimals < 12 and round(step, decimals) != step:
        decimals += 1  # such as steps of 2.5
    return _decimal(value, "0" * decimals, locale)


def _decimal(value: float, decimals: str, locale: str) -> str:
    pattern = f"#,##0.{decimals}" if decimals else "#,##0"
    return str(format_decimal(round(value, 18), format=pattern, locale=formats(locale)))


def _raised(value: float, decimals: int, locale: str) -> str:
    mantissa, _, exponent = f"{value:.{min(decimals, _DIGITS - 1)}e}".partition("e")
    front = format_decimal(float(mantissa), locale=formats(locale), format="0.#####")
    return f"{front}\u00a0×\u00a010{str(int(exponent)).translate(_RAISED)}"
