"""Refusal of a payload: what is wrong with it, in words, and where."""

from __future__ import annotations


class Refused(Exception):
    """A payload that is not what its feed is known to send; nothing of it is stored.

    `reason` is a gettext message for `values`, `where` the place in the payload, such as
    "features[12].properties.mag".
    """

    def __init__(self, reason: str, where: str = "", **values: str | int) -> None:
        super().__init__((reason % values if values else reason) + (f" ({where})" if where else ""))
        self.reason = reason
        self.where = where
        self.values = values
