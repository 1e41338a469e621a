"""Reads the one file of a form, as browsers send it, and never more than a picture may have.

Nobody's upload is not read at all, and neither names nor types that a browser claims are looked at.
"""

from __future__ import annotations

import msgspec
from litestar.di import NamedDependency
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from app.i18n import N_
from app.images.pictures import MOST_BYTES
from app.web.errors import BadRequest, TooLarge, Unauthorized
from app.web.request import HudRequest

MOST_BODY = MOST_BYTES + 10_000  # what stands around the file
_FIELD = "picture"
_MOST_PARTS = 4
_TOO_LARGE = N_("The picture is larger than 8 MB. Choose a smaller one.")


class Upload(msgspec.Struct, frozen=True):
    """The bytes that came in the field; none when no file was chosen."""

    data: bytes


UploadBody = NamedDependency[Upload]


async def read_upload(request: HudRequest) -> Upload:
    """The file in the form's field."""
    if request.person is None:
        raise Unauthorized
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        return Upload(b"")
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) > MOST_BODY:
        raise TooLarge(_TOO_LARGE)
    try:
        return Upload(await _file(request, options["boundary"]))
    except ParserLimitReached:
        raise TooLarge(_TOO_LARGE) from None
    except MultipartError:
        raise BadRequest(N_("This address only accepts form data.")) from None


async def _file(request: HudRequest, boundary: str) -> bytes:
    found = bytearray()
    ours = False
    with PushMultipartParser(
        boundary, max_segment_size=MOST_BYTES, max_segment_count=_MOST_PARTS, strict=True
    ) as parser:
        async for chunk in request.stream():
            for part in parser.parse(chunk):
                if isinstance(part, MultipartSegment):
                    ours = part.name == _FIELD
                elif part and ours:
                    found += part
    return bytes(found)
