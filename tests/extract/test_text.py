"""A page's text: what counts as text, how it is spaced, and how much of it is kept."""

import re

import pytest

from app.extract import ExtractError
from app.extract.limits import MAX_TEXT

from .conftest import read


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>unseen</script>",
        "<style>unseen{}</style>",
        "<template><p>unseen</p></template>",
        "<noscript><div class=nav>unseen</div></noscript>",
        "<!-- unseen -->",
        "<iframe>unseen</iframe>",
        "<script/>unseen</script>",
        "<datalist><option>unseen</datalist>",
    ],
)
def test_what_is_never_shown_is_no_text(unseen: str) -> None:
    page = read(f"<body><p>before</p>{unseen}<p>after the element there is more</p>")
    assert page.main == "before\nafter the element there is more"
    assert page.rest == ""


def test_page_hidden_until_its_script_runs_is_read() -> None:
    assert "the story" in read("<body><div style='display:none'><p>the story of the page</p></div>").main


@pytest.mark.parametrize(
    "shown", ["<dialog open>seen</dialog>", "<p hidden=until-found>seen</p>", "<b>seen</b>"]
)
def test_what_is_shown_is_text(shown: str) -> None:
    assert "seen" in read(f"<body><p>before</p>{shown}<p>after</p>").main


def test_each_visible_word_stands_once() -> None:
    numbers = iter(range(1000))
    block = "".join(f"<p>{f'w{next(numbers)} ' * 1}<a href=x>w{next(numbers)}</a></p>" for _ in range(40))
    nested = "<div class=menu><ul><li><a href=q>{}</a><div class=share>{}</div></ul></div>"
    parts = [nested.format(f"w{next(numbers)}", f"w{next(numbers)}") for _ in range(4)]
    html = (
        f"<body><header>{parts[0]}</header><form>{parts[1]}</form><main>{block}<aside>{parts[2]}</aside></main>"
        f"<footer>{parts[3]}</footer>"
    )
    page = read(html)
    found = re.findall(r"w\d+", page.main + " " + page.rest)
    assert sorted(found) == sorted(f"w{n}" for n in range(next(numbers)))


def test_lines_of_preformatted_text_are_kept_and_wrapped_ones_joined() -> None:
    page = read("<p>one\n   two</p><pre>first\n  second</pre><PRE>third\nfourth</PRE>")
    assert page.main == "one two\nfirst\nsecond\nthird\nfourth"


def test_marks_no_reader_means_are_dropped() -> None:
    assert read("<h1>Install<a href='#i'>¶</a></h1><p>co\xadop&nbsp;&nbsp;era\x00tion\t&#9;x").main == (
        "Install\ncoop eration\nx"
    )


def test_title_falls_back_to_heading_then_to_open_graph() -> None:
    assert read("<title> A\n b </title><h1>c</h1>").title == "A b"
    assert read("<title></title><body><h1>c <i>d</i></h1>").title == "c d"
    assert read("<meta property='og:title' content='e  f'><p>text").title == "e f"
    assert read("<svg><title>icon</title></svg><p>text").title == ""
    assert len(read(f"<title>{'x' * 2000}</title>").title) == 500


def test_script_in_the_title_stays_text() -> None:
    assert read("<title><script>alert(1)</script></title>").title == "<script>alert(1)</script>"


def test_text_is_bounded() -> None:
    page = read("<p>" + "word " * 680_000)
    assert MAX_TEXT - 5 < len(page.main) <= MAX_TEXT
    assert page.whole == 680_000 * 5 - 1
    assert read("<p>word").whole == 0


def test_lone_surrogates_and_nul_never_reach_the_text() -> None:
    page = read("<title>a&#xD800;&#0;b</title><p>c\x00d&#xDFFF;")
    (page.title + page.main).encode()
    assert "\0" not in page.title + page.main


def test_plain_text_is_main_text() -> None:
    page = read("One line\nof <b>text</b>\n\nand the next", content_type="text/plain; charset=utf-8")
    assert page.main == "One line\nof <b>text</b>\nand the next"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n\0 ",
        b"<!-- only this -->",
        b"<title>A page</title><main></main>",
        b"<p><img src=x.png><a href=y></a>",
        b"<noscript>Turn scripts on.</noscript>",
        b"<!-- <script> -->",
        b"<style>script</style>",
    ],
)
def test_page_without_words_says_nothing(body: bytes) -> None:
    page = read(body)
    assert not page.says_something
    assert page.title in ("", "A page")


