"""A list is imported and a mistyped address mended, with a browser's scripts and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, shoot
from tests.pages.site import Site

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_imported_line_by_line(
    open_page: Open, admin: dict[str, object], site: Site, tmp_path: Path, scripts: bool
) -> None:
    page = open_page("/pages/import", storage_state=admin, java_script_enabled=scripts)
    url = site.page(f"/imported-{scripts}", "A page of a list.", title="Imported")
    listed = tmp_path / "my list.txt"
    listed.write_text(f"{url} Harbour news\nharbour\n{url.replace('://', '//')}-typo\n")
    page.get_by_label("File").set_input_files(listed)
    page.get_by_role("button", name="Import").click()
    here = page.url
    for _ in range(100):
        if "1 added, 0 already watched, 2 rejected" in page.get_by_role("status").inner_text():
            break
        page.wait_for_timeout(100)
        page.goto(here)
    expect(page.get_by_role("status")).to_contain_text("1 added, 0 already watched, 2 rejected")
    expect(page.locator("h1")).to_have_text("my list.txt")
    shoot(page, f"import-lines-{scripts}")
    page.get_by_role("link", name="rejected").click()
    expect(page.locator("table.lines")).not_to_contain_text("Harbour news")
    page.get_by_role("button", name=f"{url}-typo").click()
    expect(page.get_by_role("status")).to_contain_text("2 added, 0 already watched, 1 rejected")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_mistyped_address_is_mended_with_one_click(
    open_page: Open, admin: dict[str, object], site: Site, scripts: bool
) -> None:
    url = site.page(f"/mistyped-{scripts}", "A page.", title="Mended")
    page = open_page("/pages/", storage_state=admin, java_script_enabled=scripts)
    page.get_by_label("Page address (URL)").fill(f'"{url}".')
    page.get_by_role("button", name="Add page").click()
    expect(page.get_by_text("Did you mean:")).to_be_visible()
    shoot(page, f"add-instead-{scripts}")
    page.get_by_role("button", name=url, exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.rpartition("/")[2].isdigit()
