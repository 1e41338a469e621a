"""Detection of a page's charset."""

import pytest

from app.extract import ExtractError
from app.extract.labels import codec_of

from .conftest import read

FRENCH = "Les élèves étaient déjà partis à la fête où l'on goûtait des crêpes près du château"
RUSSIAN = "Съешь же ещё этих мягких французских булок, да выпей чаю, сказал он и вышел на улицу"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (FRENCH.encode(), "text/html"),
        (FRENCH.encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        (FRENCH.encode("utf-16"), "text/html"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), "text/html"),
        (FRENCH.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (FRENCH.encode("cp1252"), 'text/html; charset="latin1"'),
        (b"<meta charset='windows-1252'>" + FRENCH.encode("cp1252"), "text/html"),
        (
            b"<meta http-equiv=content-type content='text/html; charset=l1'>" + FRENCH.encode("cp1252"),
            "text/html",
        ),
        (b"<!-- <meta charset=koi8-r> --><meta charset=latin1>" + FRENCH.encode("cp1252"), "text/html"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?><html>" + FRENCH.encode("cp1252"), "text/html"),
        (b"<meta charset=utf-16>" + FRENCH.encode(), "text/html"),
        (b"<meta charset=utf-7>" + FRENCH.encode(), "text/html"),
        (FRENCH.encode("cp1252"), "text/html"),
        (FRENCH.encode("cp1252"), "text/html; charset=utf-8"),
        (FRENCH.encode(), "text/html; charset=nonsense"),
    ],
)
def test_text_is_read_as_it_was_written(body: bytes, content_type: str) -> None:
    assert read(body, content_type=content_type).main == FRENCH


@pytest.mark.parametrize("codec", ["koi8-r", "cp1251", "iso8859_5"])
def test_undeclared_cyrillic_is_recognised(codec: str) -> None:
    assert read(f"<p>{RUSSIAN}</p>".encode(codec)).main == RUSSIAN


def test_header_wins_over_meta() -> None:
    body = b"<meta charset=koi8-r>" + FRENCH.encode("cp1252")
    assert read(body, content_type="text/html; charset=cp1252").main == FRENCH


def test_one_stray_byte_does_not_lose_a_page() -> None:
    text = read(b"<meta charset=utf-8>" + FRENCH.encode() * 20 + b"\xff end").main
    assert "élèves" in text
    assert "\ufffd" in text


def test_bytes_in_no_charset_are_refused_by_name() -> None:
    noise = bytes(range(128, 256)) * 40
    with pytest.raises(ExtractError) as caught:
        read(b"<p>" + noise, content_type="text/html; charset=utf-8")
    assert caught.value.code == "bad-charset"


def test_labels_mean_what_browsers_take_them_for() -> None:
    assert codec_of(" ISO-8859-1 ") == "cp1252"
    assert codec_of("gb2312") == "gb18030"
    assert codec_of("Shift_JIS") == "cp932"
    assert codec_of("utf-7") is None
    assert codec_of("rot13") is None
    "text".encode(codec_of("x-user-defined") or "")
