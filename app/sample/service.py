"""The sample put into the database, as if it had been watched for forty weeks, and taken out again.

Its pages are written as readings are: by the same timeline, in the past. Nobody ever asks a server for them.
"""

from __future__ import annotations

from html import escape

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import DAY, HOUR
from app.clock import now as clock
from app.extract import extract_here
from app.pages import service, timeline
from app.pages.links import new_row
from app.pages.models import SAMPLE, Page, Reading, Version
from app.sample.story import State, Story, states
from app.sample.town import SITE, STORIES, WEEKS

_WEEK = 7 * DAY
_READ_MS = 120
_GONE = "404"
_HTML = "text/html; charset=utf-8"


def is_there(session: Session) -> bool:
    """Whether pages of the sample are in the database."""
    return session.scalar(select(Page.id).where(Page.origin == SAMPLE).limit(1)) is not None


def add(session: Session, now: int | None = None) -> int:
    """Put the sample in, ending at `now` (µs); returns how many pages that made, none if it is there."""
    if is_there(session):
        return 0
    end = (clock() if now is None else now) - HOUR
    for story in STORIES:
        _write(session, story, end)
    return len(STORIES)


def remove(session: Session) -> int:
    """Take it out with all that was remembered of it; returns how many pages that were."""
    ids = list(session.scalars(select(Page.id).where(Page.origin == SAMPLE)))
    return service.remove(session, ids)


def _write(session: Session, story: Story, end: int) -> None:
    page = _page(session, story, end)
    found = list(states(story))
    begins = [end - (WEEKS - state.week) * _WEEK + state.day * DAY for state in found]
    for state, begin, until in zip(found, begins, [*begins[1:], end], strict=True):
        _read(session, page, state, begin)
        # Seen again until shortly before the next change, so that it is known when it happened.
        last = until if until == end else until - DAY
        if last > begin:
            _read(session, page, state, last)


def _page(session: Session, story: Story, end: int) -> Page:
    row = new_row(f"https://{SITE}{story.path}", DAY) | {"origin": SAMPLE, "state": "paused"}
    page = Page(**row)
    page.added_at = end - (WEEKS - story.week) * _WEEK
    page.reviewed_at = page.added_at
    session.add(page)
    session.flush()
    return page


def _read(session: Session, page: Page, state: State, at: int) -> None:
    version: Version | None
    if state.status == 200:
        body = _html(page, state)
        extracted = extract_here(body, url=page.url, content_type=_HTML, x_robots_tag="")
        version = timeline.keep(session, page, body, extracted, at, _HTML)
    else:
        body, version = b"", timeline.vanish(session, page, _GONE, at)
        page.last_read = at
    session.flush()
    session.add(
        Reading(
            page_id=page.id,
            at=at,
            status=state.status,
            error=None if state.status == 200 else _GONE,
            size=len(body) or None,
            elapsed=_READ_MS * 1_000,
            version_id=version.id if version else None,
        )
    )


def _html(page: Page, state: State) -> bytes:
    paragraphs = "\n".join(f"<p>{escape(' '.join(paragraph))}</p>" for paragraph in state.text)
    language = next(story.language for story in STORIES if page.url.endswith(SITE + story.path))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f"<title>{escape(state.title)}</title></head>\n<body>\n<header>"
        '<nav><a href="/">Saltmere</a> <a href="/harbour/dues">Harbour</a></nav>'
        f"</header>\n<main>\n<h1>{escape(state.title)}</h1>\n{paragraphs}\n</main>\n"
        f"<footer>{escape(state.foot)}</footer>\n</body>\n</html>\n"
    ).encode()
