"""Addresses as people type and paste them: read, or refused with what was probably meant.

Nearly any line passes for an address when it is parsed as browsers do: `http//example.org` is a host named
http, and `"https://example.org"` one with a quotation mark. Who adds a page should be told so, and be asked,
before a name that no server has is looked up every day.
"""

from __future__ import annotations

import re

from app.net.addresses import parse
from app.net.urls import BadURL, Reason, normalise, split

_AROUND = "".join(map(chr, range(33))) + "\x7f\x85\xa0\u200b\u200e\u200f\u2028\u2029\u2060\ufeff"
_BLANKS = re.compile(r"[\s\u200b\u2028\u2029]+")
_OPENING = "\"'`“”„‘’‚«»‹›<([{*"
_CLOSING = "\"'`“”„‘’‚«»‹›>)]}*,;|"
_QUOTES = "“”„‘’‚«»‹›"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<", "*": "*", "'": "'"}
_SCHEME = re.compile(r"https?:(?=//?[^/])", re.IGNORECASE)
_MISTYPED = re.compile(
    r"(?:h+t+p+|t+p|h+p+t+|h+t+t+|hxxp|h+t+p+s|t+ps|h+t+ps|h+p+ts|h+t+s|hxxps)(?:[:;.,]{1,3}\s*/+|//+)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[^/\s])[\s,;|]*(https?:/{1,2}(?=[^/]))", re.IGNORECASE)
_SEPARATED = re.compile(r"[\s,;|]+(?=https?://)", re.IGNORECASE)
_PATH = re.compile(r"[/?#]")
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_ENTITY = re.compile(r"&(?:amp|#38|#x26);", re.IGNORECASE)
_SCRIPTED = re.compile(r"#[!/]")
_FILES = frozenset(
    [
        "asp",
        "aspx",
        "avi",
        "bmp",
        "css",
        "csv",
        "doc",
        "docx",
        "epub",
        "exe",
        "gif",
        "gz",
        "htm",
        "html",
        "ini",
        "jpeg",
        "jpg",
        "js",
        "json",
        "log",
        "mp3",
        "mp4",
        "odt",
        "opml",
        "pdf",
        "php",
        "png",
        "ppt",
        "pptx",
        "svg",
        "tar",
        "txt",
        "webp",
        "xls",
        "xlsx",
        "xml",
        "yaml",
        "yml",
    ]
)
"""Endings of files that are no domains: a name alone that ends so is a file's."""
_ROUNDS = 4  # one mistake can lie behind another


def read(text: str, *, exactly: bool = False) -> str:
    """The canonical address of what somebody typed.

    Raises `BadURL`, with what was probably meant in its `instead`. With `exactly` nothing is asked about
    characters that may or may not belong to it: somebody has confirmed the address.
    """
    typed = text.strip(_AROUND)
    if exactly:
        return _with_host(typed, normalise(typed))
    if not typed:
        raise BadURL("empty", "an address such as https://example.org/ was expected, got nothing")
    _refuse_several(typed)
    code, meant = _mended(typed)
    if code is not None:
        found = _candidates(meant, typed, code)
        raise BadURL(code if found else "words", f"not written as an address is: {typed[:80]!a}", found)
    if _BLANKS.search(typed):
        raise BadURL("words", "one address was expected, got several words", _before_words(typed))
    return _with_host(typed, normalise(typed))


def is_plain_name(typed: str) -> bool:
    """Whether a text without a scheme looks like the address of a site and not like a word or a file."""
    host = re.split(r"[/?#:\\]", typed, maxsplit=1)[0]
    last = host.rstrip(".").rpartition(".")[2]
    return "." in host.strip(".") and not last.isdigit() and last.lower() not in _FILES


def _mended(typed: str) -> tuple[Reason | None, str]:
    """The first mistake in `typed` and the text without any; None and the same when there is none."""
    first: Reason | None = None
    meant = typed
    for _ in range(_ROUNDS):
        code, better = _once(meant)
        if code is None:
            break
        first, meant = first or code, better
    return first, meant


