"""The tables of people and of their sessions.

A session's id is kept as its digest: who reads the database cannot sign in with what is there.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Identifier


class Person(Base):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    # What makes names the same: NFKC and case-folded.
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    password: Mapped[str] = mapped_column(Text)  # argon2id, with its parameters in it
    role: Mapped[str] = mapped_column(String(8), default="reader")  # reader, editor, admin
    created_at: Mapped[int] = mapped_column(BigInteger)
    # Preferences; empty follows the installation (time zone) or the browser (language, theme).
    time_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    theme: Mapped[str] = mapped_column(String(8), default="", server_default="")
    avatar: Mapped[str] = mapped_column(String(64), default="", server_default="")  # the picture's digest


class Avatar(Base):
    """A person's picture, made anew from what they sent, in the two sizes that pages show."""

    __tablename__ = "avatar"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)  # sha256 of both sizes
    small: Mapped[bytes] = mapped_column(LargeBinary)  # WebP
    large: Mapped[bytes] = mapped_column(LargeBinary)  # WebP


class SessionRow(Base):
    """One sign-in on one browser."""

    __tablename__ = "session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # sha256 of the cookie's id
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    last_used: Mapped[int] = mapped_column(BigInteger)  # written at most once a minute
