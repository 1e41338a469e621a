"""What a page is read with once it is there; each takes its bytes and answers title and text.

Both crawlers are given the same functions wherever a row says so: parsing costs more than fetching and would
otherwise be all that is measured.
"""

from __future__ import annotations

import html
import re

from lxml import etree
from trafilatura import bare_extraction

_PARSER = etree.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
_TEXT = re.compile(rb">([^<]+)")
_UNSEEN = re.compile(rb"<!--|<script|<style")


def by_tree(body: bytes) -> tuple[str, str]:
    """Title and all text, the quickest of several ways to ask lxml for them."""
    tree = etree.fromstring(body, _PARSER)
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return tree.findtext(".//title") or "", etree.tostring(tree, method="text", encoding="unicode")


def by_scan(body: bytes) -> tuple[str, str]:
    """Title and all text without a tree, which neither needs."""
    lowered = body.lower()
    start = body.find(b">", lowered.find(b"<title")) + 1
    title = body[start : body.find(b"<", start)]
    text = b"".join(_TEXT.findall(_seen(body, lowered)))
    return html.unescape(title.decode("utf-8", "replace")), html.unescape(text.decode("utf-8", "replace"))


def _seen(body: bytes, lowered: bytes) -> bytes:
    """The page with an empty tag in place of each comment, script and style."""
    kept, at = [], 0
    for found in _UNSEEN.finditer(lowered):
        start = found.start()
        if start < at:
            continue
        closing = b"--" if found[0] == b"<!--" else b"</" + found[0][1:]
        end = lowered.find(closing, start + 4)
        kept.append(body[at:start])
        kept.append(b"<")
        at = len(body) if end < 0 else end + len(closing)
    kept.append(body[at:])
    return b"".join(kept)


def by_trafilatura(body: bytes) -> tuple[str, str]:
    """Title and main text with trafilatura's defaults."""
    found = bare_extraction(body)
    if found is None or isinstance(found, dict):
        return "", ""
    return found.title or "", found.text or ""


def agreement(body: bytes) -> tuple[int, int]:
    """Characters that are not blank in the scan and in lxml's text: how many agree, of how many."""
    scan, tree = ("".join(text.split()) for text in (by_scan(body)[1], by_tree(body)[1]))
    return sum(a == b for a, b in zip(scan, tree, strict=False)), max(len(scan), len(tree))
