"""Description of the API at `/api/schema`: Litestar's, made complete.

What Litestar sees of a handler (its body, its path, what it returns) it describes itself. What it cannot see
is derived here from the same things that decide at run time: the parameters of path and query that a handler
reads by hand from the structs it reads them into (`takes`), and the errors from the kinds in
`app.web.errors`, by what the route has: a guard, a parameter, a body. So a new route under /api/ is
complete without a word on errors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import SecurityScheme, Tag
from litestar.routes import HTTPRoute

from app.clock import ISO_PATTERN
from app.web.errors import BY_STATUS, NotFound
from app.web.methods import SAFE
from app.web.pipeline.access import Connection
from app.web.response.refusal import Refusal

Described = dict[str, Any]
"""A part of the description, as JSON."""

SCHEMA = "/api/schema"
OPENAPI = "application/vnd.oai.openapi+json"

_MARK = "takes"
_ALWAYS = (400, 401, 431, 503)
"""Host and address, a token that is none, headers without end, a database that cannot now."""
_BODY = (408, 413, 415, 422, 429)
_HEADERS = {
    401: {"WWW-Authenticate": {"description": "What is asked for: a token.", "schema": {"const": "Bearer"}}},
    429: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}},
    503: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}},
}
_NUMBER = {
    "description": "The number under which the log speaks of the request.",
    "schema": {"type": "string"},
}
TOKEN = SecurityScheme(
    type="http",
    scheme="bearer",
    description="Made at /account/tokens. With the scope “read” it only looks.",
)
TAGS = [Tag("description", "What you are reading.")]
"""Beside those of the features."""
ABOUT = """Every error is JSON of one shape, `Refusal`: a sentence that says what to do, the status, the
number of the request in the log, and where it helps the place in the query or the field at fault. Parameters
and fields that are not described are ignored. A method that an address does not take is answered with 405 and
`Allow`, an address that does not exist with 404; HEAD is answered wherever GET is. Times are ISO 8601 in
UTC with six places, as 2026-11-27T17:46:12.123456Z."""


def takes(*parameters: type[msgspec.Struct]) -> dict[str, object]:
    """Part of the `opt` of a handler that reads path and query into structs by itself."""
    return {_MARK: parameters}


class Description(JsonRenderPlugin):
    """Serves the description; made when it is first asked for."""

    def __init__(self) -> None:
        super().__init__(path=["/", "/openapi.json"])
        self._made: Described | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: Described) -> bytes:
        """The description as JSON."""
        if self._made is None:
            self._made = describe(request.app, openapi_schema)
        return self.render_json(request, self._made)


def nothing_below(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: whatever else is asked for below the description is not there, in the shape of all errors."""
    if connection.path_params:
        raise NotFound


def describe(app: Litestar, known: Described) -> Described:
    """The description of every route under /api/, from what Litestar `known` of it."""
    made: Described = msgspec.json.decode(msgspec.json.encode(known))
    _, schemas = msgspec.json.schema_components([Refusal], ref_template="#/components/schemas/{name}")
    made["components"].setdefault("schemas", {}).update(schemas)
    _date(made["components"]["schemas"])
    made["components"]["responses"] = {_name(status): _refusal(status) for status in sorted(BY_STATUS)}
    for route, handler, operation in _operations(app, made):
        taken = handler.opt.get(_MARK)
        if taken is not None:
            _describe_parameters(operation, route, taken)
        operation["description"] = _docstring(handler)
        answers = {status: _success(said) for status, said in operation["responses"].items() if status < "4"}
        for status in _statuses(route, handler, operation):
            answers[str(status)] = _error(status)
        operation["responses"] = answers
        # Who shows no token is nobody, who may look where HUD_PUBLIC lets them.
        operation["security"] = [{"token": []}] if handler.guards else [{}, {"token": []}]
    made["paths"][SCHEMA] = {"get": _itself()}
    return made


def _date(part: object) -> None:
    """Say of every time that it is one; Litestar keeps of a type's `Meta` only the pattern."""
    if isinstance(part, list):
        for one in part:
            _date(one)
    elif isinstance(part, dict):
        if part.get("pattern") == ISO_PATTERN:
            part["format"] = "date-time"
        for one in part.values():
            _date(one)


def _itself() -> Described:
    """The operation that this description is the answer of."""
    said = {"description": "OpenAPI 3.1", "content": {OPENAPI: {"schema": {"type": "object"}}}}
    refused = {str(status): _error(status) for status in _ALWAYS}
    return {
        "operationId": "describe",
        "tags": ["description"],
        "summary": "Describe the API",
        "description": "This description.",
        "security": [{}, {"token": []}],
        "responses": {"200": _success(said), **refused},
    }


def _describe_parameters(
    operation: Described, route: HTTPRoute, taken: Sequence[type[msgspec.Struct]]
) -> None:
    """Name what the framework does not see of a handler: what it reads from path and query by itself."""
    of_path = set(route.path_parameters)
    known = operation.setdefault("parameters", [])
    known[:] = [one for one in known if one["name"] not in of_path]
    for one in chain.from_iterable(map(parameters, taken)):
        if one["name"] in of_path:
            del one["allowEmptyValue"]
            one |= {"in": "path", "required": True}
        known.append(one)


def parameters(query: type[msgspec.Struct]) -> list[Described]:
    """The parameters of a query, from the struct that it is read into."""
    _, shapes = msgspec.json.schema_components([query])
    (shape,) = shapes.values()
    return [_parameter(name, dict(field)) for name, field in shape["properties"].items()]


def _parameter(name: str, schema: Described) -> Described:
    description = schema.pop("description", "")
    if schema.get("type") == "boolean":
        # In an address a switch is written as a figure.
        schema = {"type": "string", "enum": ["0", "1"], "default": "0"}
    # A form sends the fields that nobody has filled in, too.
    empty = {"allowEmptyValue": True}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        **empty,
    }


def _operations(app: Litestar, made: Described) -> Iterator[tuple[HTTPRoute, HTTPRouteHandler, Described]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            for method in handler.http_methods:
                operation = made["paths"].get(route.path_format, {}).get(method.lower())
                if operation is not None:
                    yield route, handler, operation


def _docstring(handler: HTTPRouteHandler) -> str:
    function: object = handler.fn
    while hasattr(function, "func"):  # what runs in a thread is wrapped
        function = function.func
    return " ".join(str(function.__doc__).split())


def _statuses(route: HTTPRoute, handler: HTTPRouteHandler, operation: Described) -> list[int]:
    """The statuses of the errors that a route can answer with."""
    found = set(_ALWAYS)
    if handler.guards or not handler.http_methods <= SAFE:
        found.add(403)
    if route.path_parameters:
        found.add(404)
    if "requestBody" in operation:
        found.update(_BODY)
    return sorted((found | set(handler.responses or {})) & set(BY_STATUS))


def _error(status: int) -> Described:
    return {"$ref": f"#/components/responses/{_name(status)}"}


def _name(status: int) -> str:
    return BY_STATUS[status].__name__


def _refusal(status: int) -> Described:
    kind = BY_STATUS[status]
    return {
        "description": kind.default,
        "headers": {"X-Request-Id": _NUMBER, **_HEADERS.get(status, {})},
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }


def _success(said: Described) -> Described:
    return {**said, "headers": {**said.get("headers", {}), "X-Request-Id": _NUMBER}}
