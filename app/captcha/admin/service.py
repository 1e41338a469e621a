"""Administration of pictures and their challenges.

What is uploaded is never deleted: retired it is asked no more, and its figures stay to be compared.
Drawn pictures go by themselves once they were answered; what is learnt from them is added up by the
kind of question.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.captcha.image import stock
from app.captcha.image.answers import QUESTIONS, plain
from app.captcha.models import CaptchaChallenge, CaptchaImage, CaptchaTotal
from app.i18n import LANGUAGES


class Row(msgspec.Struct, frozen=True):
    """A picture with what is asked of it."""

    image: CaptchaImage
    challenges: list[CaptchaChallenge]

    @property
    def passed(self) -> int:
        """How often any of its challenges was answered rightly."""
        return sum(challenge.passed for challenge in self.challenges)

    @property
    def failed(self) -> int:
        """How often any of its challenges was answered wrongly."""
        return sum(challenge.failed for challenge in self.challenges)


class Figures(msgspec.Struct, frozen=True):
    """How often one kind of question about drawn pictures went well, those that are gone included."""

    kind: str
    passed: int
    failed: int


class Wish(msgspec.Struct, frozen=True):
    """A challenge as an admin wants it: answers a line each, questions by language (for kind own)."""

    kind: str
    language: str
    answers: str
    questions: Mapping[str, str]


def listing(session: Session, offset: int, limit: int) -> tuple[int, list[Row]]:
    """How many pictures there are, and some of them, the newest first and the retired ones last."""
    total = session.scalar(select(func.count()).select_from(CaptchaImage)) or 0
    newest = select(CaptchaImage).order_by(CaptchaImage.retired, CaptchaImage.id.desc())
    images = session.scalars(newest.offset(offset).limit(limit)).all()
    return total, _rows(session, list(images))


def at_hand(session: Session) -> int:
    """How many drawn pictures there are to ask about."""
    drawn = CaptchaImage.source == "drawn", CaptchaImage.retired.is_(False)
    return session.scalar(select(func.count()).select_from(CaptchaImage).where(*drawn)) or 0


def figures(session: Session) -> list[Figures]:
    """The figures of drawn pictures by kind, in the order in which kinds are known; none without answers."""
    passed, failed = func.sum(CaptchaChallenge.passed), func.sum(CaptchaChallenge.failed)
    kept = select(CaptchaChallenge.kind, passed, failed).join(CaptchaImage)
    rows = session.execute(kept.where(CaptchaImage.source == "drawn").group_by(CaptchaChallenge.kind)).all()
    gone = session.execute(select(CaptchaTotal.kind, CaptchaTotal.passed, CaptchaTotal.failed)).all()
    sums: dict[str, tuple[int, int]] = {}
    for kind, right, wrong in [*rows, *gone]:
        before = sums.get(kind, (0, 0))
        sums[kind] = before[0] + int(right), before[1] + int(wrong)
    known = [*QUESTIONS, *(kind for kind in sums if kind not in QUESTIONS)]
    return [Figures(kind, *sums[kind]) for kind in known if any(sums.get(kind, ()))]


def one(session: Session, image_id: int) -> Row | None:
    """A picture with its challenges."""
    image = session.get(CaptchaImage, image_id)
    return None if image is None else _rows(session, [image])[0]


def upload(session: Session, body: bytes, size: tuple[int, int], read: str, now: int) -> int:
    """Keep an uploaded picture; what can be read in it is asked at once. Its number."""
    letters = plain(read)
    image_id = stock.keep(session, body, size, "uploaded", letters, now)
    row = one(session, image_id)
    if letters and row is not None and not row.challenges:
        stock.ask(session, image_id, list(letters), "")
    return image_id


def save(session: Session, image_id: int, wish: Wish, challenge_id: int | None = None) -> bool:
    """Add a challenge to a picture, or change one of its own; False when either is not there."""
    if challenge_id is None:
        if session.get(CaptchaImage, image_id) is None:
            return False
        challenge = CaptchaChallenge(image_id=image_id)
        session.add(challenge)
    else:
        found = session.get(CaptchaChallenge, challenge_id)
        if found is None or found.image_id != image_id:
            return False
        challenge = found
    challenge.kind, challenge.language = wish.kind, wish.language
    challenge.answers = "\n".join(line.strip() for line in wish.answers.splitlines() if plain(line))
    written = {code: wish.questions[code].strip() for code in LANGUAGES if wish.questions.get(code)}
    challenge.questions = msgspec.json.encode(written).decode() if wish.kind == "own" else ""
    session.flush()
    return True


def retire(
    session: Session, table: type[CaptchaImage | CaptchaChallenge], number: int, retired: bool
) -> bool:
    """Ask a picture's challenges, or one challenge, no more, or again.

    False when it is not there; a drawn picture that was answered does not come back.
    """
    changed = update(table).where(table.id == number)
    if table is CaptchaImage and not retired:
        changed = changed.where(CaptchaImage.answered_at.is_(None))
    return session.scalar(changed.values(retired=retired).returning(table.id)) is not None


def _rows(session: Session, images: list[CaptchaImage]) -> list[Row]:
    asked: dict[int, list[CaptchaChallenge]] = {image.id: [] for image in images}
    wanted = (
        select(CaptchaChallenge).where(CaptchaChallenge.image_id.in_(asked)).order_by(CaptchaChallenge.id)
    )
    for challenge in session.scalars(wanted):
        asked[challenge.image_id].append(challenge)
    return [Row(image, asked[image.id]) for image in images]
