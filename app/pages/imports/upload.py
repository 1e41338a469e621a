"""Reads the form of an import as browsers send it: the file and what was pasted, each into a spool on disk.

Neither the name nor the type that a browser claims means anything; the name is shown again, and that is all.
"""

from __future__ import annotations

from typing import BinaryIO
from urllib.parse import parse_qsl

import msgspec
from litestar.di import NamedDependency
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from app.mark import N_
from app.pages.imports.item import MOST_PACKED
from app.pages.imports.reading import spool
from app.pages.imports.sitemaps import spool_folder
from app.web.errors import BadRequest, TooLarge
from app.web.request import HudRequest

MOST_BODY = MOST_PACKED + 10_000  # what stands around the list
FILE, PASTED = "file", "list"
_MOST_PARTS = 10
_MOST_FIELD = 1_000  # bytes of a field that is no list
_MOST_SHOWN = 1_000_000  # characters of a pasted list that are shown again
_TOO_LARGE = N_("The list is larger than 20 MB. Split it into smaller ones.")
_NO_FORM = N_("This address only accepts form data.")
_URLENCODED = "application/x-www-form-urlencoded"


class Upload(msgspec.Struct):
    """The lists that came, the file first, each in a spool; the fields beside them; the file's name."""

    lists: list[BinaryIO]
    values: dict[str, str]
    name: str = ""

    def close(self) -> None:
        """Give the room on the disk back."""
        for one in self.lists:
            one.close()


UploadBody = NamedDependency[Upload]


async def read_upload(request: HudRequest) -> Upload:
    """The fields of the form. Raises `TooLarge` and `BadRequest`."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) > MOST_BODY:
        raise TooLarge(_TOO_LARGE)
    if kind == "multipart/form-data" and options.get("boundary"):
        return await _Form(request).read(options["boundary"])
    body = await request.body()
    if body and kind != _URLENCODED:
        raise BadRequest(_NO_FORM)
    return _of_fields(request, body)


class _Form:
    """A form under way: which field its bytes belong to."""

    def __init__(self, request: HudRequest) -> None:
        self._request = request
        self._found: dict[str, BinaryIO] = {}
        self._fields: dict[str, bytearray] = {}
        self._name = ""

    async def read(self, boundary: str) -> Upload:
        field = ""
        try:
            with PushMultipartParser(
                boundary, max_segment_size=MOST_PACKED, max_segment_count=_MOST_PARTS, strict=True
            ) as parser:
                async for chunk in self._request.stream():
                    for part in parser.parse(chunk):
                        field = self._taken(part, field)
        except ParserLimitReached:
            self._close()
            raise TooLarge(_TOO_LARGE) from None
        except MultipartError:
            self._close()
            raise BadRequest(_NO_FORM) from None
        except BaseException:
            self._close()
            raise
        values = {name: bytes(value).decode("utf-8", "replace") for name, value in self._fields.items()}
        return _upload(values, self._found, self._name)

    def _taken(self, part: MultipartSegment | bytearray | None, field: str) -> str:
        if isinstance(part, MultipartSegment):
            if part.name == FILE and part.filename:
                self._name = part.filename
            return str(part.name)
        if not part:
            return field
        if field in (FILE, PASTED):
            if field not in self._found:
                self._found[field] = spool(spool_folder(self._request.hud.settings))
            self._found[field].write(part)
        elif len(self._fields.setdefault(field, bytearray())) < _MOST_FIELD:
            self._fields[field] += part
        return field

    def _close(self) -> None:
        for one in self._found.values():
            one.close()


def _of_fields(request: HudRequest, body: bytes) -> Upload:
    try:
        values = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_PARTS))
    except ValueError:
        raise BadRequest(_NO_FORM) from None
    found: dict[str, BinaryIO] = {}
    if pasted := values.pop(PASTED, ""):
        found[PASTED] = spool(spool_folder(request.hud.settings))
        found[PASTED].write(pasted.encode("utf-8", "replace"))
    return _upload(values, found, "")


def _upload(values: dict[str, str], found: dict[str, BinaryIO], name: str) -> Upload:
    if (pasted := found.get(PASTED)) is not None:
        pasted.seek(0)
        text = pasted.read(4 * _MOST_SHOWN).decode("utf-8", "replace")
        values[PASTED] = text[:_MOST_SHOWN].replace("\0", "")
        if not text.strip():
            found.pop(PASTED).close()
    return Upload(
        [found[field] for field in (FILE, PASTED) if field in found], values, name if FILE in found else ""
    )
