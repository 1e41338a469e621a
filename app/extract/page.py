"""A whole page: from its bytes to everything that is kept of it, in this process.

The order is by cost: what can refuse a page looks at it before anything that takes time. The page itself is
read by `trie_core`, in time and memory linear in its size. Texts are made into Python's only for a caller in
this process; what goes to another travels as the core wrote it.
"""

import msgspec

from app.extract.charset import to_utf8
from app.extract.head import Head, read_head
from app.extract.kind import is_xml, kind_of
from app.extract.language import SAMPLE, language_of
from app.extract.limits import check_limits
from app.extract.links import Resolver, absolute_links
from app.extract.result import Extracted, ExtractError, Travelling
from app.extract.structured import article
from app.extract.text import tidy
from trie_core import Html, TrieCoreError, read_html


def extract_here(body: bytes, *, url: str, content_type: str = "", x_robots_tag: str = "") -> Extracted:
    """Extract a page in this process; raises `ExtractError`."""
    found = _read(body, content_type)
    if isinstance(found, str):
        return _plain(found, url, x_robots_tag)
    head = _head(found, url, x_robots_tag)
    if (said := article(found.data)) and found.is_empty():
        return _told(found, said, head)
    _check_drawn(found, head)
    return Extracted(
        title=found.title,
        main=found.main,
        rest=found.rest,
        language=language_of(found.language, found.sample(SAMPLE)),
        canonical=head.canonical,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_links(found, Resolver(head.base)),
        meta_refresh=head.refresh,
    )


def extract_to_send(
    body: bytes, *, url: str, content_type: str = "", x_robots_tag: str = ""
) -> Extracted | Travelling:
    """Extract a page for another process; raises `ExtractError`."""
    found = _read(body, content_type)
    if isinstance(found, str):
        return _plain(found, url, x_robots_tag)
    head = _head(found, url, x_robots_tag)
    if (said := article(found.data)) and found.is_empty():
        return _told(found, said, head)
    _check_drawn(found, head)
    title, main, rest = map(msgspec.Raw, found.packed())
    return Travelling(
        title=title,
        main=main,
        rest=rest,
        language=language_of(found.language, found.sample(SAMPLE)),
        canonical=head.canonical,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_links(found, Resolver(head.base)),
        meta_refresh=head.refresh,
    )


def _told(found: Html, said: str, head: Head) -> Extracted:
    """A page whose words stand only in its data."""
    return Extracted(
        title=found.title,
        main=said,
        rest=found.rest,
        language=language_of(found.language, said[:SAMPLE]),
        canonical=head.canonical,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_links(found, Resolver(head.base)),
        meta_refresh=head.refresh,
    )


def _read(body: bytes, content_type: str) -> Html | str:
    """The page as it was read, or a text that is none."""
    check_limits(body)
    kind = kind_of(body, content_type)
    page = to_utf8(body, content_type)
    if kind == "text":
        return page.decode("utf-8")
    try:
        return read_html(page, is_xml(page, content_type))
    except TrieCoreError as error:
        raise ExtractError("too-complex", str(error)) from None


def _check_drawn(found: Html, head: Head) -> None:
    """Raise `scripts` for a page whose words, if it has any, come from somewhere else.

    What such a page says is not known, so it must not pass for an empty one. Its wish not to be kept counts.
    """
    if found.is_empty() and found.drawn and not head.noindex:
        raise ExtractError(
            "scripts", "expected words, got a page that scripts, frames or a refresh bring them to"
        )


def _head(found: Html, url: str, x_robots_tag: str) -> Head:
    return read_head(
        url=url,
        base=found.base,
        canonical=found.canonical,
        refresh=found.refresh,
        robots=found.robots,
        x_robots_tag=x_robots_tag,
    )


def _plain(page: str, url: str, x_robots_tag: str) -> Extracted:
    text = tidy(page.replace("\0", "").replace("\t", " ").replace("\r", "\n").replace("\n", "\t"))
    head = read_head(url=url, x_robots_tag=x_robots_tag)
    return Extracted(
        title="",
        main=text,
        rest="",
        language=language_of("", text),
        canonical=None,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=(),
        meta_refresh=None,
    )
