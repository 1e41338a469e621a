"""Web addresses in one canonical form, so that a page typed, linked or redirected to is one and the same.

Parsing is the WHATWG standard's, by the Ada library: what a browser opens and what HUD reads must be the
same place, and every difference between two parsers is a hole in the guard. The rules on top (userinfo
refused, one spelling of percent-encoding, no closing dot) are HUD's own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import ada_url

from app.net.script import shown_label

MAX_LENGTH = 8_192
"""Characters in a canonical address; servers and databases give up soon after."""

Reason = Literal[
    "empty",
    "too-long",
    "scheme",
    "userinfo",
    "host",
    "invalid",
    # What only a person's typing can be wrong in (`app.net.typed`).
    "words",
    "several",
    "around",
    "mistyped",
    "escaped",
    "fragment",
    "dotless",
]

_PORTS = {"http": 80, "https": 443}
_AROUND = "".join(map(chr, range(33))) + "\x7f\x85\xa0\u200b\u200e\u200f\u2028\u2029\u2060\ufeff"
_INSIDE = str.maketrans("", "", "\t\r\n")
_WRITTEN_OUT = ("https://", "http://")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_PORT_FOLLOWS = re.compile(r"[0-9]{1,5}(?:[/?#\\]|$)")
_OWN_MACHINE = re.compile(r"(?:[\w.-]+\.)?localhost(?=[:/?#\\]|$)|\d+(?:\.\d+){3}(?=[:/?#\\]|$)|\[", re.I)
_PERCENT = re.compile(r"%(?:([0-9A-Fa-f]{2}))?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class BadURL(ValueError):
    """An address HUD cannot read; `code` says why, `instead` are canonical ones that may be meant."""

    def __init__(self, code: Reason, detail: str, instead: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.code: Reason = code
        self.instead = instead


class Parts(NamedTuple):
    """A canonical address taken apart: host as it stands there (IPv6 in brackets), target path and query."""

    scheme: str
    host: str
    port: int
    target: str


def normalise(url: str) -> str:
    """The canonical absolute http(s) address of what a person typed; https when no scheme is given.

    Before `localhost` and addresses in numbers it is http: certificates are hardly ever made out to them.
    Raises `BadURL`. Giving the answer back in again changes nothing.
    """
    typed = url.strip(_AROUND)
    if not typed.isprintable():
        typed = typed.translate(_INSIDE)
    if typed.startswith(_WRITTEN_OUT):
        return _canonical(typed, None)
    if not typed:
        raise BadURL("empty", "an address such as https://example.org/ was expected, got nothing")
    named = _SCHEME.match(typed)
    if named and named[1].lower() not in _PORTS:
        # example.org:8080 reads as a scheme followed by a path, but nobody means that.
        if not _PORT_FOLLOWS.match(named[2]):
            raise BadURL("scheme", f"only http and https can be read, not {named[1][:40]}:")
        named = None
    if named is None:
        slashes = len(typed) - len(typed.lstrip("/\\"))
        if slashes == 1 or typed[0] in "?#.":
            raise BadURL("invalid", f"the address has no host: {_excerpt(typed)}")
        scheme = "http" if _OWN_MACHINE.match(typed, slashes) else "https"
        typed = f"{scheme}:{typed}" if slashes else f"{scheme}://{typed}"
    return _canonical(typed, None)


def join(base: str, link: str) -> str:
    """The canonical address a link leads to from the page at `base` (itself canonical); raises `BadURL`."""
    return _canonical(link, base)


def _canonical(url: str, base: str | None) -> str:
    if len(url) > 2 * MAX_LENGTH:
        raise BadURL("too-long", f"at most {MAX_LENGTH} characters, got {len(url)}")
    try:
        href = ada_url.normalize_url(url) if base is None else ada_url.join_url(base, url)
    except ValueError:  # UnicodeEncodeError, for a lone surrogate, is one as well
        raise BadURL("invalid", f"not a web address: {_excerpt(url)}") from None
    scheme, _, rest = href.partition("#")[0].partition("://")
    if scheme not in _PORTS:
        raise BadURL("scheme", f"only http and https can be read, not {_excerpt(href)}")
    cut = _authority_end(rest)
    authority, target = rest[:cut], rest[cut:]
    if "@" in authority:
        raise BadURL("userinfo", "an address with a user name or password in it is not read")
    if "%" in target:
        target = _PERCENT.sub(_respell, target)
    if target.endswith("?"):
        target = target[:-1]
    canonical = f"{scheme}://{_checked_host(authority)}{target}"
    if len(canonical) > MAX_LENGTH:
        raise BadURL("too-long", f"at most {MAX_LENGTH} characters, got {len(canonical)}")
    return canonical


def _authority_end(rest: str) -> int:
    """Where the path begins; a special URL always has one."""
    slash = rest.find("/")
    return len(rest) if slash < 0 else slash


@lru_cache(maxsize=64)
def _checked_host(authority: str) -> str:
    """The authority without a closing dot, once its names have lengths that DNS can hold."""
    if authority.startswith("["):
        return authority
    host, colon, port = authority.partition(":")
    host = host.removesuffix(".")
    fits = len(host) <= 253 and all(0 < len(label) <= 63 for label in host.split("."))
    if not fits or ("xn--" in host and not _decodes(host)):
        raise BadURL("host", f"not a host name: {_excerpt(authority)}")
    return f"{host}{colon}{port}"


def _decodes(host: str) -> bool:
    """Whether each xn-- label stands for letters, and for these alone; Ada lets others through."""
    decoded = ada_url.idna_to_unicode(host)
    return "xn--" not in decoded and ada_url.idna_to_ascii(decoded) == host.encode()


def _respell(found: re.Match[str]) -> str:
    """One spelling for each byte: unreserved characters plain, the rest in capitals, a bare % written out."""
    digits = found[1]
    if digits is None:
        return "%25"
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _excerpt(text: str) -> str:
    return ascii(text if len(text) <= 80 else f"{text[:80]}…")


@lru_cache(maxsize=64)
def split(url: str) -> Parts:
    """Take a canonical address apart; of each page that is read this is asked three times in a row."""
    scheme, _, rest = url.partition("://")
    cut = _authority_end(rest)
    host, colon, port = rest[:cut].rpartition(":")
    if not colon or port.endswith("]"):
        return Parts(scheme, rest[:cut], _PORTS[scheme], rest[cut:])
    return Parts(scheme, host, int(port), rest[cut:])


def host_key(url: str) -> str:
    """scheme://host:port of a canonical address: the unit of politeness and of connection reuse."""
    parts = split(url)
    return f"{parts.scheme}://{parts.host}:{parts.port}"


def site(url: str) -> str:
    """The host of a canonical address as it is shown and searched (`site:`), in its own script where safe."""
    host = split(url).host
    if "xn--" not in host:
        return host
    return ".".join(shown_label(label) for label in host.split("."))


def within(url: str, prefix: str) -> bool:
    """Whether a canonical address lies at or below another, http or https; /doc does not hold /docs."""
    inner, outer = split(url), split(prefix)
    if _place(inner) != _place(outer):
        return False
    if inner.target == outer.target or outer.target == "/":
        return True
    if not inner.target.startswith(outer.target):
        return False
    return outer.target.endswith("/") or inner.target[len(outer.target)] in "/?"


def same_site(a: str, b: str) -> bool:
    """Whether two canonical addresses share host and port, give or take www. and https."""
    left, right = _place(split(a)), _place(split(b))
    return (left[0].removeprefix("www."), left[1]) == (right[0].removeprefix("www."), right[1])


def _place(parts: Parts) -> tuple[str, int]:
    """Host and port, where the two usual ports are one place."""
    return parts.host, 0 if parts.port == _PORTS[parts.scheme] else parts.port
