"""Addresses of comparisons: what is asked of a diff, and the links to the same one seen otherwise."""

from __future__ import annotations

from typing import Final, Literal
from urllib.parse import urlencode

import msgspec

from app.changes.compare import Wish
from app.text import Blind

View = Literal["inline", "sides"]
Form = Literal["page", "text", "diff", "html"]
MOST: Final = 500
"""Characters of a query that is marked."""


class Asked(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from", "as_": "as"}):
    """The parameters of a diff, in the order in which its address has them."""

    from_: str = ""
    to: str = ""
    view: View = "inline"
    minor: bool = False
    only: bool = False
    numbers: bool = False
    case: bool = False
    space: bool = False
    q: str = ""
    flaps: bool = False
    as_: Form = "page"

    def wish(self) -> Wish:
        """The same for the service."""
        return Wish(
            older=self.from_,
            newer=self.to,
            minor=self.minor,
            blind=Blind(self.numbers, self.case, self.space),
            only=self.only,
            q=self.q[:MOST],
            # A unified diff without them would fit no text.
            flaps=self.flaps or self.as_ == "diff",
        )

    def link(self, **other: object) -> str:
        """The query of the same diff with some parameters changed; "" for the usual one."""
        asked = msgspec.structs.replace(self, **other)
        fields = zip(self.__struct_fields__, self.__struct_encode_fields__, strict=True)
        blank = Asked()
        pairs = [
            (written, int(value) if isinstance(value, bool) else value)
            for name, written in fields
            if (value := getattr(asked, name)) != getattr(blank, name)
        ]
        return f"?{urlencode(pairs)}" if pairs else ""
