"""The guard wherever an address can come from, and libcurl, which may know of other ways to one."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pycurl
import pytest

from app.crawl.robots import Robots
from app.net.fetch import Fetcher, FetchError
from app.net.guard import Endpoint, Guard
from app.net.transfer import Handle, trusted_roots

from .hostile import Hostile, answer, redirect

INSIDE = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254
    169.254.169.254 169.254.0.1 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1
    192.168.255.255 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
"""
INSIDE_6 = """
    :: ::1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:a00:1::1 fc00::1 fd00:ec2::254
    fe80::1 febf::1 fec0::1 ff02::1 ff0e::1 3fff::1 2001:10::1
"""


def spellings(address: str) -> Iterator[str]:
    """One IPv4 address in the ways that an address bar takes it in."""
    number = int(IPv4Address(address))
    a, b, c, d = (int(part) for part in address.split("."))
    yield address
    yield str(number)
    yield hex(number)
    yield f"0{a:o}.{b}.{c}.0x{d:x}"
    yield f"{a}.{number & 0xFFFFFF}"
    yield f"[::ffff:{address}]"
    yield f"[64:ff9b::{address}]"
    yield address.replace(".", "。") + "."


ADDRESSES = [spelled for address in INSIDE.split() for spelled in spellings(address)]
ADDRESSES += [f"[{address}]" for address in INSIDE_6.split()]


@pytest.fixture
def outsider(server: Hostile) -> Iterator[Fetcher]:
    """A fetcher that may reach the hostile server's one port, and nothing else inside."""
    with Fetcher(Guard(f"127.0.0.1:{server.port}"), user_agent="HUD/0.1") as fetcher:
        yield fetcher


def code(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as refused:
        fetcher.get(url, onward=lambda _: None)
    return refused.value.code


def test_two_hundred_addresses_are_refused_wherever_they_come_from(
    server: Hostile, outsider: Fetcher
) -> None:
    assert len(ADDRESSES) > 200
    for address in ADDRESSES:
        there = f"http://{address}/"
        location = there.encode().decode("latin-1")
        server.on("/robots.txt", redirect(location))
        with pytest.raises(FetchError) as robots:
            Robots(outsider).check(f"{server.base}/page")
        codes = {
            "first": code(outsider, there),
            "redirect": code(outsider, server.on("/redirect", redirect(location))),
            "refresh": code(outsider, server.on("/refresh", answer(b"x", Refresh=f"0;url={location}"))),
            "robots": robots.value.code,
        }
        assert codes == dict.fromkeys(codes, "guard"), address


def test_an_address_that_the_guard_did_not_name_gets_no_socket(server: Hostile) -> None:
    class Elsewhere(Guard):
        def resolve(self, host: str, port: int, deadline: float) -> list[Endpoint]:
            return [
                endpoint._replace(sockaddr=("127.0.0.9", port))
                for endpoint in super().resolve(host, port, deadline)
            ]

    server.on("/", answer(b"inside"))
    with Fetcher(Elsewhere("127.0.0.0/8"), user_agent="HUD/0.1") as fetcher:
        assert code(fetcher, f"{server.base}/") == "guard"
        assert code(fetcher, f"http://127.1:{server.port}/") == "guard"
    assert server.connections == 0


def test_a_name_is_not_asked_for_a_second_time(server: Hostile) -> None:
    """libcurl would find localhost by itself."""
    server.on("/", answer(b"inside"))
    guard = Guard("127.0.0.0/8,localhost", resolver=lambda _host, _port, _deadline: ["127.0.0.9"])
    with Fetcher(guard, user_agent="HUD/0.1") as fetcher:
        assert code(fetcher, f"http://localhost:{server.port}/") == "connect"
    assert server.connections == 0


@pytest.mark.parametrize("answers", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"]])
def test_a_second_answer_of_dns_counts_although_a_connection_is_open(
    server: Hostile, answers: list[str]
) -> None:
    told = iter([["127.0.0.1"], answers])
    guard = Guard(f"127.0.0.1:{server.port}", resolver=lambda _host, _port, _deadline: next(told))
    server.on("/", answer(b"x"))
    with Fetcher(guard, user_agent="HUD/0.1") as fetcher:
        assert fetcher.get(f"http://turns.example:{server.port}/").body == b"x"
        if "127.0.0.1" not in answers:
            assert code(fetcher, f"http://turns.example:{server.port}/") == "guard"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "name", ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
)
def test_a_proxy_of_the_environment_is_not_asked(
    server: Hostile, outsider: Fetcher, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    server.on("/", answer(b"direct"))
    with Hostile() as proxy:
        monkeypatch.setenv(name, proxy.base)
        assert outsider.get(f"{server.base}/").body == b"direct"
        assert code(outsider, "http://10.0.0.1/") == "guard"
        assert proxy.connections == 0


def test_passwords_of_the_environment_are_not_sent(
    server: Hostile, outsider: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("default login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    challenge = answer(b"no", status="401 No", WWW_Authenticate="Basic realm=x")
    assert outsider.get(server.on("/", challenge)).status == 401
    assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://127.0.0.1/", "dict://127.0.0.1/", "ftp://127.0.0.1/"]
)
def test_libcurl_itself_speaks_nothing_but_http(url: str) -> None:
    handle = Handle(Guard(), "HUD/0.1", trusted_roots())
    handle.curl.setopt(pycurl.URL, url)
    with pytest.raises(pycurl.error) as refused:
        handle.curl.perform()
    assert refused.value.args[0] == pycurl.E_UNSUPPORTED_PROTOCOL
    handle.close()
