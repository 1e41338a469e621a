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

# A thousand attributes need at least two bytes each, so their tag covers a whole aligned window of half that
# size without a `>`, or it hides some in quoted values, which takes very many `=`.
_WINDOW: Final = MAX_ATTRIBUTES
_MANY_EQUALS: Final = _WINDOW // 20

_ATTRIBUTE = re.compile(rb"""[\s/]*[^\s/>=][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']*))?|[\s/]*=""")


def check_limits(page: bytes) -> None:
    """Refuse a page that is too large, or has a tag with more than `MAX_ATTRIBUTES` attributes."""
    if len(page) > MAX_BYTES:
        raise ExtractError("too-complex", f"expected at most {MAX_BYTES} bytes, got {len(page)}")
    tag, seen = -1, 0
    for at in range(0, len(page), _WINDOW):
        end = at + _WINDOW
        if tag >= seen and (page.find(b">", at, end) < 0 or page.count(b"=", at, end) > _MANY_EQUALS):
            seen = _check_tag(page, tag)
        last = page.rfind(b"<", at, end)
        tag = last if last >= 0 else tag


def _check_tag(page: bytes, start: int) -> int:
    """Count the attributes of the tag at `start`; answer where it ends, so that nothing is scanned twice."""
    at = start + 1
    if not page[at : at + 1].isalpha():
        return at
    for _ in range(MAX_ATTRIBUTES + 1):
        match = _ATTRIBUTE.match(page, at)
        if match is None:
            return at
        at = match.end()
    if _in_raw_text(page, start):
        return at
    raise ExtractError("too-complex", f"expected at most {MAX_ATTRIBUTES} attributes in a tag, got more")


def _in_raw_text(page: bytes, at: int) -> bool:
    """Whether `at` lies in a script or style, where `a<b` is no tag."""
    before = page[:at].lower()
    return any(before.rfind(b"<" + tag) > before.rfind(b"</" + tag) for tag in (b"script", b"style"))
