"""The forms of accounts: what may be filled in, and how much of it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.accounts.passwords import LONGEST

NAME_LENGTH = 60
SHORTEST = 10

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LENGTH)]
NewPassword = Annotated[str, msgspec.Meta(min_length=SHORTEST, max_length=LONGEST)]


class SignIn(msgspec.Struct, kw_only=True):
    """Name and password; `next` is where the reader was going."""

    name: Name
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
    next: str = ""


class FirstAdmin(msgspec.Struct, kw_only=True):
    """The first admin's name and password, with the key of the one-time address."""

    name: Name
    password: NewPassword
    key: str
