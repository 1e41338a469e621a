"""Makes the part of a form in which the check is answered."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from app.captcha.image import sound, stock
from app.captcha.image.answers import QUESTIONS
from app.captcha.keys import Keys
from app.captcha.limits import LIFE, Standing, standing
from app.captcha.models import CaptchaChallenge
from app.captcha.seal import Asked, Shown
from app.captcha.verdict import PICTURES_OVER, TOO_MANY
from app.captcha.work import proof as work
from app.i18n import DEFAULT, N_, gettext
from app.web.human import Kind
from app.web.request import HudRequest

NONE_LEFT = N_(
    "No images are left; new ones are being generated. Verify automatically, or come back in a minute."
)
PICTURES_CLOSED = N_(
    "There were many answers from your network, so for now you can only verify automatically. Images"
    " will be back within 15 minutes."
)
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
    """The field with a new challenge, another one than `but`, and the error of the one before.

    Without a picture where none is left, or where the network has answered as many as it gets.
    """
    now, language = request.hud.clock(), request.reader.locale
    challenge, standing = _chosen(keys, request, but)
    bits = work.bits_after(standing.passes)
    number = challenge.id if challenge else 0
    _, token = keys.asked.close(Asked(bound(request, form), number, bits, now + LIFE))
    question = None
    if challenge:
        _, shown = keys.shown.close(Shown(challenge.image_id, language, now + LIFE))
        question = _question(challenge, language, shown)
    why = "" if question else _why(standing, error)
    template = request.hud.templates.get_template(_TEMPLATE)
    text = template.render(
        form=form,
        kind=kind,
        error=error,
        question=question,
        why=why,
        token=token,
        seed=work.seed(token).hex(),
        bits=bits,
        puzzles=work.PUZZLES,
        passed=False,
    )
    return Markup(text)  # escaped by it


def _question(challenge: stock.Choice, language: str, shown: str) -> Question:
    return Question(
        question_text(challenge, language),
        shown,
        challenge.width,
        challenge.height,
        sound=bool(sound.speaker() and challenge.text and challenge.kind != "own"),
    )


def _why(standing: Standing, error: str) -> str:
    """Why there is no picture, unless the error has just said so."""
    if error in (gettext(TOO_MANY), gettext(PICTURES_OVER)):
        return ""
    return gettext(NONE_LEFT if standing.may_answer else PICTURES_CLOSED)


def passed(request: HudRequest, form: str, receipt: str) -> Markup:
    """The field of a form whose check was passed before, while something else in it was wrong."""
    template = request.hud.templates.get_template(_TEMPLATE)
    return Markup(template.render(form=form, token=receipt, passed=True))  # escaped by it


def question_text(challenge: CaptchaChallenge | stock.Choice, language: str) -> str:
    """What is asked, in the reader's language where somebody wrote it in that."""
    if challenge.kind != "own":
        return gettext(QUESTIONS[challenge.kind])
    written = msgspec.json.decode(challenge.questions, type=dict[str, str])
    return written.get(language) or written.get(DEFAULT) or next(iter(written.values()))


def _chosen(keys: Keys, request: HudRequest, but: int) -> tuple[stock.Choice | None, Standing]:
    hud, language = request.hud, request.reader.locale
    found, standing = _rested(keys, request, but)
    if not standing.may_answer:
        return None, standing
    if not found:
        # With a single challenge left in the installation, that one has to be asked again.
        found = stock.some(keys.shelf, hud, language)
    if not found and stock.first_set(hud.db, hud.clock()):
        found = stock.some(keys.shelf, hud, language)
    return (found[0] if found else None), standing


def _rested(keys: Keys, request: HudRequest, but: int) -> tuple[list[stock.Choice], Standing]:
    """Challenges this network is not tired of, if a few looks find any; and what is known of it."""
    hud, found, known = request.hud, list[stock.Choice](), Standing(0, True, frozenset())
    for _ in range(LOOKS):
        found = stock.some(keys.shelf, hud, request.reader.locale, but)
        asked = [one.id for one in found]
        known = standing(keys.tries, hud, request.address, asked, hud.clock())
        rested = [one for one in found if one.id not in known.tired]
        if rested or not found:
            return rested, known
    return found, known
