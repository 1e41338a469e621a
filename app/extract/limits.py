"""Cheap bounds on a page's bytes, checked before a parser sees them.

Every HTML parser has an input on which it is quadratic. For libxml2 that is one tag with very many attributes
(2 MB of them cost 105 s), so such a tag is looked for first, in a scan that skips most of the page. What
slips through meets the processor limit of the child process.
"""

import re
from typing import Final

from app.extract.result import ExtractError

MAX_BYTES: Final = 2_000_000
MAX_ATTRIBUTES: Final = 1_000
MAX_TEXT: Final = 1_000_000

# A thousand different attributes take more than three bytes each, so their tag covers a whole aligned window
# of half that size without a `>`, or it hides some in quoted values, which takes very many `=`.
_WINDOW: Final = 3 * MAX_ATTRIBUTES // 2
_QUOTED_WINDOW: Final = 8 * MAX_ATTRIBUTES
_MANY_EQUALS: Final = 400
_HIDING: Final = 2 * MAX_ATTRIBUTES

_ATTRIBUTE = re.compile(rb"""[\s/]*[^\s/>=][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']*))?|[\s/]*=""")


def check_limits(page: bytes) -> None:
    """Refuse a page that is too large, or has a tag with more than `MAX_ATTRIBUTES` attributes."""
    size = len(page)
    if size > MAX_BYTES:
        raise ExtractError("too-complex", f"expected at most {MAX_BYTES} bytes, got {size}")
    seen = 0
    find = page.find
    for at in range(0, size, _WINDOW):
        if find(b">", at, at + _WINDOW) < 0:
            seen = _check_tag(page, page.rfind(b"<", seen, at + 1), max(seen, at))
    seen = 0
    for at in range(0, size, _QUOTED_WINDOW):
        if page.count(b"=", at, at + _QUOTED_WINDOW) > _MANY_EQUALS:
            seen = _check_tag(page, _tag_before(page, at, seen), max(seen, at))


def _tag_before(page: bytes, at: int, least: int) -> int:
    """Answer where the tag around `at` may start; a few `<` in its values do not hide it."""
    start = at + 1
    for _ in range(_HIDING):
        start = page.rfind(b"<", least, start)
        if start < 0:
            return page.find(b"<", at)
        if page[start + 1 : start + 2].isalpha():
            return start
    return -1


def _check_tag(page: bytes, start: int, seen: int) -> int:
    """Count the attributes of the tag at `start`; answer up to where the page needs no second look."""
    at = start + 1
    if start < 0 or not page[at : at + 1].isalpha():
        return seen
    for _ in range(MAX_ATTRIBUTES + 1):
        match = _ATTRIBUTE.match(page, at)
        if match is None:
            return max(at, seen)
        at = match.end()
    if _in_raw_text(page, start):
        return max(at, seen)
    raise ExtractError("too-complex", f"expected at most {MAX_ATTRIBUTES} attributes in a tag, got more")


def _in_raw_text(page: bytes, at: int) -> bool:
    """Whether `at` lies in a script or style, where `a<b` is no tag."""
    before = page[:at].lower()
    return any(before.rfind(b"<" + tag) > before.rfind(b"</" + tag) for tag in (b"script", b"style"))
