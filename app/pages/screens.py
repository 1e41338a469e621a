"""Template values for the screens of pages: rows from the service, ready to render."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal
from urllib.parse import urlencode

import msgspec

from app.clock import SECOND
from app.extract import MAX_TEXT
from app.jobs import JobState
from app.mark import N_
from app.pages import flapping, service, tags
from app.pages import listing as pages
from app.pages.choice import NEWEST, Choice
from app.pages.forms import SCHEDULES, SELDOM, Add, Suggest, schedule, state_labels
from app.pages.history import ALL, SHOWN
from app.pages.history_screen import drawn, shown_history
from app.pages.lines import line, looked
from app.pages.parts_of import choice
from app.pages.reasons import reason
from app.text import count, tag_of
from app.text.stopwords import says_something
from app.web.errors import BadRequest, NotFound
from app.web.pipeline.access import may_add, may_edit
from app.web.pipeline.page import Page
from app.web.request import HudRequest, PageRequest
from app.web.request.forms import Form, empty
from app.web.response.page import earliest

Asking = PageRequest | HudRequest
_ADD = "pages/add.html"
ROWS = 50
PAGE_MOST = 10_000
WORDS = 25
READING = 30 * SECOND
TAGS = 12
"""So many tags are offered above the list."""
_LONGEST = 500
_HEADS = (
    ("title", N_("Page"), ""),
    ("site", N_("Site"), ""),
    ("changed", N_("Changed"), "-"),
    ("read", N_("Last checked"), "-"),
    ("added", N_("Added"), "-"),
)
SOON = 10 * SECOND  # a screen looks again by itself when something happens within this time


class Where(msgspec.Struct, frozen=True):
    """Which part of the list is shown."""

    choice: Choice
    page: int = 1

    def href(self, **other: str) -> str:
        """The same as the end of an address, but for the page, with some of it changed."""
        return f"?{urlencode(self.fields | other)}"

    @property
    def link(self) -> str:
        """The same unchanged."""
        return self.href()

    @property
    def fields(self) -> dict[str, str]:
        """The same as fields of a form; the state is always among them."""
        choice = self.choice
        kept = {"q": choice.q, "site": choice.site, "tag": choice.tag}
        kept["sort"] = "" if choice.sort == NEWEST else choice.sort
        return {"state": str(choice.state)} | {name: value for name, value in kept.items() if value}


def where_of(fields: Mapping[str, str], page: int = 1) -> Where:
    """A part of the list that there is, of the fields of an address or form. Raises `BadRequest`."""
    asked = {name: fields.get(name, "").strip() for name in ("state", "q", "site", "tag", "sort")}
    asked["sort"] = asked["sort"] or NEWEST
    asked["site"] = asked["site"].lower()
    # What can be no tag is none that a page has.
    asked["tag"] = tag_of(asked["tag"]) or asked["tag"]
    try:
        choice = msgspec.convert(asked, Choice)
    except msgspec.ValidationError:
        raise BadRequest(N_("This list of pages does not exist.")) from None
    if not 1 <= page <= PAGE_MOST or max(map(len, asked.values())) > _LONGEST:
        raise BadRequest(N_("This list of pages does not exist."))
    return Where(choice, page)


def listing(request: Asking, where: Where, form: Form[Add], *, status: int = 200, changed: int = -1) -> Page:
    """The list of pages with the form that adds one; of `changed` pages it says that they were changed."""
    with request.hud.db.read() as session:
        found = pages.listing(session, where.choice, offset=(where.page - 1) * ROWS, limit=ROWS)
        tagged = tags.every(session, most=TAGS)
    return Page(
        "pages/page.html",
        status=status,
        expires_at=until_read(request, (row.job for row in found.rows)),
        listing=found,
        lines=[line(row) for row in found.rows],
        where=where,
        heads=heads(where),
        tags=tagged,
        form=form,
        states=state_labels(),
        schedules=SCHEDULES,
        last=max(1, -(-found.total // ROWS)),
        may_add=may_add(request),
        may_edit=may_edit(request.role),
        changed=changed,
    )


class Head(msgspec.Struct, frozen=True):
    """The head of a column: its name, the link that sorts by it, and how the list is sorted by it now."""

    name: str
    label: str
    href: str
    sorted: Literal["", "ascending", "descending"]


def heads(where: Where) -> list[Head]:
    """The heads of the list; a second click on one turns the order round, and times begin with the newest."""
    found = []
    for name, label, begins in _HEADS:
        now = where.choice.sort
        turned: dict[str, str] = {name: f"-{name}", f"-{name}": name}
        href = where.href(sort=turned.get(now, f"{begins}{name}"))
        is_sorted: Literal["", "ascending", "descending"] = ""
        if now.removeprefix("-") == name:
            is_sorted = "descending" if now.startswith("-") else "ascending"
        found.append(Head(name, label, href, is_sorted))
    return found


def add(form: Form[Suggest], *, status: int = 200, headers: Mapping[str, str] | None = None) -> Page:
    """The form that adds one page, alone."""
    return Page(_ADD, status=status, headers=headers, form=form, schedules=SELDOM, may_edit=False)


def blank(request: HudRequest) -> Page:
    """The same before anything is filled in."""
    free = may_edit(request.role)
    form = empty(Add, every="24h")
    return Page(_ADD, form=form, schedules=SCHEDULES if free else SELDOM, may_edit=free)


def detail(request: Asking, page_id: int) -> service.Detail:
    """A page with what its screens show of it."""
    with request.hud.db.read() as session:
        found = service.detail(session, page_id)
    if found is None:
        raise NotFound
    return found


def until_read(request: Asking, shown: Iterable[JobState | None]) -> int | None:
    """The moment (µs) up to which a screen is believed: not for long while one of them is being read.

    When the process that reads is killed, nobody says so before its lease ends.
    """
    if any(job is not None and job.running for job in shown):
        return request.hud.clock() + READING
    return None


def _busy(request: Asking, found: service.Detail) -> tuple[bool, int | None]:
    """Whether something is about to happen to a page, and up to when that is so."""
    job = found.job
    ends = until_read(request, [job])
    if found.waiting > 0 or (job is not None and job.running):
        return True, ends
    if job is None or not job.due_at:
        return False, ends
    # Until then nothing happens, and the screen stays as it is.
    return job.due_at - SOON < request.hud.clock(), earliest(ends, job.due_at - SOON)


def page(
    request: PageRequest,
    page_id: int,
    here: int,
    *,
    show: str = ALL,
    known: bool = False,
    saved: bool = False,
) -> Page:
    """One page's own screen; `known`: it was added again just now, in vain; `saved`: it was just edited.

    `show` is the part of its history that is shown.
    """
    if show not in SHOWN:
        raise NotFound
    found = detail(request, page_id)
    with request.hud.db.read() as session:
        main, language = service.current_text(session, page_id)
        quiet = flapping.is_quiet(session, found.page)
        told = shown_history(session, page_id, show=show, here=here, quiet=quiet)
        parts = choice(session, page_id, found.page.parts)
        flaps = flapping.passages(session, page_id) if found.page.flaps else []
    builtin = found.page.builtin
    busy, ends = _busy(request, found)
    return Page(
        "pages/detail.html",
        expires_at=ends,
        detail=found,
        history=told,
        strip=drawn(told, found.last_tried, request.reader),
        readings=[looked(reading) for reading in found.readings],
        schedule=schedule(found.page.every),
        words=_words(main, language),
        page_href=request.root + found.page.url if builtin else found.page.url,
        busy=busy,
        may_edit=may_edit(request.role),
        may_compare=request.hud.has("changes"),
        has_copies=request.hud.has("copies"),
        has_search=request.hud.has("search"),
        known=known,
        saved=saved,
        flaps=flaps,
        quiet=quiet,
        parts=parts,
        reason=reason,
        most_text=MAX_TEXT,
    )


def _words(text: str, language: str) -> list[tuple[str, int]]:
    telling = [(word, number) for word, number in count(text).items() if says_something(word, language)]
    return sorted(telling, key=lambda pair: (-pair[1], pair[0]))[:WORDS]


def state(request: PageRequest, page_id: int) -> Page:
    """The part of the screen that looks again by itself; when all is done, the whole screen comes anew."""
    found = detail(request, page_id)
    busy, ends = _busy(request, found)
    headers = {} if busy else {"HX-Refresh": "true"}
    return Page(
        "pages/_state.html",
        headers=headers,
        expires_at=ends,
        detail=found,
        busy=busy,
        reason=reason,
        most_text=MAX_TEXT,
    )


def delete(request: HudRequest, page_id: int) -> Page:
    """The question before a page is deleted."""
    found = detail(request, page_id)
    if found.page.builtin:
        raise NotFound
    return Page("pages/delete.html", detail=found)
