"""The outermost layer: what a request must look like before any route sees it.

It gives the request its number, checks method, host, headers, text and origin, finds the visitor,
takes the language off the address, and puts the same headers on every answer, errors included.
"""

from __future__ import annotations

from time import perf_counter_ns

from anyio.to_thread import run_sync
from litestar import Litestar
from litestar.datastructures import Headers
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from app.freshness import noting_commits
from app.i18n import N_, Reader, gettext, reading_as, split_prefix
from app.web import access, errors, log, origin, sent
from app.web.allowed import Allowed
from app.web.bodies import Bodies
from app.web.client import Unnamed, client_of, is_here
from app.web.context import Hud, Visitor
from app.web.cookies import LANGUAGE_COOKIE, cookie_values
from app.web.direct import Direct
from app.web.headers import MOST_HEADER_BYTES, MOST_HEADERS, with_headers, without_body
from app.web.keeper import Keeper, key
from app.web.quick import Pending, Quick
from app.web.recent_write import with_host
from app.web.request import HudRequest, cookie_name, in_zone
from app.web.sent import Numbers
from app.web.text import is_clean
from app.web.troubles import answer

_READING = frozenset({"GET", "HEAD"})
_HEALTH = frozenset({"/healthz", "/readyz", "/metrics"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Edge:
    """Wraps the routes; everything that is refused here never reaches them."""

    def __init__(self, hud: Hud, routes: ASGIApp) -> None:
        self._hud = hud
        self._routes = routes
        self._numbers = Numbers()
        self._keeper = Keeper(hud)
        self._direct = Direct()
        self._allowed = Allowed()
        self._unnamed = Unnamed(hud.metrics)
        self._bodies = Bodies(hud.metrics, hud.settings.trusted_proxies)
        self._quick = Quick(hud, self._numbers, self._keeper, self._direct)

    def learn(self, app: Litestar) -> None:
        """All routes are there: look which pages may be kept, and which have a way of their own."""
        self._keeper.learn(app)
        self._direct.learn(app)
        self._allowed.learn(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then hand it to its route."""
        if scope["type"] != ScopeType.HTTP:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        began = perf_counter_ns()
        if scope["method"] in _READING:
            ready = self._quick.answer(scope)
            if isinstance(ready, Pending):
                ready = await self._quick.wait(ready)
            if ready is not None:
                await send(ready[0])
                await send(ready[1])
                self._hud.metrics.answered(ready[0]["status"], perf_counter_ns() - began)
                return
        try:
            await self._answer(scope, receive, send)
        finally:
            self._hud.metrics.answered(scope["state"].get("status", 0), perf_counter_ns() - began)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        headers = Headers.from_scope(scope)
        scope["state"]["request_id"] = self._numbers()
        send = with_headers(send, scope)
        if scope["method"] == "HEAD":
            scope["method"] = HttpMethod.GET
            send = without_body(send)
        self._find_client(scope)
        reader = self._reader(scope, headers)
        # Routing takes a trailing slash off the scope's own path.
        scope["state"]["path"] = scope["path"]
        scope["state"]["reader"] = reader
        with reading_as(reader):
            if scope["method"] in _READING:
                await self._told(scope, headers, receive, send)
                return
            with self._bodies.arriving(scope["state"]["address"], receive) as body:
                scope["state"]["body"] = body
                await self._told(scope, headers, body.receive, send)

    async def _told(self, scope: HTTPScope, headers: Headers, receive: Receive, send: Send) -> None:
        """The answer, or what went wrong on the way to it."""
        try:
            await self._checked(scope, headers, receive, send)
        except Exception as error:
            if scope["state"].get("begun"):
                # Half an answer is out: the broken connection has to say the rest.
                log.refused(scope, 500, error)
                raise
            request = HudRequest(scope, receive, send)
            response = answer(request, error)
            await response.to_asgi_response(app=None, request=request)(scope, receive, send)

    def _find_client(self, scope: HTTPScope) -> None:
        """Note who asks, and how links to this site begin for them."""
        state, settings = scope["state"], self._hud.settings
        client = state["client"] = client_of(scope, settings.trusted_proxies)
        state["address"] = client.address
        if client.unnamed:
            self._unnamed.seen(client.unnamed)
        named = [value for name, value in scope["headers"] if name == b"host"]
        root = self._quick.root(client.scheme or scope["scheme"], named[0]) if len(named) == 1 else None
        # Programs here that ask how it is need not know its public name.
        state["is_host_known"] = root is not None or (scope["path"] in _HEALTH and is_here(scope))
        state["root"] = root or settings.site_url
        state["secure"] = state["root"].startswith("https://")

    def _reader(self, scope: HTTPScope, headers: Headers) -> Reader:
        scope["state"]["path_sent"] = scope["path"]
        prefix, path = split_prefix(scope["path"])
        if prefix:
            scope["path"] = path
            scope["raw_path"] = path.encode("utf-8", "surrogatepass")
        cookie = (cookie_values(headers.get("cookie", ""), LANGUAGE_COOKIE) or [""])[0]
        locale = prefix or self._quick.locale(cookie, headers.get("accept-language", "").encode("latin-1"))
        return Reader(locale, f"/{prefix}" if prefix else "", self._hud.settings.zone)

    async def _checked(self, scope: HTTPScope, headers: Headers, receive: Receive, send: Send) -> None:
        self._check_form(scope)
        path = scope["path"]
        if scope["method"] not in METHODS:
            # No handler takes it, and routing knows which methods the address takes instead.
            await self._routes(scope, receive, send)
            return
        cookie = headers.get("cookie", "")
        # Tokens are for programs: at a page one counts for nothing, and lets no form through unchecked.
        bearer = _bearer(headers) if path.startswith("/api/") else ""
        if not origin.is_own(
            scope["method"],
            host=headers.get("host", ""),
            scheme=scope["state"]["client"].scheme,
            base_url=self._hud.settings.base_url,
            fetch_site=headers.get("sec-fetch-site"),
            origin=headers.get("origin"),
            authorization=bearer,
            has_cookie=bool(cookie),
        ):
            raise errors.Forbidden(
                N_("This request came from another site. Open the page here and try again.")
            )
        if not path.startswith("/static/"):
            changes = scope["method"] not in origin.SAFE_METHODS
            person = await self._visitor(cookie, bearer, changes, secure=scope["state"]["secure"])
            scope["state"]["person"] = person
            if not access.may_look(self._hud, person, path):
                raise errors.Unauthorized
            await self._made(person, scope, receive, send, kept=not bearer)
            return
        await self._routes(scope, receive, send)

    async def _made(
        self, person: Visitor | None, scope: HTTPScope, receive: Receive, send: Send, *, kept: bool
    ) -> None:
        """The answer of the route; kept on its way where it may be."""
        if scope["method"] == HttpMethod.OPTIONS:
            send = self._allowed.with_allow(send, scope)
        if scope["method"] in origin.SAFE_METHODS:
            if kept and self._hud.pages.on and scope["method"] == HttpMethod.GET:
                await self._kept(person, scope, receive, send)
            else:
                await self._as(person, scope, receive, send)
            return
        with noting_commits() as committed:
            if self._hud.settings.has_hosts:
                host = self._hud.counters.host
                send = with_host(send, committed, host, secure=scope["state"]["secure"])
            await self._as(person, scope, receive, send)

    async def _kept(self, person: Visitor | None, scope: HTTPScope, receive: Receive, send: Send) -> None:
        said = sent.read(scope["headers"]) or {}
        state, zone = scope["state"], self._hud.settings.tz
        root = state["root"]
        partial = said.get(b"hx-request-type") == b"partial"
        if b"host" not in said or b"authorization" in said:
            await self._as(person, scope, receive, send)
            return
        path, reader = state["path_sent"], state["reader"]
        asked = key(path, scope["query_string"], root, reader.locale, person, partial=partial, zone=zone)
        async with self._keeper.turn(asked) as first:
            fresh = first or self._quick.wrote_on_another_host(said)
            ready = None if fresh else self._quick.kept(asked, person, reader, said)
            if ready is None:
                await self._as(person, scope, receive, self._keeper.watch(asked, scope, send))
            else:
                await send(ready[0])
                await send(ready[1])

    async def _as(self, person: Visitor | None, scope: HTTPScope, receive: Receive, send: Send) -> None:
        if person is None or not person.time_zone:
            await self._routed(scope, receive, send)
            return
        scope["state"]["reader"] = in_zone(scope["state"]["reader"], person.time_zone)
        with reading_as(scope["state"]["reader"]):
            await self._routed(scope, receive, send)

    async def _routed(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        handler = self._direct.find(scope["path"]) if scope["method"] == HttpMethod.GET else None
        if handler is None:
            await self._routes(scope, receive, send)
        else:
            await self._direct.answer(handler, scope, receive, send)

    def _check_form(self, scope: HTTPScope) -> None:
        raw = list(scope["headers"])
        if len(raw) > MOST_HEADERS or sum(len(name) + len(value) for name, value in raw) > MOST_HEADER_BYTES:
            raise errors.HeadersTooLarge
        if not scope["state"]["is_host_known"]:
            raise errors.BadRequest(_other_name(self._hud.settings.base_url))
        if not is_clean(scope["path"]) or not is_clean(scope["query_string"]):
            raise errors.BadRequest(N_("The address contains characters that are not text."))

    async def _visitor(self, cookie: str, bearer: str, changes: bool, *, secure: bool) -> Visitor | None:
        if bearer.startswith("Bearer "):
            # Beside a token no cookie counts, so that a wrong token is noticed.
            return await run_sync(self._hud.identify_token, bearer.removeprefix("Bearer "), changes)
        found = cookie_values(cookie, cookie_name(secure=secure))
        # Two cookies of one name: somebody has planted one, and we can't know which.
        if len(found) != 1:
            return None
        # What this host remembers may be older than what they have just changed on another.
        fresh = self._quick.wrote_on_another_host({b"cookie": cookie.encode("latin-1")})
        known = None if fresh else self._hud.known(found[0])
        return known or await run_sync(self._hud.identify, found[0])


def _other_name(base_url: str) -> str:
    if base_url:
        return gettext("This server does not use that name. Open %(address)s instead.") % {
            "address": base_url
        }
    return N_("This server does not use that name. An administrator can set it as HUD_BASE_URL.")


def _bearer(headers: Headers) -> str:
    """The Authorization header when it carries a token, in one spelling; else ""."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return f"Bearer {secret.strip()}" if scheme.lower() == "bearer" else ""
