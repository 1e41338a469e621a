"""Two squares made from a stranger's picture.

It is decoded in a process of its own with limits on memory and time, because decoders of pictures are where
strangers' bytes meet the most C code.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec

from app.i18n import N_
from app.images.head import is_something_else_too, read_head

MOST_BYTES = 8_000_000
_WALL_S = 20
_WAIT_S = 5.0
_ROOT = str(Path(__file__).resolve().parents[2])
_one = threading.BoundedSemaphore(1)
# Whoever waits holds a thread that other pages need, so few may.
_queue = threading.BoundedSemaphore(3)


class Refused(ValueError):
    """A picture that is not taken; the text is a sentence for the person, to be translated."""


class Busy(Exception):
    """Others' pictures are being made, and enough wait already."""


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
    with _turn():
        done = _run(data, kind)
    if done.returncode != 0:
        raise Refused(N_("This picture is damaged and cannot be read."))
    (length,) = struct.unpack_from(">I", done.stdout)
    return Picture(done.stdout[4 : 4 + length], done.stdout[4 + length :])


@contextmanager
def _turn() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        if not _one.acquire(timeout=_WAIT_S):
            raise Busy
        try:
            yield
        finally:
            _one.release()
    finally:
        _queue.release()


def _run(data: bytes, kind: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [sys.executable, "-P", "-s", "-m", "app.images.child", kind],
            input=data,
            capture_output=True,
            timeout=_WALL_S,
            check=False,
            env={"PYTHONPATH": _ROOT, "PATH": os.defpath, "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Refused(N_("This picture takes too long to process. Save it again and retry.")) from None
