"""Indicators: what is measured, of which whole, and by whom.

Those of the World Bank stand here; an import adds its own as rows (`app.tax.models.TaxIndicator`). Shares of
gross domestic product and shares of revenue have different wholes, so they are never added up or stacked.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from app.i18n import gettext
from app.mark import N_

WORLD_BANK = "World Bank"
LICENCE = "CC BY 4.0"
FEED = "worldbank"

Whole = Literal["gdp", "revenue", "profit", "other"]
_UNITS = {"gdp": N_("of GDP"), "revenue": N_("of revenue"), "profit": N_("of profit")}
"""What stands behind the sign of per cent, which a message cannot hold."""


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is measured a year and country.

    `name` is its word in addresses and `id` what the publisher calls it. `whole` is what its numbers are a
    part of, `ended` the last year it can have. `note` says what a reader has to know.
    """

    name: str
    id: str
    label: str
    unit: str
    whole: Whole
    source: str
    source_link: str
    licence: str
    note: str = ""
    ended: int | None = None
    feed: str = ""
    published_at: int | None = None


class _Known(msgspec.Struct, frozen=True):
    name: str
    id: str
    label: str
    whole: Whole
    note: str = ""
    ended: int | None = None


_ENDED = N_(
    "From Doing Business, which the World Bank ended in 2021 after errors in its data."
    " There will be no newer figures."
)
_OF_REVENUE = N_("A share of revenue, not of GDP: it must not be added to the total.")
_KNOWN = (
    _Known("total", "GC.TAX.TOTL.GD.ZS", N_("Tax revenue"), "gdp"),
    _Known("income", "GC.TAX.YPKG.RV.ZS", N_("Taxes on income and profits"), "revenue", _OF_REVENUE),
    _Known("goods", "GC.TAX.GSRV.RV.ZS", N_("Taxes on goods and services"), "revenue", _OF_REVENUE),
    _Known("trade", "GC.TAX.INTT.RV.ZS", N_("Taxes on trade"), "revenue", _OF_REVENUE),
    _Known("rate", "IC.TAX.TOTL.CP.ZS", N_("Total tax rate of companies"), "profit", _ENDED, 2019),
)
NAMES = tuple(one.name for one in _KNOWN)
IDS = {one.id: one.name for one in _KNOWN}


def world_bank() -> list[Indicator]:
    """The indicators of the World Bank, in the reader's language."""
    return [
        Indicator(
            name=one.name,
            id=one.id,
            label=gettext(one.label),
            unit=f"% {gettext(_UNITS[one.whole])}",
            whole=one.whole,
            source=WORLD_BANK,
            source_link=f"https://data.worldbank.org/indicator/{one.id}",
            licence=LICENCE,
            note=gettext(one.note) if one.note else "",
            ended=one.ended,
            feed=f"{FEED}-{one.name}",
        )
        for one in _KNOWN
    ]
