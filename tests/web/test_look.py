"""The colours of both themes can be read: contrast AA, computed from the style sheet itself."""

from __future__ import annotations

import re

import pytest

from app.web.context import ROOT

CSS = (ROOT / "static" / "app.css").read_text()
TEXT = [
    ("ink", "paper"),
    ("ink", "mark"),
    ("ink", "now-soft"),
    ("ink-2", "paper"),
    ("ink-2", "card"),
    ("ink-2", "accent-soft"),
    ("ink-2", "now-soft"),
    ("ink-3", "paper"),
    ("ink-3", "card"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "accent-soft"),
    ("accent-ink", "accent"),
    ("now", "paper"),
    ("now", "card"),
    ("now", "now-soft"),
    ("ok", "paper"),
    ("warn", "paper"),
]
SHAPES = [("bar", "paper"), ("edge", "paper"), ("edge", "card"), ("accent", "paper"), ("now", "paper")]


def _tokens(selector: str) -> dict[str, str]:
    block = CSS[CSS.index(selector) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[: block.index("}")]))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "selector", [":root {", ":root:not([data-theme=light]) {", ":root[data-theme=dark] {\n"]
)
def test_contrast_is_enough(selector: str) -> None:
    tokens = _tokens(selector)
    for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0)):
        for front, ground in pairs:
            assert _contrast(tokens[front], tokens[ground]) >= least, (front, ground)


def test_dark_by_choice_is_dark_by_preference() -> None:
    assert _tokens(":root:not([data-theme=light]) {") == _tokens(":root[data-theme=dark] {\n")
