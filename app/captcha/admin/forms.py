"""Fields of the forms on the admin's captcha pages."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.captcha.admin.service import Wish
from app.i18n import N_

Kind = Literal["text", "digits", "letters", "reversed", "own"]
For = Literal["all", "en", "nl", "sv", "nb", "fr"]
Question = Annotated[str, Meta(max_length=300)]

KINDS: dict[str, str] = {
    "text": N_("all characters"),
    "digits": N_("digits only"),
    "letters": N_("letters only"),
    "reversed": N_("last four letters in reverse"),
    "own": N_("your own question"),
}


class Draw(msgspec.Struct, kw_only=True):
    """How many pictures to draw, with whose letters."""

    number: Annotated[int, Meta(ge=1, le=50)] = 10
    language: Literal["all", "nl", "sv", "nb", "fr"] = "all"


class Picture(msgspec.Struct, kw_only=True):
    """What stands in a picture that is uploaded, if anything can be read in it."""

    text: Annotated[str, Meta(max_length=40)] = ""


class Challenge(msgspec.Struct, kw_only=True):
    """A challenge; `challenge` is the number of the one that is changed, empty for a new one."""

    challenge: Annotated[str, Meta(pattern=r"^[0-9]{0,15}$")] = ""
    kind: Kind = "own"
    language: For = "all"
    answers: Annotated[str, Meta(min_length=1, max_length=2_000)]
    question_en: Question = ""
    question_nl: Question = ""
    question_sv: Question = ""
    question_nb: Question = ""
    question_fr: Question = ""

    @property
    def wish(self) -> Wish:
        """The challenge as the service takes it."""
        questions = {
            "en": self.question_en,
            "nl": self.question_nl,
            "sv": self.question_sv,
            "nb": self.question_nb,
            "fr": self.question_fr,
        }
        return Wish(self.kind, "" if self.language == "all" else self.language, self.answers, questions)
