"""A fuzzer of forms and addresses: every route, as everybody, with what nobody sends by accident.

It walks the route table, so a new route is attacked without a word here. The names of fields come from the
forms' own structs, so that values reach further than the first check. Every shard has its own seed and its
own installation; those with odd numbers run on PostgreSQL, which refuses much that SQLite takes.
"""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Set
from urllib.parse import quote

import msgspec
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from app.db import Database
from app.db.migrate import upgrade
from app.rowcache import open_database
from app.settings import Settings
from tests.attack.installation import BASE, ROLES, Installation, install, intact
from tests.attack.naughty import BODIES, ENCODED, MARK, NAMES, NUMBERS, VALUES
from tests.services import empty
from tests.soak import SOAK, count

SHARDS = 1_000 if SOAK else 2
REQUESTS = 1_000 if SOAK else 150
"""In each shard: a million in all in the long form, any shards of which can run alone."""

_SECURE = {"Sec-Fetch-Site": "same-origin"}
_API = re.compile(r"/(?:(?:nl|sv|nb|fr|en)/)?api/")
_PARAMETER = re.compile(r"\{[^}:]*:(\w+)\}")


Forms = list[type[msgspec.Struct]]


class Request(msgspec.Struct, frozen=True):
    """What is sent."""

    role: str
    method: str
    address: str
    headers: dict[str, str]
    body: bytes


class Attacker:
    """Makes requests up from a seed."""

    def __init__(self, app: Litestar, seed: int) -> None:
        self._random = random.Random(seed)
        self._fields = fields()
        self._routes = [
            (method, route.path, forms_of(handler, self._fields.keys()))
            for route in app.routes
            if isinstance(route, HTTPRoute) and not route.path.startswith("/static/")
            for handler in route.route_handlers
            for method in sorted(handler.http_methods - {"OPTIONS"})
        ]
        self._names = sorted(self._fields)

    def request(self) -> Request:
        """The next one."""
        method, path, forms = self._random.choice(self._routes)
        address = _PARAMETER.sub(self._in_path, path)
        headers = dict(_SECURE)
        body = b""
        if self._random.random() < 0.4:
            headers["Accept"] = "application/json"
        if self._random.random() < 0.1:
            headers["HX-Request-Type"] = "partial"
        if self._random.random() < 0.1:
            address = "/" + self._random.choice(("nl", "sv", "nb", "fr", "en", "xx")) + address
        if method == "GET" or self._random.random() < 0.1:
            address += "?" + self._encoded([]).decode("latin-1")
        if method != "GET":
            kind, body = self._body(forms, is_api=path.startswith("/api/"))
            headers["Content-Type"] = kind
        return Request(self._random.choice(ROLES), method, address, headers, body)

    def _in_path(self, match: re.Match[str]) -> str:
        return quote(self._random.choice(NUMBERS if match[1] == "int" else NAMES), safe="%")

    def _body(self, forms: Forms, *, is_api: bool) -> tuple[str, bytes]:
        if self._random.random() < 0.15:
            return self._random.choice(BODIES)
        if is_api or self._random.random() < 0.05:
            return "application/json", msgspec.json.encode(dict(self._pairs(forms)))
        return "application/x-www-form-urlencoded", self._encoded(forms)

    def _encoded(self, forms: Forms) -> bytes:
        return b"&".join(
            quote(name, safe="").encode() + b"=" + self._value(value) for name, value in self._pairs(forms)
        )

    def _value(self, value: str) -> bytes:
        strange = self._random.random() < 0.02
        return self._random.choice(ENCODED) if strange else quote(value, safe="").encode()

    def _pairs(self, forms: Forms) -> list[tuple[str, str]]:
        """A form filled in so that most of it fits, or any fields in any order, some of them twice."""
        if forms and self._random.random() < 0.7:
            names = list(self._random.choice(forms).__struct_encode_fields__)
            wrong = self._random.choices(names, k=self._random.randrange(3)) if names else []
        else:
            names = self._random.choices(self._names, k=self._random.randrange(1, 12))
            wrong = [name for name in names if self._random.random() < 0.5]
        return [
            (name, self._random.choice(VALUES if name in wrong else self._fields[name])) for name in names
        ]


