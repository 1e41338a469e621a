"""Templates, data and texts turned into bytes, in the thread of whoever made them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Response

from app.i18n import LANGUAGES
from app.pagecache.pages import Skeleton
from app.text import fingerprint
from app.web.human import human_check_of
from app.web.request import HudRequest, PageRequest
from app.web.response.answer import whole
from app.web.response.page import HEADERS, HTML, Content, Page, Text
from app.web.response.refusal import check_program
from app.web.response.slot import SLOT

Values = Mapping[str, object]
_SLOT = SLOT.encode()


def skeleton(
    content: Content, request: PageRequest, *, part: str = "", extra: Values | None = None
) -> Skeleton:
    """The content as bytes, without what is of one visitor.

    `part` is the template of a page for who asks only for its changing part; `extra` are values for templates
    beside the page's own. A page that all share gets none: a template that asks for its visitor fails.
    """
    after = None
    if isinstance(content, Page):
        before, after = _rendered(content, request, part, extra or {})
        kind = HTML
    elif isinstance(content, Text):
        before, kind = content.body, content.media_type
    else:
        before, kind = msgspec.json.encode(content.value), "application/json"
    own = {"Content-Type": kind, **HEADERS, **content.headers}
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in own.items()]
    return Skeleton(
        headers=request.hud.security.added(headers),
        before=before,
        after=after,
        # A weak one, since the same page goes out compressed and plain.
        tag=f'W/"{fingerprint(before, after or b"")}"'.encode() if content.status == 200 else b"",
    )


def respond(request: HudRequest, page: Page) -> Response[bytes]:
    """A page as the answer of a handler that the framework calls, such as a form that does not fit.

    A program is told the first field at fault instead.
    """
    check_program(page, request.info)
    made = skeleton(page, PageRequest(request.hud, request.info), extra=personal_values(request))
    slot = request.hud.slots.of(request.person, request.reader) if request.person and made.after else None
    headers = {name.decode(): value.decode("latin-1") for name, value in made.headers}
    # The framework adds the character set.
    kind = headers.pop("content-type").partition(";")[0]
    return Response(whole(made, slot), status_code=page.status, media_type=kind, headers=headers)


def personal_values(request: HudRequest) -> dict[str, object]:
    """What only the template of a page that is made for one visitor is given."""
    human = human_check_of(request)
    return {
        "person": request.person,
        "request_id": request.id,
        "human_check": lambda form, kind="image": human.field(request, form, kind),
    }


def _rendered(page: Page, request: PageRequest, part: str, extra: Values) -> tuple[bytes, bytes | None]:
    template = part if part and request.is_partial else page.template
    values = {**extra, **page.values}
    text: str = request.hud.templates.get_template(template).render(values, **_frame(request))
    before, slot, after = text.encode().partition(_SLOT)
    return before, after if slot else None


def _frame(request: PageRequest) -> dict[str, object]:
    """What the frame of every page shows."""
    return {
        "menu": request.hud.menu,
        "locale": request.language,
        "personal": SLOT if request.role else None,
        "here": request.here,
        "section": request.hud.menu.section(request.here),
        "root": request.root,
        "languages": LANGUAGES,
    }
