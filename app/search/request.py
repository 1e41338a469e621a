"""A search as it was asked: the parameters of the URL, the API and the command line.

Read in one place, so that all three refuse and understand the same things.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal, get_args
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

import trie_core
from app.mark import N_
from app.search.errors import SearchError
from app.text import tag_of

Order = Literal["best", "newest", "oldest"]

PAGE_SIZE = 10
LAST_PAGE = 100
"""Nobody reads further, and the work of a page grows with its depth."""

LONGEST = 255
"""Of every parameter but the query, in characters."""

# What the description of the API says of each.
_Q = "What is searched for, in the query language of HUD (docs/query.md)."
_FROM = "Where the window begins; `any` means ever. Without a window: the pages as they are now."
_TO = "Where the window ends, that day, month, year or minute included."
_AT = "The pages as they were at the end of this day, or at this time."
_FROMS = ["2026-01-31", "2026-11", "any"]
_ATS = ["2026-03-01", "2026-12-25T15:00+01:00"]
_TZ = "The time zone whose days are meant, by its name in the tz database; UTC by default."
_SITE = "Only pages of this host, or of those below it."
_TAG = "Only pages with this tag."
_LANG = "Only pages in this language, by its code or name."
_LITERAL = "With 1 the query is searched as it is written, even where a misspelt word finds nothing."
_TYPING = "With 1 the last word may be unfinished: it stands for all words starting with it."


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked; days and zone as written, checked when the search runs."""

    q: Annotated[str, Meta(description=_Q, examples=["flood -dike"])] = ""
    from_: Annotated[
        str, Meta(max_length=LONGEST, description=_FROM, examples=["2026-01-31", "2026-11", "any"])
    ] = msgspec.field(default="", name="from")
    to: Annotated[str, Meta(max_length=LONGEST, description=_TO, examples=["2026-02-15"])] = ""
    at: Annotated[str, Meta(max_length=LONGEST, description=_AT, examples=_ATS)] = ""
    tz: Annotated[str, Meta(max_length=LONGEST, description=_TZ, examples=["Europe/Amsterdam"])] = ""
    site: Annotated[str, Meta(max_length=LONGEST, description=_SITE, examples=["example.org"])] = ""
    lang: Annotated[str, Meta(max_length=LONGEST, description=_LANG, examples=["nl"])] = ""
    tag: Annotated[str, Meta(max_length=LONGEST, description=_TAG, examples=["city council"])] = ""
    order: Annotated[Order, Meta(description="The pages that fit best, or by their last change.")] = "best"
    page: Annotated[int, Meta(ge=1, le=LAST_PAGE, description="Which ten of the results.")] = 1
    typing: Annotated[bool, Meta(description=_TYPING)] = False

    literal: Annotated[bool, Meta(description=_LITERAL)] = False

    @property
    def is_empty(self) -> bool:
        """Nothing is asked that could choose one page over another."""
        return not (self.q.strip() or self.from_ or self.to or self.at or self.site or self.lang or self.tag)

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        """The zone whose days are meant; raises `SearchError` for one that does not exist."""
        if not self.tz:
            return default
        try:
            return ZoneInfo(self.tz)
        except (KeyError, ValueError, OSError):
            raise SearchError(
                N_("“%(tz)s” is not a time zone; write one such as Europe/Amsterdam."),
                field="tz",
                tz=self.tz[:40],
            ) from None

    def kept(self, *, days: bool = True) -> list[tuple[str, str]]:
        """What a form carries along beside the query, as hidden fields."""
        window = [("from", self.from_), ("to", self.to), ("at", self.at)] if days else []
        order = "" if self.order == "best" else self.order
        rest = [
            ("tz", self.tz),
            ("site", self.site),
            ("lang", self.lang),
            ("tag", self.tag),
            ("order", order),
        ]
        return [(name, value) for name, value in window + rest if value]

    def link(
        self,
        *,
        q: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        at: str | None = None,
        site: str | None = None,
        lang: str | None = None,
        tag: str | None = None,
        order: str | None = None,
        page: int = 1,
        literal: bool | None = None,
    ) -> str:
        """The query string of this search with some parameters changed; a new search begins at page 1."""
        literal = self.literal if literal is None else literal
        order = self.order if order is None else order
        values = (
            ("q=", self.q if q is None else q),
            ("from=", self.from_ if from_ is None else from_),
            ("to=", self.to if to is None else to),
            ("at=", self.at if at is None else at),
            ("tz=", self.tz),
            ("site=", self.site if site is None else site),
            ("lang=", self.lang if lang is None else lang),
            ("tag=", self.tag if tag is None else tag),
            ("order=", "" if order == "best" else order),
            ("page=", "" if page == 1 else str(page)),
            ("literal=", "1" if literal else ""),
        )
        return "?" + "&".join([name + quoted(value) for name, value in values if value])


