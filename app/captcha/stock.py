"""The pictures at hand: drawing more of them, and choosing the next challenge for a reader.

A new installation has none; the first form that needs one has a small set drawn, which takes less
time than a page is waited for.
"""

from __future__ import annotations

import random
from hashlib import sha256
from io import BytesIO

from PIL import Image
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from app.captcha.answers import askable
from app.captcha.draw import drawn
from app.captcha.letters import OWN, language_of, units
from app.captcha.models import CaptchaChallenge, CaptchaImage
from app.db import Database
from app.db.insert import insert_missing

FIRST = ("",) * 10 + tuple(OWN) * 2
FEW = 8


def lossless(picture: Image.Image) -> bytes:
    """The picture's pixels and nothing else."""
    body = BytesIO()
    picture.save(body, "WEBP", lossless=True)
    return body.getvalue()


def draw_one(session: Session, language: str, now: int, chance: random.Random | None = None) -> int:
    """Draw a picture with letters of `language` (empty: of all), with its challenges; its number."""
    chance = chance or random.SystemRandom()
    read = units(chance, language)
    picture = drawn(read, chance)
    image_id = keep(session, lossless(picture), picture.size, "drawn", "".join(read), now)
    rows = [
        {"kind": kind, "answers": answer, "language": language_of(answer, language), "image_id": image_id}
        for kind, answer in askable(read).items()
    ]
    session.add_all(CaptchaChallenge(**row) for row in rows)
    session.flush()
    return image_id


def keep(session: Session, body: bytes, size: tuple[int, int], source: str, read: str, now: int) -> int:
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
        "added_at": now,
        "retired": False,
    }
    insert_missing(session, CaptchaImage, [row])
    return session.scalars(select(CaptchaImage.id).where(CaptchaImage.sha256 == digest)).one()


def first_set(db: Database, now: int) -> None:
    """Draw a first set when there is nothing to ask; of two processes that find so, one draws."""
    with db.write() as session:
        if not db.is_sqlite:
            session.execute(text("LOCK TABLE captcha_image IN SHARE ROW EXCLUSIVE MODE"))
        if session.scalar(select(CaptchaChallenge.id).where(*_askable("")).limit(1)) is None:
            for language in FIRST:
                draw_one(session, language, now)


def some(session: Session, language: str, but: int = 0) -> list[CaptchaChallenge]:
    """A few challenges for readers of `language`, as chance has it, without the one of number `but`."""
    wanted = select(CaptchaChallenge).where(*_askable(language), CaptchaChallenge.id != but)
    return list(session.scalars(wanted.order_by(func.random()).limit(FEW)))


def _askable(language: str) -> tuple[ColumnElement[bool], ...]:
    return (
        CaptchaChallenge.image_id == CaptchaImage.id,
        CaptchaChallenge.retired.is_(False),
        CaptchaImage.retired.is_(False),
        CaptchaChallenge.language.in_(("", language)),
    )
