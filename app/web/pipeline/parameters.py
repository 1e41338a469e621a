"""Parameters of a page's function: what its address and its query give, as the types that it declares."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, get_args, get_origin
from urllib.parse import urlencode

import msgspec

from app.web.request import PageRequest
from app.web.request.body import field_of, refused


class Parameters:
    """The parameters of a function but for its request, read from path and query.

    One that is called `from_`, because its name means something to Python, is `from` in an address. One that
    comes without a value takes its default, as a form sends what nobody has filled in.
    """

    def __init__(self, function: Callable[..., object], hints: Mapping[str, Any], skip: int) -> None:
        declared = list(inspect.signature(function).parameters.values())[skip:]
        self.names = {one.name: one.name.rstrip("_") for one in declared}
        self._text = {self.names[one.name] for one in declared if _bare(hints[one.name]) is str}
        self._switches = {self.names[one.name] for one in declared if _bare(hints[one.name]) is bool}
        fields = [
            (
                one.name,
                hints[one.name],
                msgspec.field(name=self.names[one.name])
                if one.default is inspect.Parameter.empty
                else msgspec.field(default=one.default, name=self.names[one.name]),
            )
            for one in declared
        ]
        self.kind = msgspec.defstruct(f"{function.__name__}_parameters", fields, kw_only=True)
        """The struct that they are read into, and described by."""

    def read(self, path: Mapping[str, object], request: PageRequest) -> dict[str, Any]:
        """The arguments by name. Raises `BadRequest` with the parameter at fault."""
        sent = request.query
        given = {
            name: path[name] if name in path else sent[name]
            for name in self.names.values()
            if name in path or sent.get(name) or (name in sent and name in self._text)
        }
        for name in self._switches & given.keys():
            # As the description of the API says: one way to write it, one address of a page.
            if given[name] not in ("0", "1"):
                raise refused(name)
        try:
            found = msgspec.convert(given, self.kind, strict=False)
        except msgspec.ValidationError as error:
            raise refused(field_of(str(error)), str(error)) from None
        arguments = {name: getattr(found, name) for name in self.names}
        for name, value in arguments.items():
            if isinstance(value, float) and not isfinite(value):
                raise refused(self.names[name])
        return arguments

    def canonical(self, path: Mapping[str, object], arguments: Mapping[str, Any]) -> str:
        """The query that every address of the same page means: in the order declared, without defaults."""
        defaults = {field.name: field.default for field in msgspec.structs.fields(self.kind)}
        return urlencode(
            [
                (written, _in_address(arguments[name]))
                for name, written in self.names.items()
                if written not in path and arguments[name] != defaults[name]
            ]
        )


def _in_address(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(msgspec.to_builtins(value))


def _bare(hint: Any) -> Any:
    """A type without what `Annotated` says of it."""
    return get_args(hint)[0] if get_origin(hint) is not None and hasattr(hint, "__metadata__") else hint
