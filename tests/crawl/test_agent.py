"""The crawler's name leads to the page about it."""

from __future__ import annotations

from app.crawl.agent import user_agent


def test_name_version_and_page_are_told() -> None:
    assert user_agent("https://hud.example/", "0.1.0") == "HUD/0.1 (+https://hud.example/bot)"
