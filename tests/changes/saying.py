"""Pages that said one thing after another, written down as their readings are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from app.clock import DAY
from app.db import Database
from app.extract import Extracted
from app.net.fetch import Fetched
from app.pages.models import Page
from app.pages.reading import record
from app.pages.seen import Seen

BEGAN = 20_000 * DAY
_numbers = count(1)


def page_that_said(
    database: Database,
    mains: Sequence[str | None],
    *,
    titles: Sequence[str] = ("Harbour",),
    rests: Sequence[str] = ("",),
    noarchive: bool = False,
    language: str = "en",
) -> int:
    """A page read once a day; None is a day on which it was not there, twice within the hour.

    Of `titles` and `rests` the last holds for all later readings. Returns the page's id.
    """
    with database.write() as session:
        page = Page(url=f"https://a.org/{next(_numbers)}", site="a.org", added_at=0, every=DAY // 2)
        session.add(page)
        session.flush()
        for number, main in enumerate(mains):
            at = BEGAN + number * DAY
            if main is None:
                record(session, page, Seen(at, error="410"))
                record(session, page, Seen(at + 1, error="410"))
                continue
            title = titles[min(number, len(titles) - 1)]
            rest = rests[min(number, len(rests) - 1)]
            extracted = Extracted(title, main, rest, language, None, False, False, (), None, noarchive)
            fetched = Fetched(page.url, 200, {}, f"{title}|{main}|{rest}".encode(), (), False, 1)
            record(session, page, Seen(at, fetched, extracted))
        return page.id
