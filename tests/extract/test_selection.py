"""Chosen parts of pages in the limited process: what comes of them, and that nothing hangs it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from app.extract import ExtractError, Extractor, Parts, extract_here

URL = "https://example.org/"
PAGE = """<!doctype html><html lang=nl><head><title>Haven</title><meta name=robots content=nofollow></head>
<body><nav id=menu><ul><li><a href=/a>Tarieven</a><li><a href=/b>Weer</a></ul></nav>
<main><h1>Haven</h1><p>De haven is open. <b class=x>Nu</b> en <i>altijd</i>.</p><aside>Reclame</aside></main>
<footer>Gemeente</footer></body></html>"""


def read(parts: Parts, page: str = PAGE, content_type: str = "text/html") -> str:
    return extract_here(page.encode(), url=URL, content_type=content_type, parts=parts).main


def test_a_chosen_menu_is_main_text_and_the_facts_are_those_of_the_page() -> None:
    found = extract_here(PAGE.encode(), url=URL, content_type="text/html", parts=Parts("#menu"))
    assert (found.title, found.main.split(), found.rest) == ("Haven", ["Tarieven", "Weer"], "")
    assert (found.language, found.nofollow, found.links) == ("nl", True, (f"{URL}a", f"{URL}b"))


@pytest.mark.parametrize(
    ("only", "without", "said"),
    [
        ("main", "aside", "Haven De haven is open. Nu en altijd."),
        ("main", "aside, b", "Haven De haven is open. en altijd."),
        ("main p, main", "h1, aside, p", ""),
        ("b, p", "", "De haven is open. Nu en altijd."),
        ("footer, h1", "", "Haven Gemeente"),
        ("", "nav, main", "Gemeente"),
    ],
)
def test_parts_stand_once_in_the_order_of_the_page(only: str, without: str, said: str) -> None:
    assert read(Parts(only, without)).split() == said.split()


@pytest.mark.parametrize(
    "parts", [Parts("#nothing"), Parts("main", "main"), Parts("aside", "main"), Parts("p >")]
)
def test_a_page_without_the_part_says_so(parts: Parts) -> None:
    with pytest.raises(ExtractError) as caught:
        read(parts)
    assert caught.value.code == "no-part"


def test_what_is_no_html_is_read_whole() -> None:
    assert read(Parts("#news"), "Plain words.", "text/plain") == "Plain words."


def test_charset_of_the_page_holds() -> None:
    page = "<html><head><meta charset=windows-1251></head><body><p id=a>молоко</p><p>хлеб</p>".encode(
        "cp1251"
    )
    assert extract_here(page, url=URL, content_type="text/html", parts=Parts("#a")).main == "молоко"


@pytest.mark.parametrize(
    ("page", "only"),
    [
        ("<div>" * 200_000 + "<p id=a>x", "#a"),
        ("<div><p>" * 3_000 + "x", ":not(" * 3 + "p" + ")" * 3),
        ("<p>x</p>" * 20_000, "p ~ p ~ p ~ p ~ p"),
        ("<p>x</p>" * 20_000, "p:nth-last-child(3n+1) + p:nth-last-of-type(2n)"),
        ("<p " + "a=1 " * 300_000 + ">x", "[a='1']"),
        ("<div><b>" * 20_000 + "x", "div b div b div b div b div b div b"),
    ],
)
def test_hostile_selectors_and_pages_end(extractor: Extractor, page: str, only: str) -> None:
    # Whichever of them it is, the page has its words or a reason.
    with suppress(ExtractError):
        assert (
            extractor.extract(page.encode(), url=URL, content_type="text/html", parts=Parts(only)).title == ""
        )
    # The next page is read as if nothing had been.
    after = extractor.extract(PAGE.encode(), url=URL, content_type="text/html", parts=Parts("footer"))
    assert after.main == "Gemeente"
