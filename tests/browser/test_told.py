"""Odd answers of a site: what a reader is told of each, on the page's screen and in the list."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, shoot
from tests.browser.installation import Installation
from tests.pages.site import Answer, Site

pytestmark = pytest.mark.xdist_group("browser")

RUN = "<script src=/app.js></script>"
ODD = {
    "loading": (f"<title>Board</title><div id=root>Loading…</div>{RUN}", "scripts put it together"),
    "check": (
        f"<title>Just a moment...</title><h1>Verify you are human</h1>{RUN}",
        "a test that only a browser can pass",
    ),
    "wall": (f"<p>We use cookies.</p><button>Accept all</button>{RUN}", "a question about cookies"),
    "frames": ("<frameset><frame src=/odd/nowhere></frameset>", "one of its frames could not be fetched"),
    "picture": ("\x89PNG\r\n\x1a\n", "not a web page, a feed or another kind of text"),
    "long": (f"<title>Odd long</title><p>{'words of the town, ' * 180_000}", "Only the first 2 MB of 3.4 MB"),
}
DRAWN = {"loading", "check", "wall"}


def test_reader_is_told_what_each_odd_answer_is(open_page: Open, hud: Installation, site: Site) -> None:
    for name, (body, _) in ODD.items():
        site.answers[f"/odd/{name}"] = Answer(body.encode("latin-1" if name == "picture" else "utf-8"))
    urls = [f"{site.base}/odd/{name}" for name in ODD]
    program = Path(sys.executable).with_name("hud")
    env = {name: value for name, value in os.environ.items() if not name.startswith("HUD_")}
    env |= {"HUD_DATA_DIR": str(hud.folder), "HUD_CRAWL_ALLOW": "127.0.0.1"}
    added = subprocess.run(
        [program, "pages", "add", *urls], env=env, capture_output=True, text=True, check=False
    )
    assert added.returncode == 0, added.stderr
    page = open_page("/pages/?q=/odd/", java_script_enabled=False)
    for name, (_, told) in ODD.items():
        page.goto("/pages/?q=/odd/")
        page.locator(f'td.title a[title$="/odd/{name}"]').click()
        notes = page.locator("#state .note")
        for _ in range(100):
            if notes.count():
                break
            page.wait_for_timeout(100)
            page.reload()
        expect(notes).to_contain_text(told)
        shoot(page, f"odd-{name}")
    page.goto("/pages/?q=/odd/&state=scripts")
    assert page.locator("table.pages tbody tr").count() == len(DRAWN)
    expect(page.locator(".chip[aria-current]")).to_contain_text("drawn by scripts")
    shoot(page, "odd-list")
