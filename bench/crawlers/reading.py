"""Parsers for the crawlers: each takes a page's bytes and answers title and text.

Both crawlers are given the same functions wherever a row says so: parsing costs more than fetching and would
otherwise be all that is measured.
"""

from __future__ import annotations

from lxml import etree
from trafilatura import bare_extraction

_PARSER = etree.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)


def by_tree(body: bytes) -> tuple[str, str]:
    """Title and all text, the quickest of several ways to ask lxml for them."""
    tree = etree.fromstring(body, _PARSER)
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return tree.findtext(".//title") or "", etree.tostring(tree, method="text", encoding="unicode")


def by_trafilatura(body: bytes) -> tuple[str, str]:
    """Title and main text with trafilatura's defaults."""
    found = bare_extraction(body)
    if found is None or isinstance(found, dict):
        return "", ""
    return found.title or "", found.text or ""
