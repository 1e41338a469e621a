"""A whole page: from its bytes to everything that is kept of it, in this process.

The order is by cost: what can refuse a page looks at it before anything that takes time. The page itself is
read by `trie_core`, in time and memory linear in its size.
"""

from app.extract.charset import to_utf8
from app.extract.head import read_head
from app.extract.kind import kind_of
from app.extract.language import language_of
from app.extract.limits import check_limits
from app.extract.links import Resolver, absolute_links
from app.extract.result import Extracted, ExtractError
from app.extract.text import tidy
from trie_core import TrieCoreError, read_html


def extract_here(body: bytes, *, url: str, content_type: str = "", x_robots_tag: str = "") -> Extracted:
    """Extract a page in this process; raises `ExtractError`."""
    check_limits(body)
    kind = kind_of(body, content_type)
    page = to_utf8(body, content_type)
    if kind == "text":
        return _plain(page.decode("utf-8"), url, x_robots_tag)
    return _html(page, url, x_robots_tag)


def _html(page: bytes, url: str, x_robots_tag: str) -> Extracted:
    try:
        found = read_html(page)
    except TrieCoreError as error:
        raise ExtractError("too-complex", str(error)) from None
    if not (found.title or found.main or found.rest):
        raise ExtractError("empty", "expected words, got a page without any")
    head = read_head(
        url=url,
        base=found.base,
        canonical=found.canonical,
        refresh=found.refresh,
        robots=found.robots,
        x_robots_tag=x_robots_tag,
    )
    return Extracted(
        title=found.title,
        main=found.main,
        rest=found.rest,
        language=language_of(found.language, found.main or found.rest),
        canonical=head.canonical,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_links(found, Resolver(head.base)),
        meta_refresh=head.refresh,
    )


def _plain(page: str, url: str, x_robots_tag: str) -> Extracted:
    text = tidy(page.replace("\0", "").replace("\t", " ").replace("\r", "\n").replace("\n", "\t"))
    if not text:
        raise ExtractError("empty", "expected words, got a text without any")
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
