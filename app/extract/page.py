"""A whole page: from its bytes to everything that is kept of it, in this process.

The order is by cost: what can refuse a page looks at it before anything that takes time. The page itself is
read by `trie_core`, in time and memory linear in its size. Texts are made into Python's only for a caller in
this process; what goes to another travels as the core wrote it.
"""

from typing import NamedTuple

import msgspec

from app.extract.charset import Form, to_utf8
from app.extract.forms import LARGE, Words, read_form
from app.extract.head import Head, read_head
from app.extract.kind import is_xml, kind_of
from app.extract.language import SAMPLE, language_of
from app.extract.limits import MAX_TEXT, check_limits
from app.extract.links import MAX_LINKS, Resolver, absolute_all, absolute_links
from app.extract.parts import is_joined, parts_of
from app.extract.result import Extracted, ExtractError, Travelling
from app.extract.selection import WHOLE, Parts, selected
from app.extract.shell import shell_of
from app.extract.structured import article
from app.extract.text import cut
from trie_core import Html, TrieCoreError, read_html, read_markdown


class _Page(NamedTuple):
    """A page as it was read, its bytes in UTF-8, and the charset in which they came."""

    found: Html
    page: bytes
    codec: str


def extract_here(
    body: bytes, *, url: str, content_type: str = "", x_robots_tag: str = "", parts: Parts = WHOLE
) -> Extracted:
    """Extract a page in this process; raises `ExtractError`."""
    sent = extract_to_send(body, url=url, content_type=content_type, x_robots_tag=x_robots_tag, parts=parts)
    if isinstance(sent, Extracted):
        return sent
    return msgspec.msgpack.decode(msgspec.msgpack.encode(sent), type=Extracted)


def extract_to_send(
    body: bytes, *, url: str, content_type: str = "", x_robots_tag: str = "", parts: Parts = WHOLE
) -> Extracted | Travelling:
    """Extract a page for another process, of HTML the chosen `parts` alone; raises `ExtractError`."""
    check_limits(body)
    if parts and kind_of(body, content_type) == "html":
        return _of_parts(body, url, content_type, x_robots_tag, parts)
    if is_joined(content_type):
        return _joined(body, content_type, x_robots_tag)
    read = _read(body, content_type)
    if isinstance(read, Words):
        return _worded(read, url, x_robots_tag)
    found = read.found
    head = _head(found, url, x_robots_tag)
    resolver = Resolver(head.base, read.codec)
    if (said := article(found.data)) and found.is_empty():
        return _told(found, said, head, resolver)
    _check_shell(read, head)
    title, main, rest = map(msgspec.Raw, found.packed())
    return Travelling(
        title=title,
        main=main,
        rest=rest,
        language=language_of(found.language, found.sample(SAMPLE)),
        canonical=head.canonical,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_links(found, resolver),
        meta_refresh=head.refresh,
        noarchive=head.noarchive,
        wordless=found.is_empty(),
        whole=found.whole if found.whole > MAX_TEXT else 0,
        frames=absolute_all(found.frames, resolver) if found.framed or found.is_empty() else (),
    )


def _of_parts(body: bytes, url: str, content_type: str, x_robots_tag: str, parts: Parts) -> Extracted:
    """The facts of the whole page, and the words of its chosen parts, all of them main text."""
    whole = extract_here(body, url=url, content_type=content_type, x_robots_tag=x_robots_tag)
    page = selected(to_utf8(body, content_type).text, parts)
    chosen = extract_here(page, url=url, content_type="text/html; charset=utf-8")
    main = cut("\n".join(part for part in (chosen.main, chosen.rest) if part), MAX_TEXT)
    return msgspec.structs.replace(
        whole, main=main, rest="", wordless=not main, whole=chosen.whole, frames=(), language=whole.language
    )


def _told(found: Html, said: str, head: Head, resolver: Resolver) -> Extracted:
    """A page whose words stand only in its data."""
    return Extracted(
        title=found.title,
        main=cut(said, MAX_TEXT),
        rest=found.rest,
        language=language_of(found.language, said[:SAMPLE]),
        canonical=head.canonical,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_links(found, resolver),
        meta_refresh=head.refresh,
        noarchive=head.noarchive,
    )


def _read(body: bytes, content_type: str) -> _Page | Words:
    """The page as it was read, or the words of what is none."""
    kind = kind_of(body, content_type)
    if kind == "markdown" and len(body) > LARGE:
        kind = "text"
    form: Form = kind if kind in ("html", "xml") else "text"
    page, codec = to_utf8(body, content_type, form)
    if kind != "html" and kind != "markdown" and (said := read_form(kind, page)) is not None:
        return said
    try:
        found = read_markdown(page) if kind == "markdown" else read_html(page, is_xml(page, content_type))
        return _Page(found, page, codec)
    except TrieCoreError as error:
        raise ExtractError("too-complex", str(error)) from None


def _check_shell(read: _Page, head: Head) -> None:
    """Raise for a page whose words, if it has any, come from somewhere else.

    What such a page says is not known, so it must not pass for an empty one. Its wish not to be kept counts,
    but not that of a check put before it; and where it sends its reader at once there may be words.
    """
    found = read.found
    shell = shell_of(found, read.page) if head.refresh is None else None
    if shell is None or (shell == "scripts" and (head.noindex or (found.frames and found.is_empty()))):
        return
    said = " ".join(found.sample(200).split())
    raise ExtractError(shell, f"expected the words of the page, got “{f'{found.title} {said}'.strip()}”")


def _head(found: Html, url: str, x_robots_tag: str) -> Head:
    return read_head(
        url=url,
        base=found.base,
        canonical=found.canonical,
        refresh=found.refresh,
        robots=found.robots,
        x_robots_tag=x_robots_tag,
    )


def _worded(said: Words, url: str, x_robots_tag: str) -> Extracted:
    head = read_head(url=url, x_robots_tag=x_robots_tag)
    return Extracted(
        title=said.title,
        main=said.main,
        rest=said.rest,
        language=language_of(said.language, said.main),
        canonical=None,
        noindex=head.noindex,
        nofollow=head.nofollow,
        links=absolute_all(said.links, Resolver(url)),
        meta_refresh=None,
        noarchive=head.noarchive,
        whole=said.whole if said.whole > MAX_TEXT else 0,
    )


def _joined(body: bytes, content_type: str, x_robots_tag: str) -> Extracted:
    """A page with its frames: what each of them says, in their order."""
    said: list[Extracted] = []
    for part in parts_of(body, content_type):
        try:
            one = extract_here(
                part.body, url=part.url, content_type=part.content_type, x_robots_tag=x_robots_tag
            )
        except ExtractError:
            if not said:
                raise
            continue
        said.append(one)
    if not said:
        raise ExtractError("not-html", "expected a page with its frames, got none of them")
    first = said[0]
    main = "\n".join(one.main for one in said if one.main)
    rest = "\n".join(one.rest for one in said if one.rest)
    kept = cut(main, MAX_TEXT)
    whole = len(main.encode()) + len(rest.encode())
    return msgspec.structs.replace(
        first,
        title=first.title or next((one.title for one in said if one.title), ""),
        main=kept,
        rest=cut(rest, MAX_TEXT - len(kept.encode())),
        language=first.language or next((one.language for one in said if one.language), ""),
        links=tuple(dict.fromkeys(link for one in said for link in one.links))[:MAX_LINKS],
        whole=max(whole if whole > MAX_TEXT else 0, *(one.whole for one in said)),
        frames=(),
        wordless=all(one.wordless for one in said),
    )
