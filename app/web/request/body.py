"""Decodes the JSON body of a request to what its handler takes, and refuses anything else in words.

Stricter than the framework's own reading, which takes "3" for a number, believes any type of content, and
fails with a RecursionError in the depths of a body that is nested a thousand times.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from app.i18n import N_, gettext
from app.web.errors import BadRequest, UnsupportedType

T = TypeVar("T")
_JSON = re.compile(r"application/(?:[\w.-]+\+)?json", re.ASCII)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_PLACE = re.compile(r" - at `\$\.(?P<field>\w+)")
_NO_OBJECT = N_("Send one JSON object, in braces, not a list or a single value.")
_MISSING = re.compile(r"missing required field `(?P<field>\w+)`")


def decode(body: bytes, content_type: str, kind: type[T]) -> T:
    """The body as a `kind`. Raises `UnsupportedType`, or `BadRequest` with the field at fault."""
    if not _JSON.fullmatch(content_type.partition(";")[0].strip().lower()):
        raise UnsupportedType
    try:
        found = msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise refused(field_of(str(error)), str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest(N_("This is not valid JSON. Send one object, in UTF-8.")) from None
    # An escape brings in what may not be sent plainly, and what PostgreSQL does not take.
    if _NUL.search(msgspec.json.encode(found)):
        raise BadRequest(N_("The form contains characters that are not text."))
    return found


def field_of(message: str) -> str:
    """The field that a message of the decoder is about; "" for the body as a whole."""
    found = _MISSING.search(message) or _PLACE.search(message)
    return found["field"] if found else ""


_WANTED = (
    (r"Expected `int` >= (?P<number>-?\d+)", N_("“%(name)s” must be %(number)s or more.")),
    (r"Expected `int` <= (?P<number>-?\d+)", N_("“%(name)s” must be %(number)s or less.")),
    (r"Expected `int`", N_("“%(name)s” must be a whole number.")),
    (r"Expected `str`, got", N_("“%(name)s” must be a text in quotation marks.")),
    (
        r"Expected `str` of length <= (?P<number>\d+)",
        N_("“%(name)s” may have %(number)s characters at most."),
    ),
    (r"missing required field", N_("“%(name)s” is missing.")),
)
"""What the decoder says, and what people are told of it."""


def refused(field: str, message: str = "") -> BadRequest:
    """A parameter or a field that is not as the description of the API has it; `message` is the decoder's."""
    if not field:
        return BadRequest(_NO_OBJECT) if message.startswith("Expected `object`") else BadRequest()
    for pattern, told in _WANTED:
        if found := re.search(pattern, message):
            return BadRequest(gettext(told) % {"name": field, **found.groupdict()}, field=field)
    return BadRequest(gettext("“%(name)s” cannot be used as it is written.") % {"name": field}, field=field)
