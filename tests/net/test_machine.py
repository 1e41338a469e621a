"""This machine's own addresses: found without a list, refused wherever they are led to from."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from ipaddress import ip_address
from pathlib import Path

import pytest

from app.net.addresses import parse
from app.net.errors import FetchError
from app.net.guard import Guard
from app.net.machine import FRESH_S, Named, is_of_an_interface
from app.net.resolve import Resolver
from tests.net.test_guard import reached, refusal
from tests.services import program

PUBLIC = "8.8.4.4"
NAT = "1.1.1.1"


def own(text: str) -> bool:
    address = parse(text)
    assert address is not None
    return is_of_an_interface(address)


def answers(**hosts: list[str]) -> Resolver:
    """A resolver that knows these names, with _ for a dot, and no others."""

    def ask(host: str, _port: int, _deadline: float) -> list[str]:
        found = hosts.get(host.replace(".", "_"))
        if found is None:
            raise FetchError("dns", f"the name {host} was not found")
        return found

    return ask


def by_the_kernel() -> set[str]:
    """Every address of an interface, as the kernel's own tables list them."""
    trie = Path("/proc/net/fib_trie").read_text()
    found = set(re.findall(r"\|-- (\S+)\n\s+/32 host LOCAL", trie))
    inet6 = Path("/proc/net/if_inet6")
    for line in inet6.read_text().splitlines() if inet6.exists() else ():
        address = ip_address(bytes.fromhex(line.split()[0]))
        # A link-local one exists once on each link, and is refused whoever has it.
        if not address.is_link_local:
            found.add(str(address))
    return found


def test_every_address_of_an_interface_is_own() -> None:
    listed = by_the_kernel()
    assert "127.0.0.1" in listed
    assert [one for one in listed if not own(one)] == []


@pytest.mark.parametrize("text", ["1.1.1.1", "2606:4700::1111", "192.0.2.77", "240.0.0.1"])
def test_addresses_of_others_are_not_own(text: str) -> None:
    assert text in by_the_kernel() or not own(text)


IN_ITS_OWN_NETWORK = f"""
import subprocess, sys, time
from app.net.errors import FetchError
from app.net.guard import Guard
def run(*command): subprocess.run(command, check=True)
def told(guard, host, port=80):
    try:
        return guard.resolve(host, port, time.monotonic() + 5)[0].sockaddr[0]
    except FetchError as error:
        return error.code
run("ip", "link", "set", "lo", "up")
guard = Guard(resolver=lambda *_: ["{PUBLIC}"])
print(told(guard, "a.example"), end=" ")
run("ip", "addr", "add", "{PUBLIC}/32", "dev", "lo")
run("ip", "addr", "add", "2606:4700::77/128", "dev", "lo")
run("sysctl", "-qw", "net.ipv4.ip_nonlocal_bind=1")
print(told(guard, "a.example"), told(guard, "{PUBLIC}", 8080), told(guard, "[2606:4700::77]", 8080), end=" ")
print(told(guard, "8.8.8.8"), told(Guard("{PUBLIC}"), "{PUBLIC}"))
"""


def test_a_public_address_becomes_own_when_an_interface_gets_it() -> None:
    command = [program("unshare"), "--map-root-user", "--net", sys.executable, "-c", IN_ITS_OWN_NETWORK]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert shown == [PUBLIC, "own", "own", "own", "8.8.8.8", PUBLIC]


def on_the_internet(allow: str = "", base: str = "hud.example.org", **more: list[str]) -> Guard:
    """The guard of a machine that has one public address, behind a router that has another."""
    return Guard(
        allow,
        [("0.0.0.0", 8000), (base, 443)],  # noqa: S104
        names=["hud-1", base],
        resolver=answers(hud_example_org=[NAT], hud_1=["10.0.0.7"], other_example=[PUBLIC], **more),
        machine=lambda address: str(address) == PUBLIC,
    )


@pytest.mark.parametrize("host", [PUBLIC, "other.example"])
@pytest.mark.parametrize("port", [80, 443, 8000, 9200])
def test_own_public_address_is_refused_on_any_port_and_under_any_name(host: str, port: int) -> None:
    assert refusal(on_the_internet(), host, port) in ("own", "guard")
    assert refusal(on_the_internet(), host, 9200) == "own"


@pytest.mark.parametrize("host", ["hud.example.org", "HUD.example.org.", "hud-1", NAT])
def test_own_names_and_what_they_lead_to_are_refused_on_any_port(host: str) -> None:
    assert refusal(on_the_internet(), host, 9200) == "own"
    assert refusal(on_the_internet(), host, 80) == "own"


def test_a_neighbour_behind_the_same_proxy_is_read_where_the_web_is() -> None:
    guard = on_the_internet(neighbour_example=[NAT])
    assert reached(guard, "neighbour.example", 80) == [NAT]
    assert reached(guard, "neighbour.example", 443) == [NAT]
    assert refusal(guard, "neighbour.example", 9200) == "own"


def test_what_is_allowed_by_name_may_be_own() -> None:
    assert reached(on_the_internet("other.example"), "other.example") == [PUBLIC]
    assert refusal(on_the_internet("other.example"), PUBLIC) == "own"
    assert reached(on_the_internet(f"{PUBLIC}/32"), "other.example", 9200) == [PUBLIC]
    assert reached(on_the_internet("hud.example.org"), "hud.example.org", 9200) == [NAT]
    only = on_the_internet("other.example:9200")
    assert reached(only, "other.example", 9200) == [PUBLIC]
    assert refusal(only, "other.example", 80) == "own"


def test_names_are_asked_again_after_a_while_and_a_silent_resolver_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[list[str]] = [["1.1.1.1"], ["1.0.0.1"]]
    asked = 0

    def ask(_host: str, _port: int, _deadline: float) -> list[str]:
        nonlocal asked
        asked += 1
        if asked > len(said):
            raise FetchError("dns", "no answer in time")
        return said[asked - 1]

    clock = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    named = Named(["hud.example.org"], ask)

    def now() -> list[str]:
        return sorted(map(str, named.addresses(clock + 5)))

    assert (now(), now(), asked) == (["1.1.1.1"], ["1.1.1.1"], 1)
    clock += FRESH_S
    assert (now(), asked) == (["1.0.0.1"], 2)
    clock += FRESH_S
    assert (now(), asked) == (["1.0.0.1"], 3)
