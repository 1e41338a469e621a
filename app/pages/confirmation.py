"""Confirmation: a second reading must soon show what one reading shows before it becomes a version.

A page that is gone (404, 410, noindex, refused by robots.txt) or has lost all its words is often back at the
next reading: a deployment, a wrong rule. So the first such reading is kept as a reading alone, the page is
read again within the hour, and the reading that confirms it begins the version. All of them say that the
words are not there any more, so each confirms any other, and what begins is what the confirming reading
showed. Errors in between neither confirm nor clear.
"""

from __future__ import annotations

from typing import Literal

from app.clock import MINUTE
from app.pages.content import digest
from app.pages.models import Page, Version
from app.pages.seen import Seen

GONE = {"404", "410", "noindex", "robots"}
EMPTY = "empty"
AGAIN = 30 * MINUTE
"""How soon a page is read again that one reading showed as gone or empty."""

Verdict = Literal["accepted", "unconfirmed", "confirmed"]
"""Not to be confirmed; to be confirmed by the next reading; confirmed by this one."""


def judge(page: Page, standing: Version | None, seen: Seen) -> tuple[Verdict, str]:
    """Whether what was seen of a page counts at once, and the code of what there is to doubt, if anything.

    `standing` is the major version that stands.
    """
    if seen.error in GONE:
        code, news = seen.error or "", standing is not None and not standing.gone
    elif seen.error is None and seen.extracted is not None and not seen.extracted.says_something:
        code, news = (
            EMPTY,
            standing is None or bool(standing.gone) or standing.digest != digest(seen.extracted),
        )
    else:
        return "accepted", ""
    if not news:
        return "accepted", ""
    return ("unconfirmed" if page.doubt is None else "confirmed"), code
