"""The signed-in visitor, as far as pages care."""

from __future__ import annotations

import msgspec


class Visitor(msgspec.Struct, frozen=True):
    """A person who is signed in."""

    id: int
    name: str
    role: str
    time_zone: str = ""  # empty: the installation's
    avatar: str = ""  # the digest of a picture, which is part of its address
    language: str = ""  # as chosen; empty: what the browser asks for
    theme: str = ""  # as chosen; empty: what the system has

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name."""
        words = self.name.replace(".", " ").replace("_", " ").replace("-", " ").split()
        return "".join(word[0] for word in words[:2]).upper() or self.name[:1].upper()

    @property
    def unnamed(self) -> Visitor:
        """Somebody who may do the same and whose clocks show the same, and nobody in particular."""
        return Visitor(0, "", self.role, self.time_zone)
