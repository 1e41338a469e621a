"""Pages of kinds that extractors get wrong: what is watched is main text, whatever its parts are called."""

import pytest

from .conftest import read

HEADLINES = "".join(
    f"<div class=teaser><a href=/{n}><h3>Headline {n} of the town today</h3></a></div>" for n in range(8)
)
REPLIES = "".join(
    f"<div class=comment><a href=u{n}>user{n}</a><p>Reply {n}, which is long enough for one.</p></div>"
    for n in range(5)
)
MAIN = {
    "a thread of replies": (f"<div class=comments>{REPLIES}</div>", "Reply 3"),
    "a table in a widget": (
        "<div class=widget><table><tr><th>Boat<th>State<tr><td>Anna<td>at sea</table></div>",
        "at sea",
    ),
    "a restaurant's menu": (
        "<div id=menu><h2>Menu</h2><ul><li>Soup 5.50<li>Herring with potatoes 12.00<li>Waffle 4.00</ul></div>"
        "<div class=footer><a href=a>Imprint</a></div>",
        "Herring with potatoes 12.00",
    ),
    "a price in a sidebar": (
        "<div class=sidebar><form><h1>Anchor</h1><span class=price>€ 49.00</span> <span>In stock</span>"
        "<button>Buy</button></form></div>",
        "€ 49.00 In stock",
    ),
    "a front page": (f"<div class=teasers>{HEADLINES}</div>", "Headline 5 of the town"),
    "answers that open": (
        "<h1>Tides</h1><details><summary>When?</summary><p>At nine in the harbour.</details>",
        "At nine in the harbour.",
    ),
    "a page for readers without scripts": (
        "<script></script><noscript><p>Tides: at nine in the harbour, at ten at the pier.</noscript>",
        "at ten at the pier",
    ),
}


@pytest.mark.parametrize("kind", MAIN)
def test_what_is_watched_is_main(kind: str) -> None:
    page, watched = MAIN[kind]
    assert watched in read(f"<!doctype html><title>Harbour</title><body>{page}").main


def test_hidden_pane_is_read() -> None:
    page = read("<div role=tabpanel><p>First pane</div><div role=tabpanel hidden><p>Second pane</div>")
    assert "Second pane" in page.main + page.rest
