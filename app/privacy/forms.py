"""The form in which an admin writes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MOST = 20_000  # characters

Language = Literal["en", "nl", "sv", "nb", "fr"]


class OwnText(msgspec.Struct, kw_only=True):
    """A text in one language, and whether it stands instead of HUD's own description or before it."""

    language: Language
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST)]
    replaces: bool = False


class Reset(msgspec.Struct, kw_only=True):
    """Which language goes back to HUD's own description."""

    language: Language
