"""Parts that people watch are main text, however they are called; what surrounds every page is not."""

import pytest

from .conftest import read

P = "<p>The council of the town met on the first evening of the month and spoke at length about the quay.</p>"
ONE = "The quay is closed to all ships until the winter storms are over and the wall is mended."


def repeated(one: str, count: int = 6) -> str:
    """As many like it, each with its number at the sign."""
    return "".join(one.replace("#", str(n)) for n in range(count))


SITE = (
    "<header><a href=/>frameA</a><nav><a href=b>frameB</a> <a href=c>frameC</a></nav></header>{}"
    "<footer><a href=d>frameD</a> <p>frameE</p></footer>"
)

WATCHED = {
    "thread without an article": repeated(
        f"<div class='comment'><a href=u#>user</a><p>w# {ONE}</p></div>", 5
    ),
    "replies below a first post": f"<h1>w0 Quay</h1><div class=post>{P}</div>"
    + repeated(f"<div class=reply-comment><p>w1# {ONE}</p></div>"),
    "replies in list items": "<ol class=comments>"
    + repeated(f"<li class=comment><article class=comment-body>w# {ONE}</article>")
    + "</ol>",
    "posts that are articles": repeated(
        f"<article class=topic-post><div class=names><a href=u>ann</a></div><div class=cooked>w# {ONE}"
        f"</div></article>"
    ),
    "replies in nested tables": "<table>"
    + repeated(f"<tr class=comtr><td><table><tr><td><div class=comment>w# {ONE}</div></table></td></tr>")
    + "</table>",
    "teasers that are one link each": "<main><h1>w News</h1>"
    + repeated(f"<div class=teaser><a href=n#><h3>w# Quay shut</h3><p>{ONE}</p></a></div>")
    + "</main>",
    "teasers as promo sections": "<h1>w News</h1>"
    + repeated(
        "<section class='promo promo--small'><h2><a href=n#>w# Quay shut</a></h2><p>Until spring.</p>"
        "</section>",
        9,
    ),
    "headlines in an aside": "<main><h1>Town</h1><aside class=related-news>"
    + repeated(f"<div><h3>w#</h3><p>{ONE}</p></div>")
    + "</aside></main>",
    "search results": "<main><h1>w Results</h1>"
    + repeated(f"<li class=search-result><a href=n#>w# Quay</a><p class=search-text>{ONE}</p>")
    + "</main>",
    "widgets": "<main>"
    + repeated("<div class=widget><b>w#</b> <span>12 degrees</span></div>", 3)
    + "</main>",
    "widgets without a main": repeated(
        "<div class='widget sidebar-widget'><h3>w#</h3><p>12 m/s</p></div>", 4
    ),
    "menu of a restaurant": "<h1>w Lunch</h1><div class=menu>"
    + repeated("<div class=menu-item><span class=menu-title>w# Soup</span> <span>8 EUR</span></div>", 5)
    + "</div>",
    "menu as a list": "<h1>w Lunch</h1><ul id=menu>"
    + repeated("<li>w# Soup with bread, 8 EUR</li>", 5)
    + "</ul>",
    "menu as a menu": "<h1>w Lunch</h1><menu>"
    + repeated("<li>w# Soup with bread, 8 EUR</li>", 5)
    + "</menu>",
    "price and stock in a form": f"<main><h1>w0 Lamp</h1><form method=post action=/cart><b"
    f" class=price>w1 EUR 49</b>"
    f"<p class=stock>w2 In stock</p><input type=number name=n><button>Buy</button></form>{P}{P}</main>",
    "price beside the text": f"<main><h1>w0 Lamp</h1>{P}{P}{P}</main>"
    "<aside class='sidebar buy'><form><span>w1 EUR 49</span> <span>w2 In stock</span><button>Buy"
    "</button></form></aside>",
    "stock beside the text": f"<main><h1>w0 Lamp</h1>{P}{P}{P}</main>"
    "<aside class='sidebar buybox'><form><b>w1 EUR 49</b> <span>w2 In stock</span></form></aside>",
    "one form around everything": "<form name=aspnetForm><h1>w0 Case 12</h1><table><tr><td>Status<td>w1"
    " open</table>"
    + repeated(f"<div class=bz_comment><pre>w2# {ONE}</pre></div>")
    + "<input type=text name=note><input type=submit></form>",
    "form to register": f"<main>{P}<form><p>w0 Registration opens on 1 May</p><label>w1 Name <input"
    f" name=who></label>"
    "<button>Go</button></form></main>",
    "notices above the main part": "<div class='notice alert cookie-free-promo'>w0 Water off on Monday</div>"
    "<div class=popup>w1 Closed on Friday</div><div class=banner><p>w2 Road works</p></div>"
    f"<div id=newsletter-archive><p>w3 Minutes of the board</p></div><main>{P}{P}{P}</main>",
    "notice with a link": f"<div class=banner>w0 The bridge is shut for repairs until 12 May, <a"
    f" href=x>details</a></div>"
    f"<main>{P}{P}{P}</main>",
    "notice with a button to close it": f"<div class=popup-overlay><p>w0 Closed on Friday</p><button>x"
    f"</button></div>{P}{P}",
    "parts called footer, header and sidebar": "<main><h1>w0</h1><div class=card-header>w1 Opening"
    " hours</div>"
    "<div class=footer-content><p>w2 Monday to Friday</p></div><div class=sidebar-right><p>w3 Shut in"
    " July</p></div>"
    f"<div class=share-price>w4 12.40</div><div class=ad-text>w5 Boat for sale</div>{P}</main>",
    "table in a table": "<table><tr><td><table><tr><th>w0 From<th>w1 To<tr><td>w2 06.10<td>w3 06.45"
    "</table></table>",
    "list of links that is the page": "<main><h1>w Minutes</h1><ul>"
    + repeated("<li><a href=m#>w# Minutes of the meeting of the harbour board</a>", 30)
    + "</ul></main>",
    "list of links below a few words": f"<main><h1>w Minutes</h1>{P}{P}{P}<ul>"
    + repeated("<li><a href=m#>w# Minutes of the meeting of the harbour board</a>", 40)
    + "</ul></main>",
    "list of short links that is the page": "<main><h1>Places</h1><ul>"
    + repeated("<li><a href=m#>w# town</a>", 40)
    + "</ul></main>",
    "feed of links and points": "<table>"
    + repeated(
        "<tr><td>#.<td><a href=i#>w# A story of the lock keeper and the tide</a><tr><td>88 points <a"
        " href=c>31 comments</a>",
        9,
    )
    + "</table>",
    "box of a manual": f"<div class=section><h2>w0</h2>{P}<div class=sidebar><p class=title>w1 Basics"
    f"</p><p>w2 {ONE}</p></div>"
    f"<div class=warning><p>w3 {ONE}</p></div>{P}</div>",
    "footnotes": f"<div class=body role=main><section><h1>w0</h1>{P}{P}<aside class='footnote-list brackets'>"
    f"<aside class='footnote brackets' role=doc-footnote><span>[<a href=#i>1</a>]</span><p>w1 {ONE}</p>"
    f"</aside></aside>"
    "</section></div>",
    "offers with microdata": "<main><h1>w Boats</h1>"
    + repeated(
        "<div class=ad itemscope><a href=o#><b itemprop=name>w# Dinghy</b></a> <span itemprop=price>EUR"
        " 300</span></div>"
    )
    + "</main>",
    "question that opens": "<main><h1>w FAQ</h1><h2><button>w0 May I bring a dog?</button></h2><div>w1"
    " Yes, on a lead.</div>"
    "<details><summary>w2 And a cat?</summary><p>w3 In a basket.</p></details></main>",
    "document with a banner": "<div id=header><div id=title-banner>w0 Rota</div></div><div id=contents>"
    "<p>w1 Saturday: Ann</p><p>w2 Sunday: nobody</p></div>",
    "heading in the head of the site": "<header class=site-header><h1>w0 Weather</h1></header><main>"
    "<p>w1 Rain</p></main>",
}


