"""Opening a result leads straight to the page, and a word of it goes out beside."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")


def test_opening_a_result_tells_which_page_it_was(open_page: Open) -> None:
    page = open_page("/search?q=version")
    first = page.locator("ol.results > li").first
    number = first.get_attribute("data-page")
    link = first.locator("h3 a")
    expect(link).to_be_visible()
    assert "/search/visit" not in str(link.get_attribute("href"))
    with page.expect_response("**/search/visit") as told:
        link.click(modifiers=["Control"])
    assert told.value.status == 204
    assert told.value.request.post_data == f"page={number}"
