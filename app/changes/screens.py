"""Template values for the screens of changes, and the forms in which a diff is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from app.changes import standing, wording
from app.changes.asked import Asked
from app.changes.compare import Compared, compare
from app.changes.pairs import choose
from app.changes.printed import as_text, as_unified
from app.changes.script import Line
from app.changes.wording import Word
from app.clock import DAY
from app.i18n import N_
from app.pages.chain import DamagedChain
from app.pages.models import Page as WatchedPage
from app.pages.models import Version
from app.pages.reasons import reason
from app.pages.rights import check_may_read_copies
from app.web.errors import NotFound, Trouble
from app.web.pipeline.page import Page, Text
from app.web.request import PageRequest

_DAYS = (2, 30, 365)
"""Up to so many days a sentence is new, recent or of this year."""


class Unreadable(Trouble):
    """What is stored of a version is damaged."""

    status = 503
    title = N_("This version cannot be read")
    default = N_("What is stored of it is damaged. An administrator can restore it from a backup.")


def diff(request: PageRequest, page_id: int, asked: Asked) -> Page | Text:
    """What changed between two versions of a page."""
    hud = request.hud
    with hud.db.read() as session:
        try:
            found = compare(session, page_id, asked.wish(), hud.settings, request.role, zone=request.zone)
        except DamagedChain:
            raise Unreadable from None
    if asked.as_ in ("text", "diff"):
        return _download(found, asked)
    path = f"/pages/{page_id}/diff"
    shown = [(section.part, section.shown(whole=found.whole, only=asked.only)) for section in found.sections]
    if asked.as_ == "html":
        headers = {"Content-Disposition": f'attachment; filename="{_name(found)}.html"'}
        return Page("changes/download.html", headers=headers, found=found, sections=shown, path=path)
    jump = [(line, excerpt(line)) for line in found.changes]
    return Page(
        "changes/diff.html", found=found, asked=asked, sections=shown, jump=jump, path=path, reason=reason
    )


def _download(found: Compared, asked: Asked) -> Text:
    kind = "txt" if asked.as_ == "text" else "diff"
    body = as_text(found, only=asked.only) if asked.as_ == "text" else as_unified(found)
    headers = {
        "Content-Disposition": f'attachment; filename="{_name(found)}.{kind}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Text(body, headers=headers)


def _name(found: Compared) -> str:
    older = found.older.ordinal if found.older else 0
    return f"page-{found.page}-version-{older}-to-{found.newer.ordinal}"


_LONG = 44


def excerpt(line: Line) -> str:
    """A change in a few words: what became of what, or how the sentence begins."""
    if line.kind == "changed":
        was, now = (
            " … ".join(piece.text.strip() for piece in side if piece.kind == kind)
            for side, kind in ((line.older, "removed"), (line.newer, "added"))
        )
        if was and now and len(was) + len(now) <= _LONG:
            return f"{was} → {now}"
    text = line.as_is() or line.as_was()
    return text if len(text) <= _LONG else text[:_LONG].rsplit(" ", 1)[0] + " …"


class Run(msgspec.Struct, frozen=True):
    """Words of a sentence that came at once: since when (µs), and how long that is, from 0 to 3."""

    text: str
    since: int
    age: int


def since(request: PageRequest, page_id: int, at: str, sentence: int) -> Page:
    """Since when each sentence of a version stands."""
    with request.hud.db.read() as session:
        page = session.get(WatchedPage, page_id)
        if page is None:
            raise NotFound
        version = choose(session, page_id, "", at, zone=request.zone).newer
        check_may_read_copies(session, request.hud.settings, request.role, version)
        try:
            stands = standing.standing_of(session, version)
            if sentence < 0 or sentence > len(stands):
                raise NotFound
            title = wording.title_of(session, version) if version.title and not version.gone else None
            chosen = stands[sentence - 1] if sentence else None
            before = standing.before(session, version, chosen) if chosen else None
            words = wording.words_of(session, version, chosen) if chosen else []
        except DamagedChain:
            raise Unreadable from None
    return Page(
        "changes/since.html",
        page=page.id,
        name=page.title or page.url,
        version=version.ordinal,
        first_read=version.first_read,
        gone=reason(version.gone) if version.gone else "",
        stands=[(number, one, _age(one.since, version)) for number, one in enumerate(stands, 1)],
        title=None if title is None else (title[0], _age(title[0].since, version), _runs(title[1], version)),
        chosen=sentence,
        before=before,
        words=_runs(words, version),
        at=at,
    )


def _runs(words: Sequence[Word], version: Version) -> list[Run]:
    """Words that came at once and stand beside each other; none where all of them came at once."""
    if len({word.since for word in words}) < 2:
        return []
    runs = groupby(words, key=lambda word: word.since)
    return [
        Run("".join(word.text for word in some).strip(), since, _age(since, version)) for since, some in runs
    ]


def _age(since: int, version: Version) -> int:
    """How long something stands, from 0 for a few days to 3 for more than a year."""
    days = (version.last_read - since) // DAY
    return next((age for age, most in enumerate(_DAYS) if days < most), len(_DAYS))