@pytest.mark.parametrize("name", WATCHED)
def test_what_is_watched_is_main_text(name: str) -> None:
    page = f"<!doctype html><title>t</title><body>{WATCHED[name]}"
    wanted = {word for word in page.replace("<", " ").replace(">", " ").split() if is_watched(word)}
    assert wanted
    assert missing(page, wanted) == set()


@pytest.mark.parametrize("name", [name for name in WATCHED if "<header" not in WATCHED[name]])
def test_what_surrounds_it_is_not(name: str) -> None:
    page = read(f"<!doctype html><title>t</title><body>{SITE.format(WATCHED[name])}")
    said = page.main.split()
    assert [word for word in said if word.startswith("frame")] == []
    assert sorted(word for word in page.rest.split() if word.startswith("frame")) == [
        f"frame{x}" for x in "ABCDE"
    ]


def is_watched(word: str) -> bool:
    return word[0] == "w" and (word[1:].isdigit() or word == "w")


def missing(page: str, wanted: set[str]) -> set[str]:
    return wanted - set(read(page).main.split())


FRAMES = {
    "consent to cookies": "<div class=x><p>f0 We use cookies and similar things.</p><button>Accept all"
    "</button></div>",
    "consent with links": "<section><span>f0 Deze site plaatst cookies.</span> <a href=ok>Akkoord</a>"
    "</section>",
    "consent in a dialog": "<div role=dialog><h2>f0 Cookies</h2><p>f1 Vi bruker informasjonskapsler.</p>"
    "<button>Godta alle</button><button>Avvis</button></div>",
    "links of a menu": "<ul><li><a href=a>f0 Home</a><li><a href=b>f1 News</a><li><a href=c>f2 Contact"
    "</a></ul>",
    "links in a row": "<div class='flex gap-4'><a href=a>f0</a><a href=b>f1</a><a href=c>f2</a></div>",
    "links in a table": "<table><tr><td><a href=a>f0</a><td><a href=b>f1</a><td><a href=c>f2</a></table>",
    "search": "<form action=/s><label>f0 Search</label><input name=q><button>f1 Go</button></form>",
    "newsletter": "<div class=newsletter><form><p>f0 All news by mail</p><input type=email name=m>"
    "<button>f1</button></form></div>",
    "share": "<div class=share-buttons><span>f0 Share</span> <a href=a>f1 Mail</a> <a href=b>f2 Print"
    "</a></div>",
    "breadcrumb": "<ol class=breadcrumb><li><a href=/>f0 Home</a><li><a href=n>f1 News</a></ol>",
    "site foot": "<div id=footer><p>f0 Harbour road 3</p><a href=i>f1 Imprint</a></div>",
    "site foot by role": "<div role=contentinfo>f0 Harbour road 3</div>",
    "copyright": "<div class=mt-8><span>© f0 Town</span> <a href=t>f1 Terms</a> <a href=p>f2 Privacy"
    "</a></div>",
    "links beside": "<div class=sidebar><h3>f0 More</h3><ul><li><a href=a>f1 Tides</a><li><a href=b>f2"
    " Locks</a></ul></div>",
    "controls": "<select><option>f0</select><textarea>f1</textarea><button>f2</button>",
}
FIRST = (
    "links of a menu",
    "links in a row",
    "links in a table",
    "search",
    "breadcrumb",
    "links beside",
    "controls",
)


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("wrapped", ["<main>{}</main>", "<article>{}</article>", "<div>{}</div>"])
def test_frame_is_rest(name: str, wrapped: str) -> None:
    story = wrapped.format(f"<h1>The quay</h1>{P * 4}")
    frame = FRAMES[name]
    page = read(
        f"<title>t</title><body>{frame}{story}" if name in FIRST else f"<title>t</title><body>{story}{frame}"
    )
    words = {
        word
        for word in frame.replace("<", " ").replace(">", " ").split()
        if word[0] == "f" and word[1:].isdigit()
    }
    assert words & set(page.main.split()) == set()
    assert words <= set(page.rest.split())
    assert page.main.count("spoke at length") == 4


def test_the_same_bytes_give_the_same_text() -> None:
    pages = ["<title>t</title><body>" + SITE.format(part) for part in WATCHED.values()]
    assert [read(page) for page in pages] == [read(page) for page in pages]


def test_replies_to_an_article_are_rest() -> None:
    replies = "<div id=comments>" + repeated(f"<div class=comment><p>r# {ONE}</p></div>") + "</div>"
    page = read(f"<body><article><h1>The quay</h1>{P * 5}</article>{replies}")
    assert "r3" in page.rest.split()
    assert "r3" not in page.main.split()
