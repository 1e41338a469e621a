"""An answer on its way out, and how a skeleton becomes one: personal slot, ETag, 304, compression."""

from __future__ import annotations

from functools import lru_cache

from app.memory.tables import counted
from app.pagecache.pages import Skeleton
from app.web.request.info import RequestInfo
from app.web.response import zipped
from app.web.response.security import Headers
from app.web.response.slot import Personal

_NO_PIECES = (b"", b"")


@counted()
@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether the value of Accept-Encoding names gzip, and not to refuse it."""
    for part in accept_encoding.split(b",") if b"gzip" in accept_encoding else ():
        name, _, weight = part.replace(b" ", b"").partition(b";q=")
        if name == b"gzip":
            return not weight or bool(weight.strip(b"0."))
    return False


class Answer:
    """Status, headers and body."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Headers, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


def filled(
    skeleton: Skeleton, personal: Personal | None, info: RequestInfo, status: int, compress: bool
) -> Answer:
    """The page with a visitor's own piece in its slot; 304 without a body when the reader has it."""
    headers = skeleton.headers.copy()
    if skeleton.tag:
        tag = skeleton.tag if personal is None else etag(skeleton.tag, personal)
        headers.append((b"etag", tag))
        if b"if-none-match" in info.headers and holds(info.headers[b"if-none-match"], tag):
            return Answer(304, [header for header in headers if header[0] != b"content-type"], b"")
    if compress and b"accept-encoding" in info.headers and takes_gzip(info.headers[b"accept-encoding"]):
        body = _compressed(skeleton, personal)
        if body is not None:
            headers.append((b"content-encoding", b"gzip"))
            return Answer(status, headers, body)
    return Answer(status, headers, whole(skeleton, personal))


def whole(skeleton: Skeleton, personal: Personal | None) -> bytes:
    """The page's bytes."""
    if personal is None:
        return skeleton.before + skeleton.after if skeleton.after else skeleton.before
    return b"".join((skeleton.before, personal.text, skeleton.after or b""))


def etag(tag: bytes, personal: Personal) -> bytes:
    """The page's tag as a visitor has it."""
    return tag[:-1] + personal.digest + b'"'


def holds(if_none_match: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names the page; a tag is compared without the mark of a weak one."""
    tag = etag.removeprefix(b"W/")
    return tag in if_none_match and tag in {
        held.strip().removeprefix(b"W/") for held in if_none_match.split(b",")
    }


def _compressed(skeleton: Skeleton, personal: Personal | None) -> bytes | None:
    """The page as gzip, None where that is no gain; compressed when it is first asked for again."""
    if skeleton.zipped is None:
        skeleton.zipped = _pieces(skeleton)
    first, last = skeleton.zipped
    if not first:
        return None
    if skeleton.after is None or personal is None:
        return first
    return zipped.joined((first, personal.zipped, last), (skeleton.before, personal.text, skeleton.after))


def _pieces(skeleton: Skeleton) -> tuple[bytes, bytes]:
    before, after = skeleton.before, skeleton.after
    if len(before) + len(after or b"") < zipped.LEAST:
        return _NO_PIECES
    if after is None:
        return zipped.joined((zipped.piece(before, last=True),), (before,)), b""
    return zipped.piece(before), zipped.piece(after, last=True)
