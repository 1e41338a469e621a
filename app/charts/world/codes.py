"""Codes of countries, and their names in the reader's language, as CLDR has them."""

from __future__ import annotations

from functools import lru_cache

from babel.core import get_global

from app.i18n.locales import formats

_OWN = {"Kosovo": ("XK", "XKX")}
"""Not in ISO 3166-1; the codes are those that the European Union and the World Bank use."""
_FORMER = {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"}
"""Codes of ISO 3166-3: the country has had another one since."""


def alpha_2_of(number: str, name: str = "") -> str:
    """The code of two letters that goes with a number of ISO 3166-1; "" for a place without one."""
    if not number and name in _OWN:
        return _OWN[name][0]
    return _codes()[0].get(number, "")


def alpha_3_of(number: str, name: str = "") -> str:
    """The code of three letters that goes with a number of ISO 3166-1; "" for a place without one."""
    if not number and name in _OWN:
        return _OWN[name][1]
    return _codes()[1].get(alpha_2_of(number), "")


def alpha_2_from(alpha_3: str) -> str:
    """The code of two letters that goes with one of three; "" for what is no country's."""
    return _codes()[2].get(alpha_3, "")


def name_in(alpha_3: str, locale: str, otherwise: str = "") -> str:
    """What a country is called in a language; `otherwise` where nobody has a name for that code."""
    found = formats(locale).territories.get(alpha_2_from(alpha_3))
    return str(found) if found else otherwise


def codes_and_names(locale: str) -> list[tuple[str, str]]:
    """The codes of three letters of all countries, each with its name in a language."""
    known = formats(locale).territories
    return [(three, str(known[two])) for three, two in _codes()[2].items() if two in known]


@lru_cache(maxsize=1)
def _codes() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Two letters by number, three by two, two by three."""
    numbers: dict[str, str] = {}
    longs: dict[str, str] = {}
    for code, found in get_global("territory_aliases").items():
        if len(found) != 1 or len(found[0]) != 2 or code in _FORMER:
            continue
        if code.isdigit():
            numbers[code] = found[0]
        elif len(code) == 3:
            longs[found[0]] = code
    longs |= dict(_OWN.values())
    return numbers, longs, {three: two for two, three in longs.items()}
