"""The choice of a language."""

import pytest

from app.i18n.locales import choose, split_prefix


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/nl/pages/3", ("nl", "/pages/3")),
        ("/nl", ("nl", "/")),
        ("/nl/", ("nl", "/")),
        ("/", ("", "/")),
        ("/nlx/", ("", "/nlx/")),
        ("//nl/", ("", "//nl/")),
        ("/NL/", ("", "/NL/")),
    ],
)
def test_the_prefix_is_taken_off(path: str, expected: tuple[str, str]) -> None:
    assert split_prefix(path) == expected


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("nl", "nl"),
        ("de, fr;q=0.5, sv;q=0.7", "sv"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("fr;q=0, nl;q=0.1", "nl"),
        ("fr;q=x, sv;q=nan", "en"),
        ("nl;q=0.5,fr;q=0.5", "nl"),
        ("*", "en"),
        (",;;,=", "en"),
        ("nl;q=2", "en"),
        ("x," * 10_000 + "nl", "en"),
    ],
)
def test_the_browser_s_wishes_are_weighed(header: str, language: str) -> None:
    assert choose("", "", header) == language


def test_prefix_then_cookie_then_browser() -> None:
    assert choose("fr", "nl", "sv") == "fr"
    assert choose("", "nl", "sv") == "nl"
    assert choose("", "xx", "sv") == "sv"
