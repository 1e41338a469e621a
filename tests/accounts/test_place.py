"""A session remembers enough to be known again, and no more."""

from __future__ import annotations

import pytest

from app.accounts.place import place_of, shortened

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; x64) Chrome/140.0 Safari/537.36 Edg/140.0"
IPHONE = "Mozilla/5.0 (iPhone; like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        (FIREFOX, "Firefox, Linux"),
        (EDGE, "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("curl/8.0", "curl"),
        ("<script>alert(1)</script>" * 100, ""),
        ("", ""),
    ],
)
def test_browsers_are_named_from_a_list(sent: str, named: str) -> None:
    assert place_of(sent, "").browser == named


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("198.51.100.23", "198.51.100.*"),
        ("::ffff:198.51.100.23", "198.51.100.*"),
        ("2001:db8:1:2:3::4", "2001:db8:1::*"),
        ("not an address", ""),
    ],
)
def test_addresses_are_shortened(address: str, kept: str) -> None:
    assert shortened(address) == kept