def _once(text: str) -> tuple[Reason | None, str]:
    bare = unwrapped(text)
    if bare != text:
        return "around", bare
    scheme = _SCHEME.match(text)
    wrong = None if scheme else _MISTYPED.match(text)
    if wrong is not None:
        secure = "s" in wrong[0].lower()
        return "mistyped", f"{'https' if secure else 'http'}://{text[wrong.end() :]}"
    if scheme is not None:
        rest = text[scheme.end() :].lstrip("/")
        if _SCHEME.match(rest) or _MISTYPED.match(rest):
            return "mistyped", rest
    if _ENTITY.search(text):
        return "escaped", _ENTITY.sub("&", text)
    fragment = text.find("#")
    if fragment >= 0 and _SCRIPTED.match(text, fragment):
        return "fragment", text[:fragment]
    return None, text


def unwrapped(text: str) -> str:
    """The same without quotation marks and brackets around it, and punctuation of a sentence behind it.

    A closing bracket that was opened inside belongs to the address, and so does a full stop alone.
    """
    text = text.strip(_AROUND)
    start = 0
    while start < len(text) and text[start] in _OPENING and not _is_literal(text, start):
        start += 1
    bare = text[start:]
    while True:
        end = bare.rstrip(".!?:" + _AROUND)
        if not end or end[-1] not in _CLOSING:
            return bare
        opening = _PAIRS.get(end[-1])
        if opening is not None and (
            end.count(end[-1]) <= end.count(opening) if opening != end[-1] else not start
        ):
            return bare
        bare = end[:-1]


def _is_literal(text: str, place: int) -> bool:
    """Whether the bracket there begins an IPv6 address."""
    return text[place] == "[" and re.match(r"\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\]", text[place:]) is not None


def _refuse_several(typed: str) -> None:
    """Raise for two addresses in a row; one within another, as archives of the web have it, is one."""
    parts = _SEPARATED.split(typed)
    if (
        len(parts) == 1
        and (glued := _GLUED.search(typed, 8)) is not None
        and not _PATH.search(typed, 8, glued.start())
    ):
        parts = [typed[: glued.start()], typed[glued.start(1) :]]
    if len(parts) > 1:
        found = [one for part in parts if (one := _read_or_none(unwrapped(part))) is not None]
        if len(found) > 1:
            raise BadURL("several", "one address was expected, got several", tuple(dict.fromkeys(found))[:3])


def _candidates(meant: str, typed: str, code: Reason) -> tuple[str, ...]:
    found = [_read_or_none(meant)]
    if code in ("around", "escaped") and _SCHEME.match(typed):
        found.append(_read_or_none(typed))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _before_words(typed: str) -> tuple[str, ...]:
    first = _BLANKS.split(typed, maxsplit=1)[0]
    if not _SCHEME.match(first):
        return ()
    found = (_read_or_none(unwrapped(first)), _read_or_none(typed))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _read_or_none(text: str) -> str | None:
    try:
        return _with_host(text, normalise(text))
    except BadURL:
        return None


def _with_host(typed: str, canonical: str) -> str:
    """`canonical` once its host is one that a server can have. Raises `BadURL`."""
    host = split(canonical).host
    if host.startswith("[") or (parse(host) is not None and host in typed):
        return canonical
    if not _NAME.fullmatch(host) or any(mark in typed.partition("://")[2].split("/")[0] for mark in _QUOTES):
        raise BadURL("host", f"not the name of a server: {host[:80]!a}")
    if host == "localhost" or _SCHEME.match(typed) or typed.startswith("//"):
        return canonical
    if parse(host) is not None or not is_plain_name(typed):
        raise BadURL("dotless", f"a name such as example.org was expected, got {host[:80]!a}")
    return canonical
