"""Sentences that say why a page is not found, in the reader's language, for the web and the command line."""

from __future__ import annotations

from typing import NamedTuple

from app.i18n import format_day, format_number, gettext
from app.i18n.locales import language_in
from app.pages.reasons import reason
from app.search.request import SearchRequest
from app.search.whynot import Reason, WhyNot


class Told(NamedTuple):
    """A sentence, and the label of the link to `request` that says what to do, in the reader's language."""

    sentence: str
    label: str
    request: SearchRequest | None
    finds: bool
    """Whether that search finds the page; else other reasons are left."""


def told(why: WhyNot, locale: str) -> list[Told]:
    """Each reason in words."""
    return [Told(_sentence(one, locale), _label(one), one.request, one.finds) for one in why.reasons]


def found_in_words(why: WhyNot) -> str:
    """That the page is found, and where."""
    if why.place is None:
        return gettext("This search finds the page, but not among its first 1,000 results.")
    return gettext("This search finds the page: it is result %(number)s.") % {
        "number": format_number(why.place)
    }


def _sentence(one: Reason, locale: str) -> str:
    values = {"part": one.part, "words": ", ".join(one.words), "own": one.detail}
    match one.code:
        case "lang":
            values = {"part": language_in(one.part, locale), "own": language_in(one.detail, locale)}
        case "gone" | "failed" if one.detail:
            return gettext(reason(one.detail))
    for name, moment in (("first", one.first), ("last", one.last)):
        if moment is not None:
            values[name] = format_day(moment)
    return _message(one) % values


def _message(one: Reason) -> str:
    match one.code:
        case "never":
            return gettext("The page has not been checked yet.")
        case "failed":
            return gettext("No check of the page has succeeded yet.")
        case "not-indexed":
            return gettext(
                "The page has no words that can be searched, or they are being added to the index now."
            )
        case "gone":
            return gettext("The page is gone: it says nothing now.")
        case "outside":
            return gettext("In that period the page said nothing; HUD knows it from %(first)s to %(last)s.")
        case "site":
            return gettext("The page is not on the site %(part)s but on %(own)s.")
        case "lang":
            return gettext("The page is not in this language (%(part)s) but in another one (%(own)s).")
        case "tag":
            if not one.detail:
                return gettext("The page does not have the tag %(part)s; it has none.")
            return gettext("The page does not have the tag %(part)s. Its tags: %(own)s")
        case "url":
            return gettext("%(part)s is another page.")
        case "excluded":
            return gettext("The search leaves out pages with %(part)s, and this page has it.")
        case "rest":
            return gettext("%(part)s is not in the main text, only in menus, footers or asides.")
        case "text":
            return gettext("%(part)s is not in the title, but in the text.")
        case "ever":
            return gettext("The page said %(part)s at another time, last from %(first)s to %(last)s.")
        case "apart":
            return gettext("All the words of %(part)s are there, but not one after the other.")
        case "form":
            return gettext("%(part)s is not there, but another form of the word is: %(words)s")
        case "spelling":
            return gettext("%(part)s is not there, but a similar word is: %(words)s")
        case "together":
            return gettext("The page said each part of it, but never all at the same time.")
        case "empty":
            return gettext("Enter a search to learn why it does not find this page.")
    return gettext("The page has never said %(part)s.")


def _label(one: Reason) -> str:
    match one.code:
        case "rest":
            return gettext("Search menus and footers too")
        case "ever" | "gone" | "outside" | "together":
            return gettext("Search at any time")
        case "site" | "lang" | "tag" | "url":
            return gettext("Search without this limit")
        case "text":
            return gettext("Search the text too")
        case "apart":
            return gettext("Search without the quotation marks")
    return gettext("Search for that instead")
