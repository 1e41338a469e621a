"""Template values for the admin's captcha pages."""

from __future__ import annotations

import msgspec

from app.captcha.admin import service
from app.captcha.admin.forms import KINDS, Challenge, Draw, Picture
from app.captcha.field import question_text
from app.captcha.image.answers import LONGEST, plain
from app.captcha.models import CaptchaChallenge
from app.i18n import LANGUAGES, gettext
from app.web.errors import NotFound
from app.web.pipeline.page import Page
from app.web.request import HudRequest
from app.web.request.forms import Form, empty

ROWS = 30


def listing(
    request: HudRequest, page: int, draw: Form[Draw] | None = None, upload: Form[Picture] | None = None
) -> Page:
    """All pictures, with the forms that make more."""
    with request.hud.db.read() as session:
        total, rows = service.listing(session, (page - 1) * ROWS, ROWS)
        at_hand, figures = service.at_hand(session), service.figures(session)
    return Page(
        "captcha/page.html",
        status=200 if draw is None and upload is None else 422,
        total=total,
        rows=rows,
        at_hand=at_hand,
        figures=figures,
        kinds=KINDS,
        page=page,
        last=max(1, -(-total // ROWS)),
        draw=draw or empty(Draw, number="10", language="all"),
        upload=upload or empty(Picture),
        letters={code: LANGUAGES[code] for code in ("nl", "sv", "nb", "fr")},
    )


def picture(request: HudRequest, image: int, form: Form[Challenge] | None = None) -> Page:
    """One picture with what is asked of it."""
    with request.hud.db.read() as session:
        row = service.one(session, image)
    if row is None:
        raise NotFound
    language = request.reader.locale
    return Page(
        "captcha/picture.html",
        status=200 if form is None else 422,
        row=row,
        texts={one.id: question_text(one, language) for one in row.challenges},
        blank=_form({"kind": "own", "language": "all"}),
        forms={one.id: _filled(one) for one in row.challenges},
        tried=form,
        kinds=KINDS,
        spoken=LANGUAGES,
    )


def checked(form: Form[Challenge]) -> Form[Challenge]:
    """The form, with an error where what was typed cannot be asked or answered."""
    if form.data is None:
        return form
    lines = [plain(line) for line in form.data.answers.splitlines()]
    if not any(lines) or any(len(line) > LONGEST for line in form.data.answers.splitlines()):
        form.error("answers", gettext("Write each answer on its own line, with at most 200 characters."))
    elif form.data.kind == "own" and not any(form.data.wish.questions.values()):
        form.error("question_en", gettext("Enter the question in at least one language."))
    return form


def _filled(challenge: CaptchaChallenge) -> Form[Challenge]:
    questions = msgspec.json.decode(challenge.questions or "{}", type=dict[str, str])
    return _form(
        {
            "challenge": str(challenge.id),
            "kind": challenge.kind,
            "language": challenge.language or "all",
            "answers": challenge.answers,
            **{f"question_{code}": text for code, text in questions.items()},
        }
    )


def _form(values: dict[str, str]) -> Form[Challenge]:
    return Form(empty(Challenge).values | values, {})