@pytest.mark.parametrize("said", ["text/html", "text/plain", "", "application/xhtml+xml"])
def test_empty_body_says_nothing(said: str) -> None:
    assert not read(b"", content_type=said).says_something


def test_empty_body_of_another_kind_is_not_a_page() -> None:
    with pytest.raises(ExtractError) as caught:
        read(b"", content_type="image/png")
    assert caught.value.code == "not-html"


@pytest.mark.parametrize(
    "part",
    [
        b"<script src=/app.js></script>",
        b"<SCRIPT>draw()</SCRIPT>",
        b"<script>",
        b"<embed src=/page>",
        b"<object data=/page></object>",
        b'<meta http-equiv=refresh content="5">',
        b"<noscript>Please turn scripts on and reload.</noscript><script>challenge()</script>",
    ],
)
def test_page_whose_words_come_from_elsewhere_is_drawn_by_scripts(part: bytes) -> None:
    with pytest.raises(ExtractError) as caught:
        read(b"<!doctype html><title>A page</title><div id=root></div>" + part)
    assert caught.value.code == "scripts"


@pytest.mark.parametrize(
    "challenge",
    [
        b"<META NAME=robots CONTENT='noindex,nofollow'><script src=/_Incapsula_Resource?a=7></script>",
        b"<meta name=robots content=noindex><title>Just a moment...</title><script>_cf_chl_opt={}</script>",
        b"<form id=challenge-form method=post action='/verify'><input type=hidden name=t></form>",
        b"<form action=/captcha><img src=/captcha.png><input name=answer></form>",
        b"<body onload='document.forms[0].submit()'><form method=post><input type=hidden name=t></form>",
        b"<div class=g-recaptcha></div>",
        b"<div class=h-captcha></div>",
    ],
)
def test_challenge_without_words_is_told_and_does_not_speak_for_the_page(
    challenge: bytes,
) -> None:
    with pytest.raises(ExtractError) as caught:
        read(b"<!doctype html><html>" + challenge, x_robots_tag="noindex")
    assert caught.value.code == "challenge"


def test_page_that_speaks_of_challenges_or_asks_for_one_is_read() -> None:
    assert read(b"<p>Words.</p><form id=challenge-form></form><div class=g-recaptcha></div>").main == "Words."
    assert not read(b"<meta name=description content='The captcha challenge'><form></form>").says_something


@pytest.mark.parametrize(
    "part", [b"<iframe src=/page></iframe>", b"<frameset><frame src=/page><frame src=x></frameset>"]
)
def test_page_whose_words_stand_in_frames_names_them(part: bytes) -> None:
    page = read(b"<!doctype html><title>A page</title>" + part)
    assert not page.says_something
    assert page.frames[0] == "https://example.org/page"


def test_frames_beside_words_are_no_part_of_the_page() -> None:
    assert read(b"<p>Here are words.</p><iframe src=/advert></iframe>").frames == ()


def test_page_with_words_is_read_whatever_draws_more_of_it() -> None:
    assert read(b"<p>Here are words.</p><script>more()</script>").main == "Here are words."


def test_page_without_words_that_asks_not_to_be_kept_is_heard() -> None:
    page = read(b"<meta name=robots content=noindex><script>draw()</script>")
    assert page.noindex
    assert not page.says_something


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 text", "application/pdf"),
        (b"%PDF-1.7 text", "text/html"),
        (b"\x89PNG\r\n\x1a\n", "text/html"),
        (b"GIF89a", ""),
        (b"PK\x03\x04", "application/json"),
        (b"a\0b\0c", "text/plain"),
        (b"\x01\x02\x03\x04 words", ""),
        (b"words", "image/jpeg"),
        (b"{\\rtf1 words}", "text/rtf"),
    ],
)
def test_other_things_than_pages_are_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body, content_type=content_type)
    assert caught.value.code == "not-html"


@pytest.mark.parametrize(
    "content_type", ["text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", "", "text/xml"]
)
def test_pages_are_known_by_type_or_by_look(content_type: str) -> None:
    assert read("<!doctype html><html><p>hello", content_type=content_type).main == "hello"
