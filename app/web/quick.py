"""The quick way: answers what is kept, or can be made at once, before anything is routed.

It refuses nothing and decides nothing that the long way does not. Whatever is unusual about a request (an
unknown host, a second cookie, a token, too many headers) is for the long way, and so is what goes wrong here.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple, TypeVar

from litestar.handlers import HTTPRouteHandler
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, HTTPScope

from app.i18n import Reader, choose, offered, split_prefix
from app.pagecache.pages import Kept, Key
from app.web import access, hosts, sent, zipped
from app.web.assets import PREFIX, Asset
from app.web.client import forwarded_scheme
from app.web.context import Hud, Visitor
from app.web.cookies import LANGUAGE_COOKIE, RECENT_WRITE_COOKIE, cookie_values
from app.web.direct import Direct, Later, Made
from app.web.headers import HSTS, SECURITY
from app.web.keeper import Keeper, key
from app.web.maker import Begun, Maker
from app.web.parts import etag, holds
from app.web.personal import Personal
from app.web.request import cookie_name

K = TypeVar("K")
V = TypeVar("V")
Headers = list[tuple[bytes, bytes]]
Answer = tuple[HTTPResponseStartEvent, HTTPResponseBodyEvent]
_MOST_REMEMBERED = 1_000
_LONGEST_REMEMBERED = 1_000
_NO_PIECES = (b"", b"")


class Cookies(NamedTuple):
    """What a Cookie header holds for us."""

    sessions: list[str]
    language: str
    recent_writes: list[str]


class Pending(NamedTuple):
    """A page under way, and what it waits for."""

    begun: Begun
    later: Later


class Quick:
    """Answers from the pages that are kept and the static files."""

    def __init__(self, hud: Hud, numbers: sent.Numbers, keeper: Keeper, direct: Direct) -> None:
        self._hud = hud
        self._maker = Maker(hud, keeper)
        self._direct = direct
        self._numbers = numbers
        self._zone = hud.settings.tz
        self._closed = hud.settings.public != "read"
        self._languages = frozenset(offered())
        # Over https the session has a cookie of another name.
        self._read: tuple[dict[bytes, Cookies], dict[bytes, Cookies]] = ({}, {})
        self._roots: dict[tuple[str, bytes], str] = {}
        self._locales: dict[tuple[str, bytes], str] = {}

    def answer(self, scope: HTTPScope) -> Answer | Pending | None:
        """The answer to a GET or HEAD, if there is one here, or what it waits for."""
        said = sent.read(scope["headers"])
        if said is None or b"authorization" in said:
            return None
        scheme = self._forwarded(scope, said) if b"x-forwarded-proto" in said else scope["scheme"]
        root = self.root(scheme, said.get(b"host", b""))
        if root is None:
            return None
        path = scope["path"]
        if path.startswith(PREFIX):
            asset = self._hud.assets.get(path[len(PREFIX) :])
            found = None if asset is None else self._static(asset, said)
        else:
            made = self._page(scope, path, root, said) if self._hud.pages.on else None
            if isinstance(made, Pending):
                return made
            found = made
        return None if found is None else _finished(found, scope["method"], root)

    def _page(
        self, scope: HTTPScope, path: str, root: str, said: dict[bytes, bytes]
    ) -> Answer | Pending | None:
        person, chosen = None, ""
        if b"cookie" in said:
            cookies = self._cookies(said[b"cookie"], secure=root.startswith("https://"))
            if cookies.sessions:
                person = self._hud.known(cookies.sessions[0]) if len(cookies.sessions) == 1 else None
                if person is None:
                    return None
            if self.wrote_on_another_host(said):
                return None
            chosen = cookies.language
        prefix = path[1:].partition("/")[0]
        if prefix not in self._languages:
            prefix = ""
        if self._closed and not access.may_look(self._hud, person, split_prefix(path)[1]):
            return None
        locale = prefix or self.locale(chosen, said.get(b"accept-language", b""))
        partial = said.get(b"hx-request-type") == b"partial"
        asked = key(path, scope["query_string"], root, locale, person, partial=partial, zone=self._zone)
        reader = Reader(locale, f"/{prefix}" if prefix else "", self._hud.settings.zone)
        found = self.kept(asked, person, reader, said)
        handler = self._direct.find(path[len(prefix) + 1 :] if prefix else path)
        if found is not None or handler is None:
            return found
        begun = self._maker.begin(handler, scope, asked, person, reader, root=root, said=said)
        return None if begun is None else self._made(handler, begun, scope["method"])

    def _made(self, handler: HTTPRouteHandler, begun: Begun, method: str) -> Answer | Pending | None:
        """The page made here and now, or what it waits for."""
        made = self._maker.run(begun, lambda: self._direct.at_once(handler, begun.request))
        if isinstance(made, Later):
            # Those who ask for a page that many look at wait for each other, and a HEAD is rare.
            if method == "HEAD" or self._hud.pages.was_kept(begun.asked):
                return None
            return Pending(begun, made)
        return None if made is None else self._fresh(begun, made)

    async def wait(self, pending: Pending) -> Answer | None:
        """The page, once what it waits for is there."""
        begun, (load, make) = pending
        try:
            loaded = await asyncio.get_running_loop().run_in_executor(None, load)
        except Exception:
            # As everywhere here, the long way meets the same, and says so.
            return None
        made = self._maker.run(begun, lambda: make(loaded))
        found = self._fresh(begun, made) if isinstance(made, Made) else None
        return None if found is None else _finished(found, "GET", begun.request.root)

    def _fresh(self, begun: Begun, made: Made) -> Answer | None:
        kept = self._maker.keep(begun, made)
        return None if kept is None else self._whole(kept, made.parts.personal, begun.said, is_fresh=True)

    def kept(
        self, asked: Key, person: Visitor | None, reader: Reader, said: dict[bytes, bytes]
    ) -> Answer | None:
        """The page under a key, for somebody who may see it."""
        kept = self._hud.pages.find(asked, self._hud.clock())
        if kept is None:
            return None
        personal = None
        if kept.after is not None and person is not None:
            personal = self._hud.own.of(person, reader)
        return self._whole(kept, personal, said)

    def _whole(
        self, kept: Kept, personal: Personal | None, said: dict[bytes, bytes], *, is_fresh: bool = False
    ) -> Answer:
        headers = [*kept.headers, (b"x-request-id", self._numbers().encode())]
        if kept.tag:
            tag = etag(kept.tag, personal)
            headers.append((b"etag", tag.encode()))
            if b"if-none-match" in said and holds(said[b"if-none-match"].decode("latin-1"), tag):
                return _answer(304, [header for header in headers if header[0] != b"content-type"], b"")
        # Compressing takes longer than making a page, and most of those with a query are asked for once.
        if not is_fresh and sent.takes_gzip(said.get(b"accept-encoding", b"")):
            body = _compressed(kept, personal)
            if body is not None:
                return _complete([*headers, (b"content-encoding", b"gzip")], body)
        return _complete(
            headers, b"".join((kept.before, personal.text, kept.after or b"")) if personal else kept.before
        )

    def _static(self, asset: Asset, said: dict[bytes, bytes]) -> Answer:
        headers = [*asset.headers, *SECURITY, (b"x-request-id", self._numbers().encode())]
        if asset.zipped is not None and sent.takes_gzip(said.get(b"accept-encoding", b"")):
            return _complete([*headers, (b"content-encoding", b"gzip")], asset.zipped)
        return _complete(headers, asset.body)

    def wrote_on_another_host(self, said: dict[bytes, bytes]) -> bool:
        """Whether the visitor has just changed something on another host, of which this one may not know."""
        recent_writes = (
            self._cookies(said[b"cookie"], secure=False).recent_writes if b"cookie" in said else []
        )
        return any(host != self._hud.counters.host for host in recent_writes)

    def _cookies(self, header: bytes, *, secure: bool) -> Cookies:
        known = self._read[secure]
        found = known.get(header)
        if found is None:
            text = header.decode("latin-1")
            sessions, languages, recent_writes = (
                cookie_values(text, name)
                for name in (cookie_name(secure=secure), LANGUAGE_COOKIE, RECENT_WRITE_COOKIE)
            )
            found = Cookies(sessions, languages[0] if languages else "", recent_writes)
            _remember(known, header, found, len(header))
        return found

    def _forwarded(self, scope: HTTPScope, said: dict[bytes, bytes]) -> str:
        """By which scheme the reader came, where a trusted proxy says so; else that of the connection."""
        peer = (scope.get("client") or ("", 0))[0]
        if not hosts.is_trusted(peer, self._hud.settings.trusted_proxies):
            return scope["scheme"]
        return forwarded_scheme(said[b"x-forwarded-proto"].decode("latin-1")) or scope["scheme"]

    def root(self, scheme: str, host: bytes) -> str | None:
        """How links to this site begin; None for a host that is not answered to."""
        root = self._roots.get((scheme, host))
        if root is None:
            name = host.decode("latin-1")
            if not hosts.is_allowed_host(name, self._hud.settings):
                return None
            root = self._hud.settings.base_url or f"{scheme}://{name}"
            _remember(self._roots, (scheme, host), root, len(host))
        return root

    def locale(self, chosen: str, accepted: bytes) -> str:
        """The language of a browser that names none in the address."""
        locale = self._locales.get((chosen, accepted))
        if locale is None:
            locale = choose("", chosen, accepted.decode("latin-1"))
            _remember(self._locales, (chosen, accepted), locale, len(chosen) + len(accepted))
        return locale


def _remember(known: dict[K, V], found: K, value: V, size: int) -> None:
    # Whoever sends ever new ones, or long ones, makes everybody look again, and no memory grow.
    if size > _LONGEST_REMEMBERED:
        return
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[found] = value


def _finished(found: Answer, method: str, root: str) -> Answer:
    start, body = found
    if root.startswith("https://"):
        start["headers"] = [*start["headers"], HSTS]
    if method == "HEAD":
        body["body"] = b""
    return found


def _compressed(kept: Kept, personal: Personal | None) -> bytes | None:
    """The page as gzip, None where that is no gain; compressed when it is first asked for again."""
    if kept.zipped is None:
        kept.zipped = _pieces(kept)
    first, last = kept.zipped
    if personal is None or kept.after is None:
        return first or None
    return (
        zipped.joined((first, personal.zipped, last), (kept.before, personal.text, kept.after))
        if first
        else None
    )


def _pieces(kept: Kept) -> tuple[bytes, bytes]:
    if len(kept.before) + len(kept.after or b"") < zipped.LEAST:
        return _NO_PIECES
    if kept.after is None:
        return zipped.joined((zipped.piece(kept.before, last=True),), (kept.before,)), b""
    return zipped.piece(kept.before), zipped.piece(kept.after, last=True)


def _complete(headers: Headers, body: bytes) -> Answer:
    headers.append((b"content-length", b"%d" % len(body)))
    return _answer(200, headers, body)


def _answer(status: int, headers: Headers, body: bytes) -> Answer:
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body, "more_body": False},
    )
