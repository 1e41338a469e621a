"""The crawler's User-Agent: name, version and the page that says who reads and how to stop it."""

from __future__ import annotations

PRODUCT = "HUD"
"""The product token that robots.txt files address it by."""


def user_agent(base_url: str, version: str) -> str:
    """The User-Agent line of an installation at `base_url`, version as major.minor."""
    short = ".".join(version.split(".")[:2])
    return f"{PRODUCT}/{short} (+{base_url.rstrip('/')}/bot)"