_FLAGS = ("typing", "literal")
_FREE = ("q", "order", "page", *_FLAGS)
_SHORT = tuple(name for name in SearchRequest.__struct_encode_fields__ if name not in _FREE)


def read(params: Mapping[str, str]) -> SearchRequest:
    """Take a search from the parameters of a URL; unknown ones are ignored.

    Raises `SearchError` with the field at fault.
    """
    order = params.get("order") or "best"
    if order not in get_args(Order):
        raise SearchError(N_("Order must be best, newest or oldest."), field="order")
    short = {name: params.get(name, "").strip() for name in _SHORT}
    for name, value in short.items():
        if len(value) > LONGEST or not value.isprintable():
            raise _unusable(name)
    short["lang"] = _language(short["lang"])
    short["site"] = _site(short["site"])
    short["tag"] = _tag(short["tag"])
    flags = {name: params.get(name, "") for name in _FLAGS}
    for name, value in flags.items():
        if value not in ("", "0", "1"):
            raise _unusable(name)
    return msgspec.convert(
        {
            "q": params.get("q", ""),
            **short,
            "order": order,
            "page": _page(params.get("page", "")),
            **{name: value == "1" for name, value in flags.items()},
        },
        SearchRequest,
    )


def _language(written: str) -> str:
    """The code of a language that is written as behind `lang:`."""
    code = trie_core.language_code(written) if written else ""
    if code is None:
        raise SearchError(
            N_("“%(lang)s” is not a language; write a code or a name such as nl or dutch."),
            field="lang",
            lang=written[:40],
        )
    return code


def _site(written: str) -> str:
    """The host of a site that is written as behind `site:`."""
    host = trie_core.site_name(written) if written else ""
    if host is None:
        raise SearchError(
            N_("“%(site)s” is not the name of a site; write one such as example.org."),
            field="site",
            site=written[:40],
        )
    return host


def _tag(written: str) -> str:
    """A tag that is written as behind `tag:`, as it is kept."""
    tag = tag_of(written) if written else ""
    if tag is None:
        raise SearchError(
            N_("“%(tag)s” cannot be a tag: it is too long, or has a comma or quotation mark."),
            field="tag",
            tag=written[:40],
        )
    return tag


def _unusable(name: str) -> SearchError:
    return SearchError(N_("“%(name)s” cannot be used as it is written."), field=name, name=name)


@lru_cache(maxsize=256)
def quoted(value: str) -> str:
    """A value as it stands in an address; a page of results has dozens of links with the same ones."""
    return quote_plus(value, safe="*", errors="replace")


def _page(written: str) -> int:
    if not written:
        return 1
    # Of a number that is far too large its beginning is too large as well.
    digits = written.lstrip("0")[:6] if written.isascii() and written.isdigit() else ""
    number = int(digits or "0")
    if number < 1:
        raise SearchError(
            N_("Pages of results are counted from 1 to %(last)s."), field="page", last=LAST_PAGE
        )
    if number > LAST_PAGE:
        raise SearchError(
            N_("Results end at page %(last)s; narrow your search to see others."),
            field="page",
            last=LAST_PAGE,
        )
    return number
