"""A whole page: from its bytes to everything that is kept of it, in this process.

The order is by cost: what can refuse a page looks at it before anything that takes time.
"""

from lxml import etree

from app.extract import main
from app.extract.charset import decode
from app.extract.head import read_head
from app.extract.hidden import empty_hidden
from app.extract.kind import kind_of
from app.extract.language import language_of
from app.extract.limits import check_limits
from app.extract.links import Resolver, absolute_links
from app.extract.result import Extracted, ExtractError
from app.extract.scan import scan
from app.extract.text import line, raw_text, tidy
from app.extract.tree import parse


def extract_here(body: bytes, *, url: str, content_type: str = "", x_robots_tag: str = "") -> Extracted:
    """Extract a page that is trusted, or from within the child; raises `ExtractError`."""
    check_limits(body)
    kind = kind_of(body, content_type)
    text, page = decode(body, content_type)
    if kind == "text":
        return _plain(text, url, x_robots_tag)
    root = parse(page)
    if root is None:
        raise ExtractError("empty", "expected a page, got no element and no text")
    return _html(root, page, url, x_robots_tag)


def _html(root: etree._Element, page: bytes, url: str, x_robots_tag: str) -> Extracted:
    found = scan(root, rel_matters=b"nofollow" in page)
    empty_hidden(root, page, found)
    head = read_head(found.metas, url=url, x_robots_tag=x_robots_tag)
    heading = line(raw_text(found.heading)) if found.heading is not None else ""
    body = root.find("body")
    main_raw, rest_raw = main.split(body if body is not None else root, found)
    text = tidy(main_raw)
    if not text:
        # A page that is all frame is about what its frame says.
        text, rest_raw = tidy(rest_raw), ""
    rest = tidy("\t".join((rest_raw, *found.alts)))
    title = line(found.title) or heading or line(head.og_title)
    if not (text or rest or title):
        raise ExtractError("empty", "expected words, got a page without any")
    return Extracted(
        title=title,
        main=text,
        rest=rest,
        language=language_of(root.get("lang") or root.get("xml:lang") or head.language, text or rest),
        canonical=head.canonical,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_links(found.links, Resolver(head.base)),
        meta_refresh=head.refresh,
    )


def _plain(page: str, url: str, x_robots_tag: str) -> Extracted:
    text = tidy(page.replace("\0", "").replace("\t", " ").replace("\r", "\n").replace("\n", "\t"))
    if not text:
        raise ExtractError("empty", "expected words, got a text without any")
    head = read_head([], url=url, x_robots_tag=x_robots_tag)
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
