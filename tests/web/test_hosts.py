"""Client addresses, and the host names that are ours."""

from __future__ import annotations

import pytest

from app.web.hosts import client_address, host_name, is_loopback

PROXIES = ("10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("testclient", "1.2.3.4", "testclient"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        ("10.0.0.1", "198.51.100.1, [::1]:80", "198.51.100.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, [::1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, [", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, expected: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == expected


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_loopback(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize("address", ["", "testclient", "10.0.0.1", "::ffff:10.0.0.1", "localhost"])
def test_others_are_not(address: str) -> None:
    assert not is_loopback(address)


@pytest.mark.parametrize(
    ("host", "name"), [("A.example:80", "a.example"), ("a.example.", "a.example"), ("[::1]:8", "::1")]
)
def test_the_name_is_read_without_port_and_case(host: str, name: str) -> None:
    assert host_name(host) == name
