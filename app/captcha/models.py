"""The tables of captchas: pictures, what is asked of them, and what has been used up.

A picture has several challenges, so that having seen a picture says nothing about its next answer.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier


class CaptchaImage(Base):
    """A picture, drawn here or uploaded."""

    __tablename__ = "captcha_image"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]  # bytes
    width: Mapped[int]  # pixels
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(8))  # drawn, uploaded
    # What can be read in it, as it is spoken to who cannot see it; empty when nothing can.
    text: Mapped[str] = mapped_column(Text, default="")
    # Whose letters were drawn; empty for such as all keyboards have.
    language: Mapped[str] = mapped_column(String(12), default="", server_default="")
    added_at: Mapped[int] = mapped_column(BigInteger)
    # A drawn picture is answered once; an uploaded one as often as it is asked, so this stays empty.
    answered_at: Mapped[int | None] = mapped_column(BigInteger)
    retired: Mapped[bool] = mapped_column(default=False)


class CaptchaChallenge(Base):
    """What is asked of one picture, and how often that went well."""

    __tablename__ = "captcha_challenge"
    __table_args__ = (Index("ix_captcha_challenge_asked", "retired", "language"),)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("captcha_image.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))  # text, digits, letters, reversed, own
    # Whose keyboards have these letters; empty for all.
    language: Mapped[str] = mapped_column(String(12), default="")
    retired: Mapped[bool] = mapped_column(default=False)
    # An admin's own question by language, as JSON; the other kinds are asked in everybody's own.
    questions: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[str] = mapped_column(Text)  # a line each
    passed: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)


class CaptchaTotal(Base):
    """How often each kind of question went well with drawn pictures that are no longer kept."""

    __tablename__ = "captcha_total"
    __table_args__ = ({"info": UNCACHED},)

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    passed: Mapped[int]
    failed: Mapped[int]


class CaptchaSpent(Base):
    """A check that has been answered; kept until it would have expired."""

    __tablename__ = "captcha_spent"
    __table_args__ = ({"info": UNCACHED},)

    nonce: Mapped[str] = mapped_column(String(32), primary_key=True)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class CaptchaTries(Base):
    """How often something was tried within a window of time."""

    __tablename__ = "captcha_tries"
    __table_args__ = ({"info": UNCACHED},)

    key: Mapped[str] = mapped_column(String(43), primary_key=True)  # a keyed digest: no address is kept
    number: Mapped[int]
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)
