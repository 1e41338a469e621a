"""The forms of accounts: what may be filled in, and how much of it.

What stands here is all that a form can set: a role or an id among the fields is never looked at.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from app.accounts import emails
from app.accounts.names import NameRefused, clean_name
from app.accounts.passwords import LONGEST
from app.accounts.rules import SHORTEST, PasswordRefused, check_password
from app.i18n import gettext
from app.web.request.forms import Form

NAME_LENGTH = 60

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LENGTH)]
Email = Annotated[str, msgspec.Meta(max_length=emails.MOST)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
NewPassword = Annotated[str, msgspec.Meta(min_length=SHORTEST, max_length=LONGEST)]


class SignIn(msgspec.Struct, kw_only=True):
    """Name (or e-mail address) and password; `next` is where the reader was going."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=emails.MOST)]
    password: Password
    next: str = ""


class FirstAdmin(msgspec.Struct, kw_only=True):
    """The first admin's name and password, with the key of the one-time address."""

    name: Name
    password: NewPassword
    key: str


class SignUp(msgspec.Struct, kw_only=True):
    """What makes an account."""

    name: Name
    email: Annotated[str, msgspec.Meta(min_length=1, max_length=emails.MOST)]
    password: NewPassword
    password_again: Password


class ChangePassword(msgspec.Struct, kw_only=True):
    """The password until now, and the new one."""

    password: Password
    password_new: NewPassword
    password_again: Password


class ChangeEmail(msgspec.Struct, kw_only=True):
    """Another e-mail address, or none; the password says that it is really them."""

    email: Email = ""
    password: Password


class DeleteAccount(msgspec.Struct, kw_only=True):
    """The password says that it is really them."""

    password: Password


class Forgotten(msgspec.Struct, kw_only=True):
    """Where a letter goes."""

    email: Annotated[str, msgspec.Meta(min_length=1, max_length=emails.MOST)]


class Reset(msgspec.Struct, kw_only=True):
    """A new password, with the key of the link."""

    key: str
    password: NewPassword
    password_again: Password


class NewToken(msgspec.Struct, kw_only=True):
    """What a token is for, what it may do, and for how long."""

    name: Name
    scope: Literal["read", "write"] = "read"
    days: Literal["", "7", "30", "90", "365"] = ""


class SetRole(msgspec.Struct, kw_only=True):
    """Another role."""

    role: Literal["reader", "editor", "admin"]


class NewPerson(msgspec.Struct, kw_only=True):
    """An account that an admin makes for somebody, who chooses a password by a link."""

    name: Name
    email: Email = ""
    role: Literal["reader", "editor", "admin"] = "reader"


Named = Form[SignUp] | Form[FirstAdmin] | Form[NewPerson]


def check_name(form: Named) -> None:
    """Put a sentence beside a name that cannot be taken."""
    if form.values.get("name") and "name" not in form.errors:
        try:
            clean_name(form.values["name"])
        except NameRefused as error:
            form.error("name", gettext(str(error)))


def check_email(form: Form[SignUp] | Form[ChangeEmail] | Form[Forgotten] | Form[NewPerson]) -> str:
    """The normalised address, "" when there is none; a sentence beside one that is none."""
    typed = form.values.get("email", "")
    if not typed or "email" in form.errors:
        return ""
    try:
        return emails.normalise(typed)
    except emails.BadEmail:
        form.error("email", gettext("This is not an e-mail address. Enter one such as name@example.org."))
        return ""


def check_new_password(
    form: Form[SignUp] | Form[FirstAdmin] | Form[ChangePassword] | Form[Reset],
    new: str,
    again: str | None,
    *about: str,
    field: str = "password",
) -> None:
    """Put a sentence beside a new password that is too easy, or was not typed twice alike."""
    try:
        check_password(new, *about)
    except PasswordRefused as error:
        form.error(field, gettext(str(error)))
    if again is not None and new != again:
        form.error("password_again", gettext("The passwords do not match. Type both again."))
