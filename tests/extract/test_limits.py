"""Pages that no person has written are refused by name, long ones are not."""

import pytest

from app.extract import ExtractError, Extractor
from app.extract.limits import MAX_TEXT, check_limits

from .conftest import URL, read


def attributes(count: int, form: str = "a{}=1") -> bytes:
    return b"<p " + b" ".join(form.format(n).encode() for n in range(count)) + b">text</p>"


@pytest.mark.parametrize("form", ["a{}", "a{}=1", "a{}='>'", 'a{}="<>"', "a{}/", "<a{}"])
@pytest.mark.parametrize("count", [4_000, 200_000])
def test_tag_with_too_many_attributes_is_refused(count: int, form: str) -> None:
    body = attributes(count, form)[:1_999_000]
    for page in (body, b"<title>x</title>" * 200 + body):
        with pytest.raises(ExtractError) as caught:
            read(page[:2_000_000])
        assert caught.value.code == "too-complex"


@pytest.mark.parametrize(
    "body",
    [
        attributes(900),
        b"<img src='data:image/png;base64," + b"A" * 100_000 + b"'>",
        b"<p>" + b"word " * 100_000,
        b"<script>" + b"if(a<b && c) x = y; " * 20_000 + b"</script>",
        b"<script>for(i=0;i<n;) a = b = c = d = e = f " * 1_000 + b"</script>",
        b"<style>" + b"a { b : c } " * 20_000 + b"</style>",
        b'<a href="' + b"x=1&" * 20_000 + b'">',
        b"< b" * 100_000,
        b"w" * 1_999_900,
    ],
)
def test_long_but_harmless_pages_pass(body: bytes) -> None:
    assert "shown" in read(b"<p>shown</p>" + body).main


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(ExtractError) as caught:
        check_limits(b"x" * 20_000_001)
    assert caught.value.code == "too-complex"


def test_old_pages_that_never_close_a_tag_are_read_whole() -> None:
    assert "word599" in read("".join(f"<font>word{n} " for n in range(600))).main


def test_deeper_nesting_is_refused_not_cut() -> None:
    with pytest.raises(ExtractError) as caught:
        read("<div>" * 60_000 + "deep")
    assert caught.value.code == "too-complex"


def test_small_article_around_a_large_picture_is_read() -> None:
    picture = b"<img alt=tide src='data:image/png;base64," + b"iVBOR" * 520_000 + b"'>"
    page = read(
        b"<article><p>The tide comes at noon today.</p>" + picture + b"<p>It ends later.</p></article>"
    )
    assert page.main == "The tide comes at noon today.\nIt ends later."


def test_page_of_twenty_megabytes_is_read(extractor: Extractor) -> None:
    row = b"<tr><td>1234</td><td>words of a row</td></tr>"
    body = b"<table>" + row * (19_900_000 // len(row))
    page = extractor.extract(body, url=URL, content_type="text/html")
    assert page.main.startswith("1234 words of a row\n1234")
    assert page.whole > 7_000_000


@pytest.mark.parametrize("said", ["text/plain", "application/json", "text/csv", "text/markdown"])
def test_of_a_long_text_of_any_kind_the_beginning_is_kept_and_the_rest_told(said: str) -> None:
    line = "beginning, and more\n" if said == "text/csv" else "beginning and more\n\n"
    text = "[%s0]" % ('"beginning",' * 300_000) if said == "application/json" else line * 170_000
    page = read(text, content_type=said)
    assert page.main.startswith("beginning")
    assert len(page.main) <= MAX_TEXT < page.whole
    assert page.main.split()[-1] in ("beginning", "and", "more", "|")


@pytest.mark.parametrize(
    ("said", "piece", "times"),
    [
        ("application/json", "[1,1,1,1],", 620_000),
        ("application/xml", "<a>1</a>", 310_000),
        ("application/xml", "&nbsp;&foo; & words ", 110_000),
        ("text/csv", "Город;Цена;Товар\n", 370_000),
        ("text/markdown", "* words *of* [a](b) list\n", 250_000),
    ],
)
def test_large_text_of_any_kind_is_read_within_the_limits(
    extractor: Extractor, said: str, piece: str, times: int
) -> None:
    body = (piece * times).encode("cp1251")
    page = extractor.extract(b"<r>" * ("xml" in said) + body, url=URL, content_type=said)
    assert page.says_something
