"""Several documents that a reader sees as one page, such as a set of frames, in one body: as MIME multipart.

RFC 2557 describes the form in which browsers save such a page. The same documents always give the same bytes,
so that a page that did not change has the digest it had before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_TYPE: Final = 'multipart/related; type="text/html"; boundary='
_MARK: Final = "hud-"
_HEADER = re.compile(rb"([\w-]+):[ \t]*(.*)")


class Part(NamedTuple):
    """One document: where it came from, what the server said it is, its bytes."""

    url: str
    content_type: str
    body: bytes


def join(parts: Sequence[Part]) -> tuple[bytes, str]:
    """One body of all parts, the page itself first, and its content type."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.body).digest())
    boundary = _MARK + digest.hexdigest()[:40]
    pieces: list[bytes] = []
    for part in parts:
        head = (
            f"--{boundary}\r\nContent-Location: {_line(part.url)}\r\n"
            f"Content-Type: {_line(part.content_type)}\r\nContent-Length: {len(part.body)}\r\n\r\n"
        )
        pieces += [head.encode("utf-8"), part.body, b"\r\n"]
    return b"".join([*pieces, f"--{boundary}--\r\n".encode()]), _TYPE + boundary


def is_joined(content_type: str) -> bool:
    """Whether a body of this type was joined here."""
    return content_type.startswith(_TYPE + _MARK)


def parts_of(body: bytes, content_type: str) -> list[Part]:
    """The parts of a joined body, as far as they are whole."""
    mark = f"--{content_type.removeprefix(_TYPE)}\r\n".encode()
    parts: list[Part] = []
    at = 0
    while body.startswith(mark, at):
        end = body.find(b"\r\n\r\n", at)
        said = {name.lower(): value.decode() for name, value in _HEADER.findall(body[at:end])}
        size = said.get(b"content-length", "")
        start = end + 4
        if end < 0 or not size.strip().isdecimal() or start + int(size) > len(body):
            break
        at = start + int(size)
        parts.append(
            Part(
                said.get(b"content-location", "").strip(),
                said.get(b"content-type", "").strip(),
                body[start:at],
            )
        )
        at += 2
    return parts


def _line(value: str) -> str:
    return " ".join(value.split())
