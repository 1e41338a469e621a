"""Extraction beside trafilatura and lxml: how long a page takes, and how far the main texts agree.

A main-text extractor that costs a fraction of trafilatura is only worth having if it judges alike. Each judges
every word of a page: main text or not. Words "judged otherwise" are those of either kind that one of them puts
on the other side; all the others they agree on. The peer runs as one would use it for text, tables kept and
comments not, with its default balance of precision and recall, and beside that with its other one, recall:
the default drops headings, and on some pages every second paragraph. "Missed" is the share of trafilatura's
words that our main text lacks; "apart" is one minus F1, for which words that both leave out do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from lxml import etree
from trafilatura import extract as trafilatura_extract

from app.extract import Extracted, Extractor, extract_here
from bench.measure import LIMIT, Row, at_most, seconds
from bench.sites import PACKAGES, sites

UNTUNED = ("apache2-doc", "gimp-help-nl", "debian-handbook", "sphinx-doc")
"""Sites whose pages were not looked at while the names of parts were chosen."""

_URL = "http://localhost/a/b/page.html"
_WORD = re.compile(r"\w+")
_TYPICAL = range(30_000, 60_001)


def rows(quick: bool) -> list[Row]:
    """Time on typical pages, then agreement of every site and overall."""
    count = 12 if quick else 40
    bodies = {site.name: _sample(site.pages, count) for site in sites((*PACKAGES, *UNTUNED))}
    typical = [body for found in bodies.values() for body in found if len(body) in _TYPICAL]
    return [*_times(typical[: 3 * count]), *_agreement(bodies)]


def _sample(pages: Sequence[Path], count: int) -> list[bytes]:
    """Read that many pages, spread evenly over the site."""
    step = max(1, len(pages) // count)
    return [page.read_bytes() for page in pages[::step][:count]]


def _times(bodies: list[bytes]) -> list[Row]:
    def all_of(work: Callable[[bytes], object]) -> None:
        for body in bodies:
            work(body)

    with Extractor() as pool:
        best = seconds(
            {
                "here": partial(all_of, _here),
                "child": partial(all_of, lambda body: pool.extract(body, url=_URL, content_type="text/html")),
                "parse": partial(all_of, _parse),
                "trafilatura": partial(all_of, _peer),
            },
            rounds=3,
        )
    ms = {name: 1_000 * taken / len(bodies) for name, taken in best.items()}
    return [
        Row("a page, extracted in this process", ms["here"], ms["trafilatura"], "trafilatura", "ms", floor=8),
        Row("a page, extracted in the child", ms["child"], ms["trafilatura"], "trafilatura", "ms", floor=6),
        Row("a page, extracted in this process", ms["here"], ms["parse"], "lxml's parse alone", "ms"),
    ]


class Compared(NamedTuple):
    """How two judgements of the words of a page compare, in percent."""

    otherwise: float
    missed: float
    apart: float


def _agreement(bodies: dict[str, list[bytes]]) -> list[Row]:
    found = []
    means = []
    for name, pages in bodies.items():
        compared = [_compare(_here(body), _peer(body) or "") for body in pages]
        mean = Compared(*map(fmean, zip(*compared, strict=True)))
        means.append(mean)
        found.append(Row(f"words judged otherwise, {name}", mean.otherwise, 5, LIMIT, "%"))
        found.append(Row(f"words missed, {name}", mean.missed, 5, LIMIT, "%"))
        found.append(Row(f"words apart, {name}", mean.apart, 5, LIMIT, "%"))
    overall = Compared(*map(fmean, zip(*means, strict=True)))
    return [
        *found,
        at_most("words judged otherwise, mean over sites", overall.otherwise, 5, "%"),
        at_most("words of trafilatura missed, mean over sites", overall.missed, 5, "%"),
        Row("words apart, mean over sites", overall.apart, 5, LIMIT, "%"),
    ]


def _compare(page: Extracted, peer: str) -> Compared:
    """Compare by multisets of words: which of several equal words is meant does not matter."""
    mine, rest, theirs = (Counter(_WORD.findall(text.lower())) for text in (page.main, page.rest, peer))
    common = (mine & theirs).total()
    either = mine.total() + theirs.total() - common
    if not either:
        return Compared(100.0, 0.0, 0.0)
    everything = ((mine + rest) | theirs).total()
    return Compared(
        otherwise=100 * (either - common) / everything,
        missed=100 * (1 - common / theirs.total()) if theirs else 0.0,
        apart=100 * (1 - 2 * common / (either + common)),
    )


def _here(body: bytes) -> Extracted:
    return extract_here(body, url=_URL, content_type="text/html")


def _peer(body: bytes) -> str | None:
    text: str | None = trafilatura_extract(body, include_comments=False, include_tables=True)
    return text


def _parse(body: bytes) -> object:
    return etree.fromstring(body, etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
