"""The tables of people, and of all that lets somebody in as one of them.

Ids of sessions, tokens and links are kept as digests: who reads the database cannot sign in with what
is there.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import UNCACHED, Base, Identifier
from app.web.visitor import Visitor


class Person(Base):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    # What makes names the same: NFKC and case-folded.
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    # What makes names look the same: the key with letters of other scripts replaced by their Latin twins.
    looks: Mapped[str | None] = mapped_column(String(200), index=True, unique=True)
    email: Mapped[str | None] = mapped_column(String(254))  # as letters are addressed
    email_key: Mapped[str | None] = mapped_column(String(254), index=True, unique=True)  # lower case
    pending_email: Mapped[str] = mapped_column(
        String(254), default="", server_default=""
    )  # not yet confirmed
    password: Mapped[str] = mapped_column(Text)  # argon2id, with its parameters in it
    role: Mapped[str] = mapped_column(String(8), default="reader")  # reader, editor, admin
    created_at: Mapped[int] = mapped_column(BigInteger)
    disabled_at: Mapped[int | None] = mapped_column(BigInteger)  # by an admin; nothing lets them in
    # Preferences; empty follows the installation (time zone) or the browser (language, theme).
    time_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    theme: Mapped[str] = mapped_column(String(8), default="", server_default="")
    avatar: Mapped[str] = mapped_column(String(64), default="", server_default="")  # the picture's digest

    @property
    def visitor(self) -> Visitor:
        """The same as pages know them."""
        return Visitor(self.id, self.name, self.role, self.time_zone, self.avatar, self.language, self.theme)


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
    browser: Mapped[str] = mapped_column(String(60), default="", server_default="")  # as "Firefox, Linux"
    place: Mapped[str] = mapped_column(String(60), default="", server_default="")  # the address, shortened


class Token(Base):
    """What a program shows instead of a name and a password."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    scope: Mapped[str] = mapped_column(String(5))  # read, write
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    last_used: Mapped[int | None] = mapped_column(BigInteger)  # written at most once a minute
    expires_at: Mapped[int | None] = mapped_column(BigInteger)


class Link(Base):
    """A secret address that does one thing once: set a new password, or confirm an e-mail address."""

    __tablename__ = "account_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(8))  # reset, confirm
    email: Mapped[str] = mapped_column(String(254), default="")  # what is confirmed
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class FirstAdminKey(Base):
    """The key of the one-time address that makes the first admin; one row, or none."""

    __tablename__ = "first_admin_key"
    __table_args__ = ({"info": UNCACHED},)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[int] = mapped_column(BigInteger)


class Attempt(Base):
    """Something that is counted, so that it cannot be tried without end; kept as long as it counts."""

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_counted", "kind", "key", "at"),
        Index("ix_attempt_old", "kind", "at"),
        {"info": UNCACHED},
    )

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # pending, failed, known, asked, joined, added
    key: Mapped[str] = mapped_column(String(64))  # a keyed digest of the account or network
    # The account it is about, as a keyed digest too, so that it goes when the account does; "" for none.
    account: Mapped[str] = mapped_column(String(64), default="", server_default="", index=True)
    at: Mapped[int] = mapped_column(BigInteger)
