"""Checks of the browser, told by the headers of an error."""

import pytest

from app.crawl.challenge import is_challenge
from app.net.fetch import Fetched


def answer(status: int, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched("https://town.example/", status, named, b"", (), False, 1)


@pytest.mark.parametrize(
    ("status", "headers", "is_check"),
    [
        (403, {"server": "ddos-guard"}, True),
        (403, {"server": "DDoS-Guard/2.0"}, True),
        (404, {"server": "ddos-guard"}, False),
        (403, {"cf_mitigated": " Challenge"}, True),
        (403, {"cf_mitigated": "block"}, False),
        (202, {"x_amzn_waf_action": "challenge"}, True),
        (403, {"server": "nginx"}, False),
        (500, {}, False),
    ],
)
def test_check_is_told_by_its_header(status: int, headers: dict[str, str], is_check: bool) -> None:
    assert is_challenge(answer(status, **headers)) is is_check
