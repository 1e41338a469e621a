"""Makes the part of a form in which the check is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from app.cache.moulds import hole
from app.captcha import sound, stock, work
from app.captcha.answers import QUESTIONS
from app.captcha.limits import LIFE, standing
from app.captcha.models import CaptchaChallenge
from app.captcha.seal import Asked, Shown
from app.i18n import DEFAULT, gettext
from app.web.human import Kind
from app.web.request import HudRequest

if TYPE_CHECKING:
    from app.captcha.check import Keys

LOOKS = 3
_TEMPLATE = "captcha/_field.html"


class Question(msgspec.Struct, frozen=True):
    """What a template shows of a challenge."""

    text: str
    shown: str
    width: int
    height: int
    sound: bool


def bound(request: HudRequest, form: str) -> str:
    """What a check is good for: one form, sent by one person or by nobody who is signed in."""
    return f"{form} {request.person.id if request.person else ''}"


def blank(keys: Keys, request: HudRequest, form: str, kind: Kind, error: str, but: int) -> Markup:
    """The field with a new challenge, another one than `but`, and the error of the one before."""
    now, language = request.hud.clock(), request.reader.locale
    challenge, passes = _chosen(keys, request, but)
    asked = Asked(bound(request, form), challenge.id, work.bits_after(passes), now + LIFE)
    _, shown = keys.shown.close(Shown(challenge.image_id, language, now + LIFE))
    question = Question(
        question_text(challenge, language),
        hole("shown"),
        challenge.width,
        challenge.height,
        sound=bool(sound.speaker() and challenge.text and challenge.kind != "own"),
    )
    _, token = keys.asked.close(asked)
    mould = request.hud.moulds.get(
        _TEMPLATE,
        (form, kind, error, question, asked.bits),
        lambda: {
            "form": form,
            "kind": kind,
            "error": error,
            "question": question,
            "token": hole("token"),
            "seed": hole("seed"),
            "bits": asked.bits,
            "puzzles": work.PUZZLES,
        },
    )
    # What is sealed is written in letters that need no escaping.
    own = {"shown": shown.encode(), "token": token.encode(), "seed": work.seed(token).hex().encode()}
    return Markup(mould.fill(own).decode())


def passed(request: HudRequest, form: str, receipt: str) -> Markup:
    """The field of a form whose check was passed before, while something else in it was wrong."""
    template = request.hud.templates.get_template(_TEMPLATE)
    return Markup(template.render(form=form, token=receipt, question=None, error=""))  # escaped by it


def question_text(challenge: CaptchaChallenge | stock.Choice, language: str) -> str:
    """What is asked, in the reader's language where somebody wrote it in that."""
    if challenge.kind != "own":
        return gettext(QUESTIONS[challenge.kind])
    written = msgspec.json.decode(challenge.questions, type=dict[str, str])
    return written.get(language) or written.get(DEFAULT) or next(iter(written.values()))


def _chosen(keys: Keys, request: HudRequest, but: int) -> tuple[stock.Choice, int]:
    hud, language = request.hud, request.reader.locale
    found, passes = _rested(keys, request, but)
    if not found:
        stock.first_set(hud.db, hud.clock())
        # With a single challenge left in the installation, that one has to be asked again.
        found = stock.some(keys.shelf, hud, language, but) or stock.some(keys.shelf, hud, language)
    return found[0], passes


def _rested(keys: Keys, request: HudRequest, but: int) -> tuple[list[stock.Choice], int]:
    """Challenges this address has not been wrong about too often, if a few looks find any; and how often
    computers there have passed."""
    hud, found, passes = request.hud, list[stock.Choice](), 0
    for _ in range(LOOKS):
        found = stock.some(keys.shelf, hud, request.reader.locale, but)
        asked = [one.id for one in found]
        passes, tired = standing(keys.tries, hud, request.address, asked, hud.clock())
        rested = [one for one in found if one.id not in tired]
        if rested or not found:
            return rested, passes
    return found, passes
