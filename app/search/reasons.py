"""Sentences for a search that found nothing, in the reader's language, for the web and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.i18n import gettext, ngettext
from app.i18n.formats import number_in
from app.i18n.locales import language_in
from app.search.nothing import Failing, Kind, Nothing


class Reason(NamedTuple):
    """A sentence in the reader's language, and the values for its gaps."""

    sentence: str
    values: Mapping[str, str]

    @property
    def word(self) -> str:
        """The word or phrase that it speaks of, without quotation marks."""
        return self.values.get("word", "").strip('"')


def label(kind: Kind) -> str:
    """What a wider search does."""
    match kind:
        case "words":
            return gettext("Search without the quotation marks")
        case "some":
            return gettext("Search for pages with some of these words")
        case "rest":
            return gettext("Search menus and footers too")
        case "ever":
            return gettext("Search at any time")
        case "everywhere":
            return gettext("Search all sites and languages")
        case "beyond":
            return gettext("Search all sites, languages and tags")


def sentences(why: Nothing, locale: str, *, timed: bool) -> Iterator[Reason]:
    """What is told of the reasons; `timed` is whether the search was about some time only."""
    for site in why.sites:
        yield Reason(gettext("HUD has read no page of %(site)s."), {"site": site})
    for language in why.languages:
        yield Reason(
            gettext("HUD has read no page in this language: %(language)s."),
            {"language": language_in(language, locale)},
        )
    for tag in why.tags:
        yield Reason(gettext("No page has the tag %(tag)s."), {"tag": tag})
    for one in why.failing:
        is_title = one.place in ("text", "other", "nowhere")
        yield Reason(
            _sentence(one, timed=timed),
            {
                "word": one.part.removeprefix("title:") if is_title else one.part,
                "count": number_in(one.pages, locale),
                "site": why.site,
                "language": language_in(why.language, locale) if why.language else "",
                "tag": why.tag,
            },
        )
    if why.is_together:
        yield Reason(gettext("Each part of it is found, but no page has all that is asked for."), {})


def _sentence(one: Failing, *, timed: bool) -> str:
    pages = one.pages
    match one.place:
        case "rest":
            return ngettext(
                "%(word)s is only in the menus or footer of %(count)s page.",
                "%(word)s is only in menus or footers, on %(count)s pages.",
                pages,
            )
        case "text":
            return ngettext(
                "%(word)s is in no title, but in the text of %(count)s page.",
                "%(word)s is in no title, but in the text of %(count)s pages.",
                pages,
            )
        case "ever" if timed:
            return ngettext(
                "%(word)s was on %(count)s page at another time.",
                "%(word)s was on %(count)s pages at another time.",
                pages,
            )
        case "ever":
            return ngettext(
                "%(word)s was on %(count)s page before.", "%(word)s was on %(count)s pages before.", pages
            )
        case "site":
            return ngettext(
                "No page of %(site)s has %(word)s; %(count)s page of another site has it.",
                "No page of %(site)s has %(word)s; %(count)s pages of other sites have it.",
                pages,
            )
        case "language":
            return ngettext(
                "No page in this language (%(language)s) has %(word)s; %(count)s page in another one has it.",
                "No page in this language (%(language)s) has %(word)s; %(count)s pages in others have it.",
                pages,
            )
        case "tag":
            return ngettext(
                "No page with the tag %(tag)s has %(word)s; %(count)s page without it has it.",
                "No page with the tag %(tag)s has %(word)s; %(count)s pages without it have it.",
                pages,
            )
        case "page":
            return ngettext(
                "The page at this address does not have %(word)s; %(count)s other page has it.",
                "The page at this address does not have %(word)s; %(count)s other pages have it.",
                pages,
            )
        case "elsewhere":
            return ngettext(
                "%(word)s is on %(count)s page outside these limits.",
                "%(word)s is on %(count)s pages outside these limits.",
                pages,
            )
        case "other":
            return ngettext(
                "%(word)s was on %(count)s page, but elsewhere or at another time.",
                "%(word)s was on %(count)s pages, but elsewhere or at another time.",
                pages,
            )
        case "nowhere":
            return gettext("%(word)s was never on any page.")
