"""Pages that no person has written are refused by name, long ones are not."""

import pytest

from app.extract import ExtractError
from app.extract.limits import check_limits

from .conftest import read


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
        check_limits(b"x" * 2_000_001)
    assert caught.value.code == "too-complex"


def test_old_pages_that_never_close_a_tag_are_read_whole() -> None:
    assert "word599" in read("".join(f"<font>word{n} " for n in range(600))).main


def test_deeper_nesting_is_refused_not_cut() -> None:
    with pytest.raises(ExtractError) as caught:
        read("<div>" * 60_000 + "deep")
    assert caught.value.code == "too-complex"
