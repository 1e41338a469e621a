"""Words in a page that are not its open text: hidden panes, pages in frames, shadow roots, data."""

import json

import pytest

from app.extract import ExtractError

from .conftest import read

P = "<p>The council met in the evening and spoke about the quay.</p>"


@pytest.mark.parametrize(
    "pane",
    [
        "<div class=tab-pane hidden><p>Starts on 5 May</p></div>",
        "<div class=tab-pane style='display:none'>Starts on 5 May</div>",
        "<section role=tabpanel style='color:red; DISPLAY : NONE !important'>Starts on 5 May</section>",
        "<span style=visibility:hidden>Starts on 5 May</span>",
        "<dialog><p>Starts on 5 May</p></dialog>",
    ],
)
def test_hidden_pane_is_rest(pane: str) -> None:
    page = read(f"<body><main><h1>Course</h1>{pane}{P}</main>")
    assert page.rest == "Starts on 5 May"
    assert page.main == "Course\nThe council met in the evening and spoke about the quay."


def test_closed_details_are_main_text() -> None:
    assert (
        "Starts on 5 May" in read(f"<main>{P}<details><summary>When</summary>Starts on 5 May</details>").main
    )


def test_page_in_a_frame_of_its_own_stands_where_the_frame_does() -> None:
    inner = "&lt;title>other&lt;/title>&lt;p>High water&lt;/p>"
    inner += "&lt;a href=&quot;/tides&quot;>Tides of &amp;amp; locks&lt;/a>"
    page = read(f'<title>t</title><p>before</p><iframe srcdoc="{inner}">no frames</iframe><p>after</p>')
    assert page.main == "before\nHigh water\nTides of & locks\nafter"
    assert page.title == "t"
    assert any(link.endswith("/tides") for link in page.links)


def test_what_a_frame_asks_of_robots_is_not_the_page_s() -> None:
    page = read(
        "<p>words</p><iframe srcdoc='<meta name=robots content=noindex><base href=http://x.test/>in'>"
        "</iframe>"
    )
    assert not page.noindex
    assert "in" in page.main.split()


def test_frames_in_frames_end() -> None:
    page = "deep"
    for _ in range(6):
        page = f"<p>x</p><iframe srcdoc='{page.replace('&', '&amp;').replace(chr(39), '&#39;')}'></iframe>"
    assert read(page).main.split().count("x") == 4


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_declared_shadow_root_is_shown(mode: str) -> None:
    page = read(
        f"<p>before</p><x-card><template shadowrootmode={mode}><style>x</style><p>forty euros</p>"
        f"</template></x-card>"
        "<template><p>pattern</p></template><p>after</p>"
    )
    assert page.main == "before\nforty euros\nafter"
    assert "pattern" not in page.rest


def test_text_for_readers_without_scripts_is_read_where_there_is_no_other() -> None:
    unscripted = "<noscript><p>The whole article about harbours</p></noscript>"
    assert (
        read(f"<div id=app></div>{unscripted}<script>1</script>").main == "The whole article about harbours"
    )
    other = read(f"<p>words</p>{unscripted}")
    assert (other.main, other.rest) == ("words", "")


def test_plea_for_scripts_is_no_text() -> None:
    with pytest.raises(ExtractError) as caught:
        read(
            "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"
            "<script>1</script>"
        )
    assert caught.value.code == "scripts"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"@type": "NewsArticle", "articleBody": "The quay is shut.\nUntil spring."},
            "The quay is shut.\nUntil spring.",
        ),
        (
            {"@graph": [{"@type": "WebSite"}, {"article": {"articleBody": "The quay is shut."}}]},
            "The quay is shut.",
        ),
        (
            [{"description": "A quay"}, {"description": "A longer word on the quay"}],
            "A longer word on the quay",
        ),
    ],
)
def test_data_of_a_page_without_words_is_read(data: object, said: str) -> None:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = read(f"<title>t</title><div id=root></div>{script}<script src=/app.js></script>")
    assert page.main == said
    assert read(f"<p>words</p>{script}").main == "words"


@pytest.mark.parametrize("data", ["{", "[" * 3_000, '{"articleBody": 12}', '"articleBody"', ""])
def test_data_that_says_nothing_is_passed_over(data: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(f'<script type="application/ld+json">{data}</script>')
    assert caught.value.code == "scripts"


def test_description_is_rest_once() -> None:
    page = read(f"<meta name=description content='zk summary'>{P}")
    assert page.rest == "zk summary"
    assert read("<meta property='og:description' content='zk  summary'><p>words").rest == "zk summary"
    assert read("<meta name=description content='words of the page'><p>Some words of the page").rest == ""


def test_page_drawn_by_scripts_stays_one_with_a_description() -> None:
    with pytest.raises(ExtractError) as caught:
        read("<meta name=description content='zk summary'><div id=root></div><script src=a.js></script>")
    assert caught.value.code == "scripts"


def test_what_fields_and_buttons_show_is_rest() -> None:
    page = read(
        f"{P}<form><input name=place value=Kade><input type=hidden value=secret><input type=password"
        f" value=pw>"
        "<input type=submit value='Sold out'></form>"
    )
    assert page.rest == "Kade\nSold out"
