"""Series as they are asked for in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, get_args
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from app.charts.bins import Step
from app.charts.calendar import BadTime, span
from app.mark import N_
from app.series.source import Asked, SeriesError

_LONGEST = 255
_S = "The key of a series, such as `pages:` or `word:flood`; several may be given."
_FROM = "The first day, month, year or minute; by default where something is known."
_TO = "The last day, month, year or minute, included; by default where something is known."
_STEP = "What a point stands for: a day, a week from Monday, a month or a year."
_AS_OF = "The numbers as they were known at the end of this day, or at this time; by default now."
_TZ = "The time zone whose days are meant, by its name in the tz database; UTC by default."
_Text = Annotated[str, Meta(max_length=_LONGEST)]


class BadField(SeriesError):
    """A parameter that cannot be read; `field` is its name."""

    def __init__(self, message: str, field: str, **values: str | int) -> None:
        self.field = field
        super().__init__(message, **values)


class SeriesRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which series, and of what time; steps are whole, also where the period begins or ends inside of one."""

    s: Annotated[list[_Text], Meta(description=_S, examples=[["pages:", "word:flood"]])] = []
    from_: Annotated[str, Meta(max_length=_LONGEST, description=_FROM, examples=["2026-01-31"])] = (
        msgspec.field(default="", name="from")
    )
    to: Annotated[str, Meta(max_length=_LONGEST, description=_TO, examples=["2026-02"])] = ""
    step: Annotated[Step, Meta(description=_STEP)] = "day"
    as_of: Annotated[str, Meta(max_length=_LONGEST, description=_AS_OF, examples=["2026-03-01"])] = ""
    tz: Annotated[str, Meta(max_length=_LONGEST, description=_TZ, examples=["Europe/Amsterdam"])] = ""

    def asked(self, now: int) -> Asked:
        """The period and step in µs. Raises `BadField`."""
        zone = self._zone()
        first = self._span("from", self.from_, zone)
        last = self._span("to", self.to, zone)
        as_of = self._span("as_of", self.as_of, zone)
        if first and last and first[0] > last[1]:
            raise BadField(
                N_("The period ends (%(end)s) before it begins (%(start)s); swap the two."),
                "to",
                end=self.to,
                start=self.from_,
            )
        return Asked(
            step=self.step,
            zone=zone,
            now=now,
            first=first[0] if first else None,
            last=last[1] if last else None,
            as_of=as_of[1] if as_of else None,
        )

    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.tz or "UTC")
        except (KeyError, ValueError, OSError):
            message = N_("“%(tz)s” is not a time zone; write one such as Europe/Amsterdam.")
            raise BadField(message, "tz", tz=self.tz[:40]) from None

    @staticmethod
    def _span(field: str, written: str, zone: ZoneInfo) -> tuple[int, int] | None:
        try:
            return span(written, zone) if written else None
        except BadTime as error:
            raise BadField(error.message, field, **error.values) from None


def read(params: Mapping[str, str], keys: Sequence[str]) -> SeriesRequest:
    """Take the question from the parameters of an address; unknown ones are ignored. Raises `BadField`.

    `keys` are all values of `s`, which may come several times.
    """
    keys = [key for key in keys if key]
    if not keys:
        raise BadField(N_("Name a series with s=, such as s=word:flood."), "s")
    step = params.get("step") or "day"
    if step not in get_args(Step):
        raise BadField(N_("Step must be day, week, month or year."), "step")
    short = {name: params.get(name, "").strip() for name in ("from", "to", "as_of", "tz")}
    for name, value in (*short.items(), *(("s", key) for key in keys)):
        if len(value) > _LONGEST or not value.isprintable():
            raise BadField(N_("“%(name)s” cannot be used as it is written."), name, name=name)
    return msgspec.convert({"s": keys, "step": step, **short}, SeriesRequest)
