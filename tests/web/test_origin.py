"""The decision table of what may change something."""

import pytest

from app.web.request.origin import is_own

HOST = "hud.example.org"
BASE = f"https://{HOST}"


@pytest.mark.parametrize(
    ("site", "own"),
    [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False), ("", False)],
)
def test_what_the_browser_says_of_the_request_decides_alone(site: str, own: bool) -> None:
    # A forged Origin beside it changes nothing, in either direction.
    for origin in (None, BASE, "https://evil.example", "null"):
        assert is_own(host=HOST, base_url=BASE, fetch_site=site, origin=origin, has_cookie=True) is own


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        (BASE, True),
        ("null", False),
        ("", False),
        ("https://evil.example", False),
        (f"http://{HOST}", False),
        (f"{BASE}.evil.example", False),
        (f"{BASE}:8443", False),
    ],
)
def test_without_it_the_origin_is_the_base_url_to_the_letter(origin: str, own: bool) -> None:
    assert is_own(host=HOST, base_url=BASE, origin=origin, has_cookie=True) is own


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://192.168.1.4:8000", True),
        ("http://192.168.1.4", False),
        ("null", False),
        ("ftp://192.168.1.4:8000", False),
        ("http://[", False),
        ("http://192.168.1.4:8000/", False),
        ("HTTP://192.168.1.4:8000", True),
    ],
)
def test_without_a_base_url_the_origin_is_the_host(origin: str, own: bool) -> None:
    assert is_own(host="192.168.1.4:8000", origin=origin, has_cookie=True) is own


def test_with_neither_header_only_a_request_without_cookie_passes() -> None:
    assert is_own(host=HOST, has_cookie=False)
    assert not is_own(host=HOST, has_cookie=True)


def test_a_bearer_token_needs_no_origin() -> None:
    assert is_own(host=HOST, has_token=True, fetch_site="cross-site")
    assert not is_own(host=HOST, has_token=False, fetch_site="cross-site")


def test_where_a_proxy_names_the_scheme_the_origin_has_it() -> None:
    for scheme, own in (("https", True), ("http", False)):
        assert is_own(host=HOST, scheme=scheme, origin=BASE, has_cookie=True) is own
