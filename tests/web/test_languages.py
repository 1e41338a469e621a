"""Pages in the reader's language, at an address that keeps it."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient


@pytest.mark.parametrize("code", ["en", "nl", "sv", "nb", "fr"])
def test_a_prefix_leads_to_the_same_page(nobody: TestClient[Litestar], code: str) -> None:
    response = nobody.get(f"/{code}/bot?x=1")
    assert response.status_code == 200
    assert f'<html lang="{code}" dir="ltr">' in response.text
    # Links stay in the language, the switcher keeps page and query.
    assert f'href="/{code}/bot"' in response.text
    assert '<input type="hidden" name="next" value="/bot?x=1">' in response.text
    assert 'hreflang="fr" href="http://127.0.0.1:8000/fr/bot?x=1"' in response.text
    assert 'hreflang="x-default" href="http://127.0.0.1:8000/bot?x=1"' in response.text


def test_a_prefix_alone_is_the_first_page(nobody: TestClient[Litestar]) -> None:
    assert '<html lang="nl" dir="ltr">' in nobody.get("/nl").text
    assert '<html lang="nl" dir="ltr">' in nobody.get("/nl/").text


def test_an_unknown_prefix_is_no_page(nobody: TestClient[Litestar]) -> None:
    assert nobody.get("/de/bot").status_code == 404
    assert nobody.get("/nl/nl/bot").status_code == 404


def test_the_cookie_comes_before_the_browser(nobody: TestClient[Litestar]) -> None:
    headers = {"Accept-Language": "fr"}
    assert '<html lang="fr" dir="ltr">' in nobody.get("/bot", headers=headers).text
    assert (
        '<html lang="sv" dir="ltr">' in nobody.get("/bot", headers=headers | {"Cookie": "hud_lang=sv"}).text
    )


@pytest.mark.parametrize("value", ["de", "../../etc/passwd", "nl%0d%0aX: y", '"><script>', "n" * 4_000])
def test_a_made_up_language_cookie_is_ignored(nobody: TestClient[Litestar], value: str) -> None:
    response = nobody.get("/bot", headers={"Cookie": f"hud_lang={value}"})
    assert '<html lang="en" dir="ltr">' in response.text
    assert "<script>" not in response.text


def test_errors_speak_the_language_too(nobody: TestClient[Litestar]) -> None:
    assert '<html lang="nl" dir="ltr">' in nobody.get("/nl/nothing").text
