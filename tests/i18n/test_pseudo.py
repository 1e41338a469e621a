"""The made-up languages: offered to who builds pages, to nobody else."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.i18n import Reader, format_day, gettext, ngettext, offered, reading_as
from app.i18n.locales import choose, split_prefix
from app.i18n.pseudo import accented
from app.settings import Settings
from tests.web.site import running


def test_text_is_longer_and_accented_and_keeps_what_a_program_fills_in() -> None:
    text = accented("At least %(count)s characters, please: site:example.org")
    assert len(text) > len("At least %(count)s characters, please: site:example.org") * 1.25
    assert "%(count)s" in text
    assert "site:example.org" in text
    assert "please" not in text


def test_every_message_is_there_in_it() -> None:
    with reading_as(Reader("en-XA")):
        assert gettext("Sign in").startswith("[Šîĝñ")
        assert ngettext("%(num)s page", "%(num)s pages", 2) % {"num": 2} != "2 pages"
        assert format_day(0) == "1 Jan 1970"


def test_nobody_gets_one_by_chance() -> None:
    assert split_prefix("/en-XA/pages/") == ("", "/en-XA/pages/")
    assert choose("", "en-XA", "") == "en"
    assert "en-XA" not in offered()


def test_who_builds_pages_can_choose_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_DEV", "1")
    with running(settings) as client:
        assert '<html lang="ar-XB" dir="rtl">' in client.get("/ar-XB/bot").text
        # Made-up languages are no translations that a search engine should know of.
        assert 'hreflang="ar-XB"' not in client.get("/bot").text


def test_every_page_stands_in_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_DEV", "1")
    with running(settings) as client:
        for path in (
            "/",
            "/search?q=word",
            "/search?q=(",
            "/pages/",
            "/guide/",
            "/account/sign-in",
            "/nothing",
        ):
            assert "[" in _main(client, f"/en-XA{path}"), path


def _main(client: TestClient[Litestar], path: str) -> str:
    text = client.get(path).text
    assert text.startswith("<!doctype html>")
    return text[text.index("<main") :]
