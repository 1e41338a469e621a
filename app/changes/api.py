"""`/api/pages/{id}/diff` and `/api/pages/{id}/since` for programs."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from app.changes import standing, wording
from app.changes.asked import Asked
from app.changes.compare import Compared, Part, compare
from app.changes.pairs import choose
from app.changes.screens import Unreadable
from app.changes.script import Line
from app.clock import IsoTime, iso, iso_or_none
from app.pages.chain import DamagedChain
from app.pages.models import Page, Version
from app.pages.rights import check_may_read_copies
from app.web.errors import NotFound
from app.web.pipeline.page import Json, api
from app.web.request import PageRequest

_Number = Annotated[int, Meta(description="The page's number")]
_Name = Annotated[
    str,
    Meta(
        description="The version's number, or a day or time (UTC) it stood at. Left out, it is the newest"
        " version, and the one before that."
    ),
]
_Words = Annotated[int, Meta(description="The sentence, from 1, whose words are wanted too", ge=0)]
_Minor = Annotated[bool, Meta(description="Whether changes outside the main text begin versions too")]
_Numbers = Annotated[bool, Meta(description="Leave out other numbers and dates")]
_Case = Annotated[bool, Meta(description="Leave out capitals")]
_Space = Annotated[bool, Meta(description="Leave out white space inside sentences")]


Kind = Literal["added", "removed", "changed", "moved", "back"]
_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


class ApiChange(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one sentence."""

    kind: Kind
    part: Part
    before: Annotated[str, Meta(description="As it was")] | None
    after: Annotated[str, Meta(description="As it is")] | None
    words: Annotated[
        list[tuple[Literal["same", "removed", "added"], str]],
        Meta(description="Of one that changed, its words in both versions, in order"),
    ]
    first_seen: (
        Annotated[IsoTime, Meta(description="When a removed one, or one that came back, was first seen")]
        | None
    )
    last_seen: Annotated[IsoTime, Meta(description="When one that came back was last seen before")] | None
    flapping: Annotated[
        bool, Meta(description="Whether it varies again and again, as counters, dates and rotating boxes do")
    ]


class ApiDiff(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What changed between two versions; the numbers are of sentences."""

    from_: Annotated[int, Meta(description="The number of the older version")] | None
    to: int
    added: int
    removed: int
    changed: int
    moved: int
    back: int
    kept: int
    flapping: Annotated[int, Meta(description="How many vary again and again; they are in no other number")]
    complete: Annotated[bool, Meta(description="Whether all changes are told")]
    changes: list[ApiChange]


class ApiWord(msgspec.Struct, frozen=True, kw_only=True):
    """A word of a sentence, with the white space behind it."""

    word: str
    first_ever: IsoTime
    since: IsoTime
    version: Annotated[int, Meta(description="The number of the version that brought it")]


class ApiSentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence, and since when it stands there."""

    sentence: str
    first_ever: IsoTime
    since: Annotated[IsoTime, Meta(description="From when on all versions have it")]
    back: Annotated[bool, Meta(description="Whether it was away and came back")]
    last_seen: Annotated[IsoTime, Meta(description="When it was last seen before it was away")] | None
    version: Annotated[int, Meta(description="The number of the version that brought it")]
    words: Annotated[
        list[ApiWord],
        Meta(description="Its words with dates of their own, where they were asked for by `words`"),
    ]


@api(
    "/api/pages/{page_id:int}/diff",
    depends_on=[Page, Version],
    operation_id="showDiff",
    tags=["changes"],
    summary="Show what changed between two versions of a page",
)
def diff_api(
    request: PageRequest,
    page_id: _Number,
    from_: _Name = "",
    to: _Name = "",
    minor: _Minor = False,
    numbers: _Numbers = False,
    case: _Case = False,
    space: _Space = False,
) -> Json[ApiDiff]:
    """The sentences that were added, removed, changed or moved, or that came back, in the newer order."""
    asked = Asked(
        from_=from_.strip(), to=to.strip(), minor=minor, numbers=numbers, case=case, space=space, flaps=True
    )
    with request.hud.db.read() as session:
        try:
            found = compare(session, page_id, asked.wish(), request.hud.settings, request.role)
        except DamagedChain:
            raise Unreadable from None
    return Json(told(found))


def told(found: Compared) -> ApiDiff:
    """A comparison as programs are told."""
    counts = found.counts
    return ApiDiff(
        from_=found.older.ordinal if found.older else None,
        to=found.newer.ordinal,
        added=counts.added,
        removed=counts.removed,
        changed=counts.changed,
        moved=counts.moved,
        back=counts.back,
        kept=counts.kept,
        flapping=counts.flapping,
        complete=not found.is_cut and len(found.changes) == counts.all,
        changes=[
            _change(section.part, line) for section in found.sections for line in section.lines if line.number
        ],
    )


def _change(part: Part, line: Line) -> ApiChange:
    is_worded = any(piece.kind != "same" for piece in line.both) and line.kind in ("changed", "moved")
    return ApiChange(
        kind=_KINDS[line.kind],
        part=part,
        before=line.as_was()
        if line.older
        else (line.as_is() if line.kind == "moved" and not is_worded else None),
        after=line.as_is() if line.newer else None,
        words=[(piece.kind, piece.text) for piece in line.both] if is_worded else [],
        first_seen=iso_or_none(line.first),
        last_seen=iso_or_none(line.until),
        flapping=line.flaps,
    )


@api(
    "/api/pages/{page_id:int}/since",
    depends_on=[Page, Version],
    operation_id="showSince",
    tags=["changes"],
    summary="Show since when a page says each sentence",
)
def since_api(
    request: PageRequest, page_id: _Number, at: _Name = "", words: _Words = 0
) -> Json[list[ApiSentence]]:
    """Each sentence of a version's main text with the times from which on the page says it."""
    with request.hud.db.read() as session:
        version = choose(session, page_id, "", at.strip()).newer
        check_may_read_copies(session, request.hud.settings, request.role, version)
        try:
            found = standing.standing_of(session, version)
            if not 0 <= words <= len(found):
                raise NotFound
            worded = wording.words_of(session, version, found[words - 1]) if words else []
        except DamagedChain:
            raise Unreadable from None
    return Json(
        [
            ApiSentence(
                sentence=one.text,
                first_ever=iso(one.first_ever),
                since=iso(one.since),
                back=one.back,
                last_seen=iso_or_none(one.until),
                version=one.since_version,
                words=list(map(_word, worded)) if number == words else [],
            )
            for number, one in enumerate(found, 1)
        ]
    )


def _word(word: wording.Word) -> ApiWord:
    return ApiWord(
        word=word.text, first_ever=iso(word.first_ever), since=iso(word.since), version=word.since_version
    )
