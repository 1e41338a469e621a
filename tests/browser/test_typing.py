"""Searching while typing, going back and forward, and all of it without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open, shoot

pytestmark = pytest.mark.xdist_group("browser")

FIRST = "ol.results > li"


def test_results_follow_the_typing_and_the_url_follows_too(open_page: Open) -> None:
    page = open_page("/search")
    box = page.get_by_role("searchbox").first
    box.press_sequentially("versi", delay=30)
    expect(page.locator(FIRST).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?q=versi\*$"))
    expect(box).to_be_focused()
    expect(box).to_have_value("versi")


def test_address_while_typing_gives_the_same_when_it_is_opened_anew(open_page: Open) -> None:
    page = open_page("/search")
    box = page.get_by_role("searchbox").first
    box.press_sequentially("wor", delay=30)
    expect(page).to_have_url(re.compile(r"\?q=wor\*$"))
    told = [page.locator(where).all_inner_texts() for where in (".summary strong", f"{FIRST} .n", "aside td")]
    assert told[0]
    page.reload()
    expect(box).to_have_value("wor*")
    again = [
        page.locator(where).all_inner_texts() for where in (".summary strong", f"{FIRST} .n", "aside td")
    ]
    assert again == told
    box.fill("word")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=word$"))


def test_bar_tells_its_time_and_number_at_once_and_a_second_touch_opens_it(open_page: Open) -> None:
    page = open_page("/search?q=words")
    bar = page.locator(".ruler .strip a").last
    title = bar.locator("title").text_content()
    assert title
    bar.locator(".slot").hover(force=True)
    expect(page.locator(".ruler .tip")).to_have_text(title)
    page.mouse.move(5, 5)
    expect(page.locator(".ruler .tip")).to_have_count(0)
    assert bar.locator("title").text_content() == title
    touched = open_page("/search?q=words", has_touch=True)
    slot = touched.locator(".ruler .strip a .slot").last
    slot.tap(force=True)
    expect(touched.locator(".ruler .tip")).to_have_text(title)
    assert touched.url.endswith("?q=words")
    slot.tap(force=True)
    expect(touched).to_have_url(re.compile("from="))
    expect(touched.locator(FIRST).first).to_be_visible()


def test_dates_open_over_the_results_and_close_again(open_page: Open) -> None:
    page = open_page("/search?q=words")
    chips = page.locator("nav.chips > .chip").last
    before = chips.bounding_box()
    page.get_by_text("dates…").click()
    field = page.get_by_label("from", exact=True)
    expect(field).to_be_visible()
    assert chips.bounding_box() == before, "the row of filters stays as it is"
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    page.get_by_text("dates…").click()
    field.fill("2026-02-30")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("2026-02-30")
    expect(page.get_by_label("from", exact=True)).to_have_value("2026-02-30")


def test_incomplete_query_keeps_the_last_good_results(open_page: Open) -> None:
    page = open_page("/search?q=version")
    expect(page.locator(FIRST).first).to_be_visible()
    box = page.get_by_role("searchbox").first
    box.press("End")
    box.press_sequentially(" (", delay=30)
    page.wait_for_timeout(700)
    expect(page.locator(FIRST).first).to_be_visible()


def test_back_and_forward_return_to_each_search(open_page: Open) -> None:
    page = open_page("/search?q=version")
    # Whoever pauses while typing has searched already, in this entry of the history; busy machines may pause.
    page.clock.install(time=0)
    page.clock.pause_at(1)
    box = page.get_by_role("searchbox").first
    box.fill("")
    box.press_sequentially("words", delay=30)
    box.press("Enter")
    page.clock.resume()
    expect(page).to_have_url(re.compile("q=words$"))
    expect(page.locator(FIRST).first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox").first).to_have_value("version")
    expect(page.locator("mark").first).to_contain_text("version", ignore_case=True)
    page.go_forward()
    expect(page.get_by_role("searchbox").first).to_have_value("words")


def test_enter_is_answered_though_the_typing_timer_ends_meanwhile(open_page: Open) -> None:
    page = open_page("/search?q=version")
    asked: list[str] = []

    def slow(route: Route) -> None:
        asked.append(route.request.url)
        page.wait_for_timeout(600)  # longer than the timer, so that it ends while the answer is awaited
        route.continue_()

    page.route(re.compile("q=words"), slow)
    box = page.get_by_role("searchbox").first
    box.fill("words")
    box.press("Enter")
    expect(page).to_have_url(re.compile("q=words$"))
    assert len(asked) == 1, asked
    assert "typing" not in asked[0]


def test_word_typed_again_after_another_is_asked_again(open_page: Open) -> None:
    page = open_page("/search?q=version")
    box = page.get_by_role("searchbox").first
    box.fill("words")
    box.press("Enter")
    expect(page).to_have_url(re.compile("q=words$"))
    box.press("End")
    box.press("s")
    expect(page).to_have_url(re.compile(r"q=wordss\*$"))
    box.press("Backspace")
    expect(page).to_have_url(re.compile(r"q=words\*$"))


def test_everything_works_without_javascript(open_page: Open) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").first.fill("version")
    page.get_by_role("button", name="Search").first.click()
    expect(page.locator(FIRST).first).to_be_visible()
    page.get_by_role("link", name="newest").first.click()
    expect(page).to_have_url(re.compile("order=newest"))
    expect(page.locator(FIRST).first).to_be_visible()
    shoot(page, "search-no-script")


def test_faulty_query_is_explained_where_it_stands(open_page: Open) -> None:
    page = open_page("/search?q=version+at:2026-02-30")
    expect(page.locator("main")).to_contain_text("2026-02-30")
    shoot(page, "search-fault")


def test_misspelt_word_is_put_right_and_can_be_searched_as_typed(open_page: Open) -> None:
    page = open_page("/search?q=versoin")
    expect(page.locator(FIRST).first).to_be_visible()
    expect(page.locator(".summary")).to_contain_text("Showing results for version")
    page.get_by_role("link", name="search for versoin instead").click()
    expect(page.locator(".empty")).to_contain_text("was never on any page")
    page.get_by_role("link", name="version", exact=True).click()
    expect(page.locator(FIRST).first).to_be_visible()
