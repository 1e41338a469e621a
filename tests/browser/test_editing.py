"""Pages are chosen in the list and edited together, with a browser's scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, shoot
from tests.pages.site import Site

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("scripts", [True, False])
def test_chosen_pages_are_edited_together(
    open_page: Open, admin: dict[str, object], site: Site, scripts: bool
) -> None:
    page = open_page("/pages/", storage_state=admin, java_script_enabled=scripts)
    for name in ("one", "two"):
        url = site.page(f"/edit-{scripts}-{name}", f"Page {name} to be edited.", title=f"Edited {name}")
        page.goto("/pages/")
        page.get_by_label("Page address (URL)").fill(url)
        page.get_by_role("button", name="Add page").click()
        expect(page.locator("h1")).to_be_visible()
    page.goto(f"/pages/?q=edit-{scripts}")
    for box in page.locator("td.tick input").all():
        box.check()
    shoot(page, f"pages-chosen-{scripts}")
    page.get_by_role("button", name="Edit…").click()
    page.get_by_label("or another interval").fill("5m")
    shoot(page, f"pages-edit-many-{scripts}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Done: 2 pages.")
    page.locator("td.title a").first.click()
    page.get_by_role("link", name="Edit…").click()
    expect(page.get_by_label("Check", exact=True)).to_have_value("5m")
    shoot(page, f"page-edit-{scripts}")
