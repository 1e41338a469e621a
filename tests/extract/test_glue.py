"""Words that stand apart on the screen stand apart in the text, and words in one piece stay in one."""

import pytest

from .conftest import read


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<svg><text>Jan</text><text>Feb</text></svg>", "Jan Feb"),
        ("<svg><g><text>Jan</text></g><g><text>Feb</text></g></svg>", "Jan Feb"),
        ("<svg><text><tspan>Harbour</tspan><tspan>Traffic</tspan></text></svg>", "Harbour Traffic"),
        ("<svg><text><tspan x=1>Low</tspan> <tspan x=1 dy=9>water</tspan></text></svg>", "Low water"),
        ("<svg><text>CO<tspan dy=3>2</tspan></text></svg>", "CO2"),
        ("<svg><text>Jan</text></svg><math><mi>x</mi></math>", "Jan x"),
        ("<svg><foreignObject>Jan</foreignObject><foreignObject>Feb</foreignObject></svg>", "Jan Feb"),
        ("<math><mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr></mtable></math>", "1 2"),
        ("<math><semantics><mi>a</mi><annotation>tex</annotation></semantics></math>", "a"),
        ("<span style='display:block'>One</span><span style='display: block'>Two</span>", "One\nTwo"),
        ("<b style='display:inline-block'>One</b><b style='display:inline-block'>Two</b>", "One Two"),
        ("<div style='display:flex'><span>Left</span><span>Right</span></div>", "Left Right"),
        ("<div style='display:flex'>Left<b>R<i>igh</i>t</b>end</div>", "Left Right end"),
        ("<p style='display:grid'><a href=a>Left</a><a href=b>Right</a></p>", "Left Right"),
        ("<div class='mt-2 flex'><span>Mon</span><span>9:00</span></div>", "Mon 9:00"),
        ("<span style='display:inline'>O</span><span>ne</span>", "One"),
        ("O<b style='color:red'>ne</b>", "One"),
        ("<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>です", "東京です とうきょう"),
        ("<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>を", "漢字を kanji"),
        ("<ruby><rb>東</rb><rtc><rt>tō</rt></rtc></ruby><ruby>京<rt>kyō</rt></ruby>", "東京 tō kyō"),
        ("<p><ruby>北<rt>běi</ruby><p>next", "北 běi\nnext"),
    ],
)
def test_words_are_as_they_are_seen(markup: str, text: str) -> None:
    assert read(f"<body>{markup}").main == text


def test_readings_of_a_paragraph_stand_behind_it() -> None:
    page = read("<p>Go to <ruby>東京<rt>Tokyo</rt></ruby> now.</p><p>Then rest.</p>")
    assert page.main == "Go to 東京 now. Tokyo\nThen rest."


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<svg><title>icon</title></svg><h1>Tides</h1><p>x", "Tides"),
        ("<p>x<svg><g><title>icon</title></g></svg>", ""),
        ("<svg><title>icon</title></svg><title>Tides</title><p>x", "Tides"),
        ("<title></title><svg><title>icon</title></svg><meta property=og:title content=Tides><p>x", "Tides"),
    ],
)
def test_title_of_a_picture_is_none_of_the_page(markup: str, title: str) -> None:
    page = read(f"<!doctype html><body>{markup}")
    assert page.title == title
    assert "icon" in page.rest


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ruby>北<rt>běi</ruby>は after", "北は after běi"),
        ("<ruby>漢<rt>kan<rt>x</ruby> after", "漢 after kanx"),
        ("<ruby>漢<rp>(<rt>kan<rp>)</ruby> after", "漢 after kan"),
        ("<svg><text>Jan</svg> after<p>more", "Jan after\nmore"),
        ("<noscript><p>unseen</noscript>after", "after"),
    ],
)
def test_elements_that_are_left_open_take_no_more_than_theirs(markup: str, text: str) -> None:
    assert read(f"<body>{markup}").main == text
