"""Ports of other programs than web servers, and what is plain from an address before anything is asked."""

from __future__ import annotations

import pytest

from app.allowed import read
from app.net.errors import FetchError
from app.net.guard import Guard
from app.net.ports import BAD_PORTS
from app.settings import SettingsError, load
from tests.net.test_guard import allowing, answering, reached, refusal


def plainly(guard: Guard, url: str) -> str:
    """Why the address is refused before anything is asked; empty when it is not."""
    try:
        guard.check(url)
    except FetchError as error:
        return error.code
    return ""


@pytest.mark.parametrize("port", [0, 1, 22, 25, 587, 6000, 6667, 10080])
def test_a_port_of_other_programs_is_refused_by_name_and_by_address(port: int) -> None:
    assert refusal(answering("8.8.8.8"), "innocent.example", port) == "port"
    assert refusal(answering(), "8.8.8.8", port) == "port"
    assert plainly(answering(), f"http://innocent.example:{port}/") == "port"


def test_the_ports_are_those_of_the_standard() -> None:
    assert len(BAD_PORTS) == 83
    assert BAD_PORTS.isdisjoint({80, 443, 8000, 8080, 8443, 3000, 5000, 9200, 6379, 11211})


def test_a_host_that_is_allowed_is_not_allowed_at_those_ports() -> None:
    assert refusal(allowing("example.lan", "10.0.0.1"), "example.lan", 25) == "port"
    assert refusal(allowing("10.0.0.0/8", "10.0.0.1"), "example.lan", 25) == "port"
    assert refusal(allowing("8.8.8.8"), "8.8.8.8", 25) == "port"


def test_an_entry_with_a_port_permits_that_port_of_that_host_alone() -> None:
    by_name = allowing("example.lan:25", "10.0.0.1")
    assert reached(by_name, "Example.LAN.", 25) == ["10.0.0.1"]
    assert refusal(by_name, "example.lan", 80) == "guard"
    assert refusal(by_name, "other.lan", 25) == "guard"
    by_address = allowing("10.0.0.1:25, [fd00::1]:8080", "10.0.0.1")
    assert reached(by_address, "any.example", 25) == ["10.0.0.1"]
    assert reached(by_address, "10.0.0.1", 25) == ["10.0.0.1"]
    assert reached(by_address, "[fd00::1]", 8080) == ["fd00::1"]
    assert refusal(by_address, "[fd00::1]", 8081) == "guard"
    assert refusal(by_address, "8.8.8.8", 25) == "port"
    assert refusal(allowing("meta.lan:80", "169.254.169.254"), "meta.lan", 80) == "guard"


def test_an_entry_with_a_port_may_name_hud_itself() -> None:
    own = [("127.0.0.1", 8000)]
    assert refusal(allowing("127.0.0.1", own=own), "127.0.0.1", 8000) == "guard"
    assert reached(allowing("127.0.0.1:8000", own=own), "127.0.0.1", 8000) == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://10.0.0.1/", "guard"),
        ("http://127.0.0.1:8080/", "guard"),
        ("http://[::1]/", "guard"),
        ("http://[::ffff:10.0.0.1]/", "guard"),
        ("http://169.254.169.254/latest/", "guard"),
        ("http://localhost/", "guard"),
        ("http://a.localhost:3000/", "guard"),
        ("http://example.org:25/", "port"),
        ("https://hud.example/", "guard"),
        ("https://hud.example:9200/", "own"),
        ("http://vm-7/", "own"),
        ("http://8.8.4.4/", "own"),
        ("http://8.8.8.8/", ""),
        ("http://example.org/", ""),
        ("https://example.org:8443/", ""),
    ],
)
def test_what_is_plain_is_refused_without_asking_for_the_host(url: str, code: str) -> None:
    def never(host: str, _port: int, _deadline: float) -> list[str]:
        raise AssertionError(f"asked for {host}")

    guard = Guard(
        "",
        [("hud.example", 443)],
        names=["hud.example", "vm-7"],
        resolver=never,
        machine=lambda address: str(address) == "8.8.4.4",
    )
    assert plainly(guard, url) == code


@pytest.mark.parametrize("allow", ["localhost", "127.0.0.1", "127.0.0.0/8", "[::1]", "localhost:80"])
def test_localhost_that_is_allowed_is_not_plainly_refused(allow: str) -> None:
    assert plainly(Guard(allow), "http://localhost/") == ""


@pytest.mark.parametrize(
    "entry",
    [
        "http://example.lan", "10.0.0.0/99", "exam ple", "*.lan", "a:b", "ä.lan", ":80", "example.lan:65536",
        "10.0.0.0/8:25", "fd00::1:99999", "[fd00::1", "[example.lan]:80", "a:80:80", "..", "host:",
    ],
)  # fmt: skip
def test_an_entry_that_means_nothing_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="neither a host") as caught:
        read(f"10.0.0.1,{entry}")
    assert repr(entry) in str(caught.value)


def test_a_wrong_entry_stops_the_start_in_one_line() -> None:
    assert load({"HUD_CRAWL_ALLOW": "10.0.0.0/8, intranet.example:25"}).crawl_allow
    with pytest.raises(SettingsError, match=r"^HUD_CRAWL_ALLOW='\*\.lan' cannot be used: [^\n]+$"):
        load({"HUD_CRAWL_ALLOW": "*.lan"})
