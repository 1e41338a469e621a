"""Interface to the checks that a person sends a form, for any form and any kind of check.

Features protect their forms through this protocol alone, so that the captchas can be switched off
or replaced and every form goes on working.
"""

from __future__ import annotations

from typing import Literal, Protocol, cast

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.web.request import HudRequest
from app.web.request.forms import RawForm

Kind = Literal["image", "work"]
"""What is asked first: to look at a picture, or nothing but some work of the reader's computer."""


class Human(Protocol):
    """What a check found about one posted form."""

    @property
    def passed(self) -> bool:
        """Whether the form may be acted upon."""

    @property
    def error(self) -> str:
        """A translated sentence for the reader when it did not pass, else empty."""

    def spend(self, session: Session) -> None:
        """Use up what passed, in the transaction that does what the form asks for.

        Raises `app.web.errors.Unprocessable` when another post of the same form came first.
        """


class HumanCheck(Protocol):
    """Puts a check into a form, and looks at it when the form comes back."""

    def field(self, request: HudRequest, form: str, kind: Kind = "image") -> Markup:
        """The HTML that belongs inside the `<form>`; `form` names it, and binds the answer to it.

        After `check` has passed in the same request it carries the proof of that instead, so that
        nobody who mistyped another field has to answer twice.
        """

    def check(self, request: HudRequest, form: str, posted: RawForm) -> Human:
        """Look at the answer in a posted form. It can be given once, whether right or wrong."""


class Unchecked:
    """Everybody passes."""

    passed = True
    error = ""

    def spend(self, session: Session) -> None:
        """Nothing to use up."""


class NoCheck:
    """The check of an installation that has none."""

    def field(self, request: HudRequest, form: str, kind: Kind = "image") -> Markup:  # noqa: ARG002
        """Nothing to fill in."""
        return Markup("")

    def check(self, request: HudRequest, form: str, posted: RawForm) -> Human:  # noqa: ARG002
        """Everybody passes."""
        return Unchecked()


def human_check_of(request: HudRequest) -> HumanCheck:
    """The check of the installation that is asked."""
    return cast("HumanCheck", request.hud.human or NoCheck())
