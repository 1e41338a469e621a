"""Extraction beside trafilatura, readability and lxml: the time a page takes, and how far texts agree.

Two sets: real documentation, on which the peers are compared with each other, and skeletons of what people
watch (`bench.watched`), whose truth was marked by hand.

A main-text extractor that costs a fraction of trafilatura is only worth having if it judges alike. Each
judges every word of a page: main text or not. Words "judged otherwise" are those that one of them puts on
the other side; on all others, of either kind, they agree. The peer runs as one would use it for text, tables
kept and comments not, with its default balance of precision and recall; beside that stands what its other
setting, recall, gives, since the default leaves out headings and on some pages most paragraphs. "Missed" is
the share of trafilatura's words that our main text lacks; "apart" is one minus F1, for which words that both
leave out do not count.

Of documentation trafilatura is the judge, with one correction: it leaves out each part that is called a
sidebar, and in the manuals of Docbook that is the class of a box within the text, a third of some pages. The
judge is given these boxes without their name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from lxml import etree, html
from readability import Document
from trafilatura import extract as trafilatura_extract

from app.extract import Extracted, Extractor, extract_here
from bench.measure import LIMIT, Row, at_most, seconds
from bench.sites import PACKAGES, sites
from bench.watched import skeletons, total

UNTUNED = ("apache2-doc", "gimp-help-nl", "debian-handbook", "sphinx-doc")
"""Sites whose pages were not looked at while the names of parts were chosen."""

BEFORE, BEFORE_QUICK = 7.25, 8.09
"""Percent of all words that commit 846ba47 judged otherwise, by the same judge; this may not become more."""

_URL = "http://localhost/a/b/page.html"
_WORD = re.compile(r"\w+")
_BOX = re.compile(rb"""(<div\b[^>]*\bclass=["'])sidebar(["'])""")
_TYPICAL = range(30_000, 60_001)


def rows(quick: bool) -> list[Row]:
    """Time on typical pages, then agreement of every site and overall."""
    count = 12 if quick else 40
    bodies = {site.name: _sample(site.pages, count) for site in sites((*PACKAGES, *UNTUNED))}
    typical = [body for found in bodies.values() for body in found if len(body) in _TYPICAL]
    return [
        *_times(typical[: 3 * count]),
        *_agreement(bodies, BEFORE_QUICK if quick else BEFORE),
        *_watched(),
    ]


def _watched() -> list[Row]:
    """Watched words missed, frame let in and time on skeletons; the peer as it comes and at its best."""
    pages = skeletons()
    ours = total(pages, lambda body: _here(body).main)
    theirs = {
        "readability": total(pages, _readable),
        "trafilatura": total(pages, lambda body: _default(body) or ""),
        "trafilatura, recall": total(pages, lambda body: _recall(body) or ""),
    }
    found = []
    for name, judged in theirs.items():
        found += [
            Row("watched words missed", 100 - ours.recall, 100 - judged.recall + 1, name, "%", floor=1),
            # Readability lets in little, of the frame as of all else.
            Row(
                "words of the frame let in",
                ours.noise,
                judged.noise,
                name,
                "%",
                floor=None if name == "readability" else 1,
            ),
        ]

    def all_of(work: Callable[[bytes], object]) -> None:
        for page in pages:
            work(page.body)

    best = seconds(
        {
            "here": partial(all_of, _here),
            "trafilatura": partial(all_of, _default),
            "readability": partial(all_of, _readable),
        },
        rounds=5,
    )
    ms = {name: 1_000 * taken / len(pages) for name, taken in best.items()}
    what = "a watched page, extracted in this process"
    found += [
        Row(what, ms["here"], ms["trafilatura"], "trafilatura", "ms", floor=8),
        Row(what, ms["here"], ms["readability"], "readability", "ms"),
    ]
    return found


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
    """How two judgements of the words of a page compare: counts of words."""

    alike: int
    otherwise: int
    theirs: int
    missed: int
    ours: int

    def percent(self) -> tuple[float, float, float]:
        """Judged otherwise, missed, apart."""
        words = self.theirs + self.ours
        return (
            100 * self.otherwise / max(1, self.alike + self.otherwise),
            100 * self.missed / max(1, self.theirs),
            100 * self.otherwise / max(1, words),
        )


def _agreement(bodies: dict[str, list[bytes]], before: float) -> list[Row]:
    found, means = [], []
    everything: list[Compared] = []
    recalled: list[Compared] = []
    for name, pages in bodies.items():
        ours = [_here(body) for body in pages]
        compared = [_compare(mine, _peer(body) or "") for mine, body in zip(ours, pages, strict=True)]
        recalled += [_compare(mine, _recall(body) or "") for mine, body in zip(ours, pages, strict=True)]
        everything += compared
        mean = [fmean(column) for column in zip(*(one.percent() for one in compared), strict=True)]
        means.append(mean)
        for what, percent in zip(("judged otherwise", "missed", "apart"), mean, strict=True):
            found.append(Row(f"words {what}, {name}", percent, 5, LIMIT, "%"))
    otherwise, missed, apart = map(fmean, zip(*means, strict=True))
    return [
        *found,
        Row("words judged otherwise, mean over sites", otherwise, 5, LIMIT, "%"),
        at_most("words judged otherwise, of all words, as of 846ba47", _share(everything), before, "%"),
        Row("words judged otherwise, of all words", _share(everything), 5, LIMIT, "%"),
        Row("words judged otherwise, of all words, beside its recall", _share(recalled), 5, LIMIT, "%"),
        at_most("words of trafilatura missed, mean over sites", missed, 5, "%"),
        Row("words apart, mean over sites", apart, 5, LIMIT, "%"),
    ]


def _share(compared: Sequence[Compared]) -> float:
    """The percentage of the words of all pages that are judged otherwise."""
    return Compared(*map(sum, zip(*compared, strict=True))).percent()[0]


def _compare(page: Extracted, peer: str) -> Compared:
    """Compare by multisets of words: which of several equal words is meant does not matter."""
    mine, rest, theirs = (Counter(_WORD.findall(text.lower())) for text in (page.main, page.rest, peer))
    common = (mine & theirs).total()
    otherwise = mine.total() + theirs.total() - 2 * common
    words = ((mine + rest) | theirs).total()
    return Compared(words - otherwise, otherwise, theirs.total(), theirs.total() - common, mine.total())


def _here(body: bytes) -> Extracted:
    return extract_here(body, url=_URL, content_type="text/html")


def _readable(body: bytes) -> str:
    """Title and main text by readability."""
    page = Document(body.decode())
    return "\n".join([str(page.title()), *map(str, html.fromstring(page.summary()).itertext())])


def _unnamed(body: bytes) -> bytes:
    """The page with its boxes called nothing."""
    return _BOX.sub(rb"\1box\2", body)


def _peer(body: bytes) -> str | None:
    text: str | None = trafilatura_extract(_unnamed(body), include_comments=False, include_tables=True)
    return text


def _default(body: bytes) -> str | None:
    text: str | None = trafilatura_extract(body)
    return text


def _recall(body: bytes) -> str | None:
    text: str | None = trafilatura_extract(
        _unnamed(body), include_comments=False, include_tables=True, favor_recall=True
    )
    return text


def _parse(body: bytes) -> object:
    return etree.fromstring(body, etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
