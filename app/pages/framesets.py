"""Sets of frames: a page whose words stand in other documents, which are fetched and kept as parts of it.

Each frame of the same site takes the way of a page: guard, robots.txt, limits, extractor. What may not be
read (another site's, refused by robots.txt or by its own noindex) is no part of the page, and a picture says
nothing. A frame that should be there and is not makes the page incomplete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.crawl.robots import Refused, Robots
from app.extract import Extracted, ExtractError, Part, join_parts
from app.net.fetch import Fetched, Fetcher, FetchError
from app.net.urls import BadURL, normalise, same_site

MOST = 8
OK = 200
_NOT_ALLOWED = frozenset({"bad-url", "guard", "own", "port"})
_CONDITIONS = frozenset({"etag", "last-modified"})
_NO_WORDS = frozenset({"not-html", "scripts", "challenge", "consent"})

Extract = Callable[[Fetched], Extracted]


class _Elsewhere(Exception):
    """A frame is, or was redirected to, a page of another site."""


@dataclass(slots=True)
class _Gathered:
    """What has come of a page's frames so far."""

    parts: list[Part]
    asked: set[str]
    missing: list[str] = field(default_factory=list)
    tried: int = 0


def with_frames(
    page: Fetched, extracted: Extracted, fetcher: Fetcher, robots: Robots, extract: Extract
) -> tuple[Fetched, Extracted, str]:
    """A page with its frames: its bytes and theirs as one body, what all of them say, what is missing.

    The last is "" when nothing is. Raises `ExtractError` "scripts" when none of them says anything.
    """
    gathered = _Gathered([_part(page)], {page.url})
    _gather(gathered, page, extracted, fetcher, robots, extract)
    missing = "; ".join(gathered.missing)
    if len(gathered.parts) > 1:
        body, content_type = join_parts(gathered.parts)
        # The page's own ETag says nothing about its frames: all of it must come each time.
        headers = {name: value for name, value in page.headers.items() if name not in _CONDITIONS}
        page = replace(page, body=body, headers={**headers, "content-type": content_type})
        extracted = extract(page)
    if not extracted.says_something and not extracted.noindex and not missing:
        raise ExtractError("scripts", "expected words, got frames without any")
    return page, extracted, missing


def _gather(
    gathered: _Gathered,
    page: Fetched,
    extracted: Extracted,
    fetcher: Fetcher,
    robots: Robots,
    extract: Extract,
) -> None:
    """Add the frames of a document and those inside them, in their order."""

    def allowed(url: str) -> None:
        if not same_site(url, page.url):
            raise _Elsewhere
        robots.check(url)

    for address in extracted.frames:
        try:
            url = normalise(address)
        except BadURL:
            continue
        if url in gathered.asked or not same_site(url, page.url) or gathered.tried >= MOST:
            continue
        gathered.asked.add(url)
        gathered.tried += 1
        try:
            frame = fetcher.get(url, allowed=allowed)
            if frame.status != OK:
                gathered.missing.append(f"{url}: {frame.status}")
                continue
            said = extract(frame)
        except _Elsewhere:
            continue
        except (FetchError, Refused) as error:
            if error.code != "robots" and error.code not in _NOT_ALLOWED:
                gathered.missing.append(f"{url}: {error}")
            continue
        except ExtractError as error:
            if error.code not in _NO_WORDS:
                gathered.missing.append(f"{url}: {error}")
            continue
        if not said.noindex:
            gathered.parts.append(_part(frame))
            _gather(gathered, frame, said, fetcher, robots, extract)


def _part(page: Fetched) -> Part:
    return Part(page.url, page.headers.get("content-type", ""), page.body)