def forms_of(handler: HTTPRouteHandler, known: Set[str]) -> Forms:
    """The structs of known fields that a handler speaks of: those it reads its form into are among them."""
    function = handler.fn
    while hasattr(function, "func"):  # what runs in a thread is wrapped
        function = function.func
    function = inspect.unwrap(getattr(function, "__func__", function))
    named = [function.__globals__.get(name) for name in function.__code__.co_names]
    data = handler.parsed_fn_signature.parameters.get("data")
    found = [kind for kind in (*named, data and data.annotation) if isinstance(kind, type)]
    return [
        kind
        for kind in found
        if issubclass(kind, msgspec.Struct) and set(kind.__struct_encode_fields__) <= known
    ]


def fields() -> dict[str, tuple[str, ...]]:
    """The names of all fields of all forms and searches, each with some values that fit."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(("next", "confirm", "kind", "token"), ("1", "x"))
    for kind in _structs(msgspec.Struct):
        if kind.__module__.startswith("app.") and kind.__module__.endswith((".forms", ".request", ".visits")):
            for field in msgspec.structs.fields(kind):
                fitting = _fitting(field.encode_name, msgspec.inspect.type_info(field.type))
                found[field.encode_name] = found.get(field.encode_name, ()) + fitting
    return found


def _structs(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    return [below for child in kind.__subclasses__() for below in (child, *_structs(child))]


def _fitting(name: str, kind: msgspec.inspect.Type) -> tuple[str, ...]:
    if name in _KNOWN:
        return _KNOWN[name]
    if isinstance(kind, msgspec.inspect.LiteralType):
        return tuple(str(value) for value in kind.values)
    if isinstance(kind, msgspec.inspect.IntType):
        return tuple(str(number) for number in (kind.ge or 0, kind.le or 100, 1))
    if isinstance(kind, msgspec.inspect.BoolType):
        return ("", "on")
    return ("flood", "a fitting value")


_KNOWN = {
    "url": ("https://example.org/1", "https://example.org/new", "https://example.net/"),
    "email": ("someone@example.org",),
    "name": ("The reader", "Somebody"),
    "password": ("correct horse battery",),
    "password_new": ("correct horse battery staple",),
    "password_again": ("correct horse battery staple",),
    "tz": ("Europe/Amsterdam",),
    "time_zone": ("Europe/Amsterdam", ""),
    "from": ("2026-01-01", "any"),
    "to": ("2026-03-01",),
    "at": ("2026-02-01",),
    "within": ("https://example.org/", ""),
}


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_nothing_that_is_sent_breaks_anything(
    shard: int, database: Database, settings: Settings, request: pytest.FixtureRequest
) -> None:
    if shard % 2:
        url = request.getfixturevalue("postgres_url")
        empty(url)
        settings = msgspec.structs.replace(settings, database_url=url)
        database = open_database(settings)
        request.addfinalizer(database.dispose)
        upgrade(database)
    settings = msgspec.structs.replace(settings, smtp_url="smtp://127.0.0.1:9", mail_from="hud@example.org")
    hud = install(database, settings)
    attacker = Attacker(hud.app, shard)
    with TestClient(hud.app, base_url=BASE, raise_server_exceptions=False) as client:
        for number in range(REQUESTS):
            if number % 50 == 0:
                hud.renew()
            _attack(client, hud, attacker.request())
        count("requests of the form fuzzer", REQUESTS)
        hud.renew()
        for path in (
            "/",
            "/pages/",
            "/account/people",
            "/captcha/",
            "/account/",
            "/search?q=flood",
            "/api/pages",
        ):
            shown = client.get(path, headers={"Cookie": hud.cookies["admin"]})
            assert shown.status_code == 200, path
            assert MARK not in shown.text or path.startswith("/api/")
    intact(database)


def _attack(client: TestClient[Litestar], hud: Installation, sent: Request) -> None:
    shown = hud.tokens if _API.match(sent.address) else hud.cookies
    who = {"Authorization" if shown is hud.tokens else "Cookie": shown[sent.role]} if shown[sent.role] else {}
    client.cookies.clear()
    answer = client.request(
        sent.method,
        sent.address,
        headers={**sent.headers, **who},
        content=sent.body,
        follow_redirects=False,
    )
    assert answer.status_code < 500, (sent, answer.text[:500])
    kind = answer.headers.get("content-type", "")
    if answer.status_code >= 400 and ("Accept" in sent.headers or _API.match(sent.address)):
        refusal = answer.json()
        assert set(refusal) - {"position", "field"} == {"detail", "status", "request"}, sent
        assert refusal["status"] == answer.status_code
    if kind.startswith("text/html"):
        assert MARK not in answer.text, sent
    location = answer.headers.get("location", "/")
    assert location.startswith("/"), sent
    assert not location.startswith(("//", "/\\")), sent
