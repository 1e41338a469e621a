"""Two squares made from a stranger's picture.

It is decoded in a process of its own with limits on memory and time, because decoders of pictures are where
strangers' bytes meet the most C code.
"""

from __future__ import annotations

import struct
from hashlib import sha256

import msgspec

from app.i18n import N_
from app.images.head import is_something_else_too, read_head
from app.sandbox import Failed, Sandbox

MOST_BYTES = 8_000_000
_SANDBOX = Sandbox("app.images.child")


class Refused(ValueError):
    """A picture that is not taken; the text is a sentence for the person, to be translated."""


class Picture(msgspec.Struct, frozen=True):
    """Both sizes, as WebP."""

    small: bytes
    large: bytes

    @property
    def digest(self) -> str:
        """What stands in the pictures' addresses."""
        return sha256(self.small + self.large).hexdigest()[:32]


def make(data: bytes) -> Picture:
    """The two sizes of a picture. Raises `Refused`, and `Busy` while others' are being made."""
    if not data:
        raise Refused(N_("Choose a picture first."))
    head = read_head(data)
    if head is None:
        raise Refused(N_("This is not a JPEG, PNG, WebP or GIF image."))
    if is_something_else_too(data):
        raise Refused(N_("This file contains more than an image. Save it again with an image editor."))
    if not head.fits:
        raise Refused(N_("This picture has too many pixels. Choose a smaller one."))
    return _made(data, head.kind)


def _made(data: bytes, kind: str) -> Picture:
    try:
        done = _SANDBOX.run(data, kind)
    except Failed as error:
        raise Refused(
            N_("This picture takes too long to process. Save it again and retry.")
            if error.is_slow
            else N_("This picture is damaged and cannot be read.")
        ) from None
    (length,) = struct.unpack_from(">I", done)
    return Picture(done[4 : 4 + length], done[4 + length :])
