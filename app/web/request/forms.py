"""Reads a form into a msgspec struct and keeps an error in words beside each field that fails.

What a form does not declare is ignored, so nobody can set a column by adding a field.
"""

from __future__ import annotations

from typing import Generic, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar.di import NamedDependency

from app.i18n import N_, gettext
from app.web.errors import BadRequest, TooLarge
from app.web.request import HudRequest
from app.web.request.text import is_clean

T = TypeVar("T", bound=msgspec.Struct)
MOST_FIELDS = 200
MOST_BYTES = 1_000_000
_URLENCODED = "application/x-www-form-urlencoded"


class RawForm(msgspec.Struct, frozen=True):
    """The fields as they were sent, each name with its last value."""

    values: dict[str, str]


FormBody = NamedDependency[RawForm]
"""The type of a handler's parameter `form`: `def add(self, request: HudRequest, form: FormBody)`."""


class Form(msgspec.Struct, Generic[T]):
    """A form as filled in: `data` when every field fits, else `errors` by field name.

    `instead` are values of which one may be meant, each a button of the form shown again.
    """

    values: dict[str, str]
    errors: dict[str, str]
    data: T | None = None
    instead: tuple[str, ...] = ()

    def error(self, field: str, message: str) -> None:
        """Put an error beside a field, found later than by its type."""
        self.errors[field] = message
        self.data = None


async def read_form(request: HudRequest) -> RawForm:
    """The request's url-encoded body; only handlers that ask for `form` read it."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise TooLarge
    if body and content_type != _URLENCODED:
        raise BadRequest(N_("This address only accepts form data."))
    if not is_clean(body):
        raise BadRequest(N_("The form contains characters that are not text."))
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BadRequest(N_("The form has too many fields.")) from None
    return RawForm(dict(pairs))


def decode(kind: type[T], raw: RawForm) -> Form[T]:
    """The form's fields as a `kind`; surrounding blanks go, a blank field takes its default."""
    form = Form[T]({}, {})
    ready: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):
        secret = field.name.startswith("password")
        text = raw.values.get(field.name, "")
        text = text if secret else text.strip()
        form.values[field.name] = "" if secret else text
        value: object = bool(text) if field.type is bool else text
        if not text and not field.required:
            continue
        try:
            ready[field.name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError:
            form.errors[field.name] = _in_words(field.type, text)
    if not form.errors:
        form.data = msgspec.convert(ready, kind)
    return form


def empty(kind: type[T], **values: str) -> Form[T]:
    """A form nobody has filled in yet, showing `values`."""
    # Their names alone: asking for their types reads the annotations anew each time.
    return Form(dict.fromkeys(kind.__struct_fields__, "") | values, {})


def _in_words(kind: object, text: str) -> str:
    if not text:
        return gettext("This field is required.")
    info = msgspec.inspect.type_info(kind)
    if isinstance(info, msgspec.inspect.UnionType):
        info = next(part for part in info.types if not isinstance(part, msgspec.inspect.NoneType))
    if isinstance(info, (msgspec.inspect.IntType, msgspec.inspect.FloatType)):
        return _number_in_words(info)
    if isinstance(info, (msgspec.inspect.LiteralType, msgspec.inspect.EnumType)):
        return gettext("Choose one of the options.")
    if isinstance(info, msgspec.inspect.StrType):
        if info.min_length and len(text) < info.min_length:
            return gettext("Use at least %(count)s characters.") % {"count": info.min_length}
        if info.max_length and len(text) > info.max_length:
            return gettext("Use at most %(count)s characters.") % {"count": info.max_length}
    return gettext("This value is not valid.")


def _number_in_words(info: msgspec.inspect.IntType | msgspec.inspect.FloatType) -> str:
    if info.ge is not None and info.le is not None:
        limits = {"low": info.ge, "high": info.le}
        return gettext("Enter a number from %(low)s to %(high)s.") % limits
    return gettext("Enter a number.")
