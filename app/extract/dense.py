"""Whether a list is a list of links: a menu or table of contents, and not text that happens to have links.

Most lists are told by their first entry, which costs nothing; only those that begin with a link are measured,
as main-text extractors (jusText, trafilatura) do: by the share of their characters that are links.
"""

from typing import Final

from lxml import etree

from app.extract.text import raw_text

_LISTS: Final = ("ul", "ol", "dl", "table")
_ENOUGH: Final = 250
_MOST: Final = 0.6
_SHORT: Final = 100
_SHORT_SHARE: Final = 0.8
_LONG_SHARE: Final = 0.9
_TABLE_SHARE: Final = 0.5
_FEW: Final = 4
_CARD: Final = 100
"""Links this long on average are titles of things with their summaries, not a menu."""


def link_lists(main: etree._Element, size: int) -> list[etree._Element]:
    """Answer the outermost lists of links, or none when hardly any of this much text would be left."""
    found: list[etree._Element] = []
    last = None
    for element in main.iter(*_LISTS):
        # In document order, whatever is inside a list that was found follows it directly.
        if last is not None and last in element.iterancestors():
            continue
        if _is_link_list(element):
            found.append(element)
            last = element
    return found if size - sum(len(raw_text(element)) for element in found) >= _ENOUGH else []


def _is_link_list(element: etree._Element) -> bool:
    """Answer whether nearly all of the list's or table's text is links."""
    if not _starts_with_link(element):
        return False
    links = [length for link in element.iter("a") if (length := _link_length(link))]
    if not links:
        return False
    size, linked = _length(element), sum(links)
    if element.tag == "table":
        return size >= 2 * _SHORT and linked > (_SHORT_SHARE if size < 10 * _SHORT else _TABLE_SHARE) * size
    if size < _SHORT:
        short = sum(length < 10 for length in links)
        return linked > _SHORT_SHARE * size or (len(links) > 1 and short > _SHORT_SHARE * len(links))
    return len(links) > _FEW and linked > _LONG_SHARE * size and linked < _CARD * len(links)


def _starts_with_link(element: etree._Element) -> bool:
    """Follow first children down to a link; a text on the way says that this is no list of links."""
    in_paragraph = False
    for _ in range(6):
        if len(element) == 0:
            return False
        element = element[0]
        if element.tag == "a":
            # Links that are paragraphs of their own are the text of their list.
            return not in_paragraph
        in_paragraph = element.tag == "p"
        if element.text is not None and not element.text.isspace():
            return False
    return False


def _length(element: etree._Element) -> int:
    return len(" ".join(raw_text(element).split()))


def _link_length(link: etree._Element) -> int:
    return len(raw_text(link)) if len(link) else len(link.text or "")


def mostly_links(element: etree._Element) -> bool:
    """Answer whether more than half of the element's text is links."""
    return sum(map(_link_length, element.iter("a"))) > 0.5 * _length(element)


def paragraphs(element: etree._Element) -> int:
    """Answer how many characters stand in paragraphs."""
    return sum(len(raw_text(paragraph)) for paragraph in element.iter("p"))


def prose(element: etree._Element) -> int:
    """Answer how many characters of the element's text, blanks included, are not links."""
    return len(raw_text(element)) - sum(map(_link_length, element.iter("a")))


def densest(body: etree._Element) -> etree._Element:
    """Answer the smallest element around the parent with most paragraph text that holds most of all of it."""
    sizes: dict[etree._Element, int] = {}
    for paragraph in body.iter("p"):
        size = prose(paragraph)
        for above in paragraph.iterancestors():
            sizes[above] = sizes.get(above, 0) + size
            if above is body:
                break
    least = _MOST * sizes.get(body, 0)
    fitting = [element for element, size in sizes.items() if size >= least]
    # Parents come into the table before their parents, so the first that holds enough is the innermost.
    return fitting[0] if fitting else body
