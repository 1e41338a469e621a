"""The pictures at hand: drawing one, keeping it, and choosing the next challenge for a reader.

How many drawn ones there shall be is told by `app.captcha.image.pool`. `hud serve` draws a first set before
it serves anything; an application that was started otherwise draws it with its first form.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from PIL import Image
from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from app.captcha.image.answers import askable
from app.captcha.image.draw import drawn
from app.captcha.image.letters import OWN, language_of, units
from app.captcha.models import CaptchaChallenge, CaptchaImage
from app.db import Database
from app.db.insert import insert_missing
from app.freshness import names
from app.freshness.held import Held
from app.images.webp import encoded

if TYPE_CHECKING:
    from app.web.context import Hud

FIRST = ("",) * 10 + tuple(OWN) * 2
FEW = 6
NEAR = 24
MOST_HELD = 500
_chance = random.SystemRandom()


def lossless(picture: Image.Image) -> bytes:
    """The picture's pixels and nothing else."""
    return encoded(picture, lossless=True, quality=20, method=1)


class Drawing(msgspec.Struct, frozen=True):
    """A picture that was drawn, with what was written into it."""

    body: bytes
    size: tuple[int, int]
    units: list[str]
    language: str


def draw(language: str, chance: random.Random | None = None) -> Drawing:
    """A new picture with letters of `language` (empty: such as all have)."""
    chance = chance or _chance
    read = units(chance, language)
    picture = drawn(read, chance)
    return Drawing(lossless(picture), picture.size, read, language)


def add(session: Session, drawing: Drawing, now: int) -> int:
    """Put a drawing with all its challenges into the tables; its number."""
    read, language = "".join(drawing.units), drawing.language
    image_id = keep(session, drawing.body, drawing.size, "drawn", read, now, language)
    ask(session, image_id, drawing.units, drawing.language)
    return image_id


def ask(session: Session, image_id: int, read: Sequence[str], language: str) -> None:
    """Ask of a picture all that can be asked of what stands in it."""
    session.add_all(
        CaptchaChallenge(kind=kind, answers=answer, language=language_of(answer, language), image_id=image_id)
        for kind, answer in askable(read).items()
    )
    session.flush()


def keep(
    session: Session,
    body: bytes,
    size: tuple[int, int],
    source: str,
    read: str,
    now: int,
    language: str = "",
) -> int:
    """Put a picture into the table, once however often it comes; its number."""
    digest = sha256(body).hexdigest()
    row = {
        "body": body,
        "size": len(body),
        "width": size[0],
        "height": size[1],
        "sha256": digest,
        "source": source,
        "text": read,
        "language": language,
        "added_at": now,
        "retired": False,
    }
    insert_missing(session, CaptchaImage, [row])
    return session.scalars(select(CaptchaImage.id).where(CaptchaImage.sha256 == digest)).one()


def first_drawings() -> list[Drawing]:
    """The pictures that a new installation begins with."""
    return [draw(language) for language in FIRST]


def first_set(db: Database, now: int) -> bool:
    """Draw a first set when there is nothing to ask; of two that find so, one keeps its own.

    False without drawing when a drawn picture was answered before: then there is a pool that has run
    dry, and who drew for each form that finds it so could be kept drawing.
    """
    with db.read() as session:
        if session.scalar(select(CaptchaImage.id).where(CaptchaImage.answered_at.is_not(None)).limit(1)):
            return False
    drawings = first_drawings()
    with db.write() as session:
        if not db.is_sqlite:
            session.execute(text("LOCK TABLE captcha_image IN SHARE ROW EXCLUSIVE MODE"))
        asked = select(CaptchaChallenge.id).join(CaptchaImage).where(*_ASKED, CaptchaChallenge.language == "")
        if session.scalar(asked.limit(1)) is None:
            for drawing in drawings:
                add(session, drawing, now)
    return True


class Choice(msgspec.Struct, frozen=True):
    """A challenge that may be asked, with as much of its picture as a form shows."""

    id: int
    image_id: int
    kind: str
    language: str
    questions: str
    width: int
    height: int
    text: str


# Columns and not rows as objects: of two dozen that are looked at, one is asked.
_CHOICE = select(
    CaptchaChallenge.id,
    CaptchaChallenge.image_id,
    CaptchaChallenge.kind,
    CaptchaChallenge.language,
    CaptchaChallenge.questions,
    CaptchaImage.width,
    CaptchaImage.height,
    CaptchaImage.text,
).join(CaptchaImage, CaptchaChallenge.image_id == CaptchaImage.id)
_ASKED = CaptchaChallenge.retired.is_(False), CaptchaImage.retired.is_(False)


class Shelf:
    """All challenges that may be asked, while they are few: read again only when something has changed."""

    def __init__(self) -> None:
        self._held = Held[list[Choice]](names.EVERYTHING, *map(names.table, (CaptchaChallenge, CaptchaImage)))

    def everything(self, hud: Hud) -> list[Choice] | None:
        """What may be asked now; None when it is too much to be held."""
        found = self._held.get(hud.counters, lambda: _most(hud.db))
        return found if len(found) <= MOST_HELD else None


def _most(db: Database) -> list[Choice]:
    with db.read() as session:
        return _choices(session, _CHOICE.where(*_ASKED).limit(MOST_HELD + 1))


def some(shelf: Shelf, hud: Hud, language: str, but: int = 0) -> list[Choice]:
    """A few challenges for readers of `language`, as chance has it, without the one of number `but`."""
    held = shelf.everything(hud)
    if held is not None:
        fit = [one for one in held if one.id != but and one.language in ("", language)]
        # One look at the system's chance is enough for all of them.
        return random.Random(_chance.getrandbits(64)).sample(fit, min(FEW, len(fit)))
    with hud.db.read() as session:
        fit = [one for one in _near(session) if one.id != but and one.language in ("", language)]
        if len(fit) > 1:
            return _chance.sample(fit, min(FEW, len(fit)))
        wanted = _CHOICE.where(
            *_ASKED, CaptchaChallenge.language.in_(("", language)), CaptchaChallenge.id != but
        )
        return _choices(session, wanted.order_by(func.random()).limit(FEW))


def _near(session: Session) -> list[Choice]:
    """Some that stand behind a random number: to shuffle a table of ten thousand would take longer than the
    page it is for."""
    last = session.scalar(select(func.max(CaptchaChallenge.id))) or 0
    behind = _CHOICE.where(*_ASKED, CaptchaChallenge.id >= _chance.randint(0, last))
    return _choices(session, behind.order_by(CaptchaChallenge.id).limit(NEAR))


def _choices(session: Session, wanted: Select[int, int, str, str, str, int, int, str]) -> list[Choice]:
    return [Choice(*row) for row in session.execute(wanted)]
