"""Shells: what stands in place of a page is named, and a page that only looks like one is read."""

import re

import pytest

from app.extract import ExtractError

from .conftest import PAGES, read

RUN = "<script src=/app.js></script>"
STORY = (
    "<p>The council of the town met in the evening and talked about roads and schools for a long time.</p>"
)
POLICY = "<p>We use cookies to count visits to our site, and for nothing else.</p>" * 40


def cases() -> list[tuple[str, str]]:
    """The code of each page in the list, or `read`, and the page."""
    lines = (PAGES / "shells.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.startswith("#"):
            code, _, page = line.split(" | ", 2)
            page = re.sub(r"\{story\*(\d+)\}", lambda times: STORY * int(times[1]), page)
            found.append((code, page.format(run=RUN, story=STORY, policy=POLICY)))
    return found


CASES = cases()


@pytest.mark.parametrize(("code", "page"), [case for case in CASES if case[0] != "read"])
def test_shell_is_named(code: str, page: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(f"<!doctype html><html>{page}")
    assert caught.value.code == code


@pytest.mark.parametrize("page", [page for code, page in CASES if code == "read"])
def test_page_that_only_looks_like_a_shell_is_read(page: str) -> None:
    assert read(f"<!doctype html><html>{page}").says_something


def test_wish_not_to_be_kept_of_an_application_is_heard_and_that_of_a_check_is_not_the_pages() -> None:
    page = read(f"<meta name=robots content=noindex><p>Loading…</p>{RUN}")
    assert page.noindex
    spoken = "<meta name=description content='The captcha challenge'><form></form>"
    assert not read(spoken).says_something
    check = "<title>Just a moment...</title><meta name=robots content=noindex><p>Verify you are human</p>"
    with pytest.raises(ExtractError) as caught:
        read(check + RUN)
    assert caught.value.code == "challenge"
    assert "Just a moment..." in caught.value.detail
