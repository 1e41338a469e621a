"""Skeletons of real pages, damaged at random: read or refused by name, and twice the same."""

import random
from pathlib import Path

import pytest

from app.extract import ExtractError

from .. import soak
from .conftest import read

_PIECES = [
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    '"',
    "'",
    "=",
    "&",
    "&amp;",
    "&#0;",
    "\x00",
    "<p>",
    "</p>",
    "<table>",
    "</table>",
    "<svg>",
    "</svg>",
    "<ruby>a<rt>b",
    "</ruby>",
    "<iframe srcdoc='",
    "<template shadowrootmode=open>",
    "</template>",
    "<noscript>",
    "</noscript>",
    "<div hidden>",
    "<div style='display:flex'>",
    "</div>",
    "<select>",
    "<a href=x>",
    "</a>",
    "<form>",
    "<input name=q>",
    "<button>Accept cookies</button>",
    "©",
    "日本",
    "�",
    "<tspan>",
    "<text>",
    "<h1>",
]
_SEED = 20261128


def pages() -> list[str]:
    """The skeletons of the benchmark, with their marks: any sign may stand in a page."""
    folder = Path(__file__).parents[2] / "bench" / "skeletons"
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.html"))]


def damaged(page: str, rng: random.Random) -> str:
    """The page with a few pieces moved, dropped, doubled or put in."""
    for _ in range(rng.randint(1, 8)):
        at, other = sorted(rng.randrange(len(page) + 1) for _ in range(2))
        match rng.randrange(4):
            case 0:
                page = page[:at] + rng.choice(_PIECES) + page[at:]
            case 1:
                page = page[:at] + page[min(other, at + 40) :]
            case 2:
                page = page[:at] + page[at : min(other, at + 400)] * rng.randint(2, 4) + page[at:]
            case _:
                page = (
                    page[:at] + page[other:]
                    if rng.random() < 0.1
                    else page[:other] + page[at:other] + page[other:]
                )
        page = page[:60_000]
    return page


def said(page: str, content_type: str) -> tuple[str, ...]:
    try:
        found = read(page, content_type=content_type)
    except ExtractError as error:
        return (error.code,)
    return found.title, found.main, found.rest


@pytest.mark.soak
def test_damaged_pages_are_read_or_refused_and_twice_the_same() -> None:
    rng = random.Random(_SEED)
    whole = pages()
    assert len(whole) == 30
    for _ in range(soak.times("damaged pages", 300, 1_000_000)):
        page = damaged(rng.choice(whole), rng)
        content_type = rng.choice(("text/html", "application/xhtml+xml"))
        first = said(page, content_type)
        assert said(page, content_type) == first
        assert first[0] not in ("crashed", "memory", "timeout")
