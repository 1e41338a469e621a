"""Choice of a page's main text."""

from .conftest import read

STORY = "<p>The lock was closed for three weeks, because the gates had to be lifted out and painted.</p>" * 4
MENU = "<ul>" + "".join(f"<li><a href=p{n}>Chapter {n}</a>" for n in range(12)) + "</ul>"


def test_list_of_links_is_rest_and_list_of_sentences_is_not() -> None:
    page = read(
        f"<body>{STORY}{MENU}<ul><li><a href=x>Gates</a> are lifted out by a crane from the river.</ul>"
    )
    assert "Chapter 3" in page.rest
    assert "Gates are lifted" in page.main


def test_page_of_nothing_but_links_keeps_them() -> None:
    assert "Chapter 3" in read(f"<body><main><h1>Contents</h1>{MENU}</main>").main


def test_frame_that_holds_the_story_is_no_frame() -> None:
    assert "gates had to be lifted" in read(f"<body><form class=search>{STORY}</form><p>x").main
    assert "gates had to be lifted" in read(f"<body><div class=banner><article>{STORY}</article></div>").main


def test_part_called_content_without_any_is_passed_over() -> None:
    assert "gates had to be lifted" in read(f"<body><div id=content>Loading</div><div>{STORY}</div>").main


def test_lead_alone_is_not_taken_for_the_story() -> None:
    lead = (
        "<article>" + "<p>A lead that says in short what the story says at length to all who read on.</p>" * 4
    )
    page = read(f"<body>{lead}</article><div><div>{STORY * 5}</div></div>")
    assert "gates had to be lifted" in page.main


def test_largest_of_several_articles_is_the_story() -> None:
    teasers = "".join(f"<article><a href=a{n}>Teaser number {n} of the day</a></article>" for n in range(9))
    page = read(f"<body>{teasers}<article>{STORY}</article>")
    assert "Teaser" not in page.main
    assert "Teaser number 4" in page.rest


def test_articles_of_equal_size_are_all_main() -> None:
    page = read("<body>" + "".join(f"<article><h2>News {n}</h2>{STORY}</article>" for n in range(4)))
    assert all(f"News {n}" in page.main for n in range(4))


def test_comments_are_never_main() -> None:
    comments = "<div id=comments>" + "<p>A reader says at length what came to mind.</p>" * 30 + "</div>"
    page = read(f"<body><article>{STORY}{comments}</article>")
    assert "A reader says" not in page.main
    assert "A reader says" in page.rest


def test_page_that_is_all_frame_keeps_its_words_as_main() -> None:
    page = read("<body><nav><a href=a>Tides</a> <a href=b>Locks</a></nav><img alt='a boat'>")
    assert page.main == "Tides Locks"
    assert page.rest == "a boat"


def test_row_of_ways_on_before_the_text_is_rest_though_the_book_it_names_is_no_link() -> None:
    book = "<li><a href=p>Previous</a><li>The handbook of tides<li><a href=n>Next</a>"
    row = f"<ul class='docnav top'>{book}</ul>"
    story = "<p>High water comes twice a day, and a little later each day than on the day before. " * 6
    page = read(f"<body>{row}<div class=section><h2>Tides</h2>{story}</div>")
    assert page.main.startswith("Tides\nHigh water")
    assert page.rest == "Previous\nThe handbook of tides\nNext"


def test_rows_of_the_same_name_within_the_text_stay_main() -> None:
    story = "<p>High water comes twice a day, and a little later each day than on the day before. " * 6
    row = "<ul class=menu><li>Herring 12.00, with <a href=a>bread</a> or <a href=b>beer</a></ul>"
    assert "Herring 12.00" in read(f"<body><h1>Harbour inn</h1>{story}{row}").main
