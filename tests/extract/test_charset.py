"""Detection of a page's charset."""

import pytest

from app.extract import ExtractError, declared
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


HEADS = {
    "description": b'<meta name=description content="How to send charset=koi8-r"><meta charset=utf-8>',
    "open graph": b"<meta property='og:description' content='a; charset=big5'><meta charset=UTF-8>",
    "data attribute": b'<meta name=a data-charset="windows-1251" content=x><meta charset="utf-8">',
    "script": b"<script>var tag = '<meta charset=koi8-r>'; f({charset: 'x'})</script><meta charset=utf8>",
    "style": b"<style>/* <meta charset=l2> */</style><meta charset=utf-8>",
    "title": b"<title><meta charset=l2></title><meta charset=utf-8>",
    "comment": b"<!-- <meta charset=koi8-r> --><!--><meta charset=utf-8>",
    "unknown label": b"<meta charset=none><meta charset=utf-8>",
    "another pragma": b"<meta http-equiv=x content='text/html; charset=koi8-r'><meta charset=utf-8>",
    "link": b"<link rel=stylesheet charset=koi8-r href=x><a charset=koi8-r></a><meta charset=utf-8>",
    "instruction": b"<?php <meta charset=koi8-r ?><meta charset=utf-8>",
}


@pytest.mark.parametrize("name", HEADS)
def test_only_a_declaration_declares(name: str) -> None:
    assert read(HEADS[name] + b"<body><p>" + FRENCH.encode()).main == FRENCH
    # What is undeclared would be guessed right: with one wrong byte it shows what was believed.
    assert declared.of_html(HEADS[name]) == "utf-8"


@pytest.mark.parametrize(
    "head",
    [
        b"<META CHARSET = 'latin1' >",
        b"<meta content='text/html;charset=\"latin1\"' http-equiv=Content-Type>",
        b"<head><!-- " + b"x" * 1_200 + b" --><title>t</title><meta charset=latin1>",
        b"<script>" + b"x();" * 2_000 + b"</script><link href=y><meta charset=latin1>",
        b"<meta/charset=latin1 />",
    ],
)
def test_declaration_is_found_in_the_whole_head(head: bytes) -> None:
    assert declared.of_html(head + b"<body>") == "cp1252"


def test_declaration_far_behind_the_head_is_none() -> None:
    assert declared.of_html(b"<body>" + b"<p>text</p>" * 200 + b"<meta charset=koi8-r>") is None


def test_of_several_types_the_last_counts() -> None:
    assert declared.of_header("text/html; charset=koi8-r, text/html; charset=utf-8") == "utf-8"
    assert declared.of_header("text/html; x-charset=koi8-r") is None
    assert declared.of_header("text/html charset=koi8-r") == "koi8_r"


MIXED = "Grüße aus Köln, schöne Straße, für Ömer und Ägypten. ".encode()


@pytest.mark.parametrize("bad", [b"M\xfcller", b"Z\xfcrich \xdcbung \xf6de", b"\xff\xfe \xe4 \xe4 \xe4 \xe4"])
@pytest.mark.parametrize("before", [b"<meta charset=utf-8>", b""])
def test_a_few_bad_bytes_are_lost_alone(bad: bytes, before: bytes) -> None:
    main = read(before + b"<p>" + MIXED + bad).main
    assert MIXED.decode().strip() in main
    assert "\ufffd" in main


def test_page_that_is_cut_within_a_letter_keeps_its_charset() -> None:
    assert FRENCH[:-10] in read(b"<p>" + FRENCH.encode() + "é".encode()[:1]).main


def test_bytes_of_another_charset_do_not_change_one_that_fits_most() -> None:
    body = "Прилив приходит в полдень. ".encode("koi8-r") * 3
    assert "Прилив" in read(b"<p>" + body, content_type="text/html; charset=koi8-r").main


def test_charset_declared_wrongly_throughout_gives_way_to_a_guess_without_faults() -> None:
    body = (RUSSIAN * 3).encode("cp1251")
    assert read(b"<p>" + body, content_type="text/html; charset=utf-8").main == RUSSIAN * 3


def test_xml_declares_its_charset_itself() -> None:
    body = f"<?xml version='1.0' encoding='windows-1251'?><a><b>{RUSSIAN}</b></a>".encode("cp1251")
    assert read(body, content_type="application/xml").main == RUSSIAN
    assert read(f"<a>{RUSSIAN}</a>".encode("utf-16"), content_type="text/xml").main == RUSSIAN


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
