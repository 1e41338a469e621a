"""The guard: public addresses, what is allowed besides, and never HUD itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from ipaddress import IPv4Address

import pytest

from app.net.errors import FetchError
from app.net.guard import MAX_ANSWERS, Guard


def answering(*addresses: str) -> Guard:
    return allowing("", *addresses)


def allowing(allow: str, *addresses: str, own: Sequence[tuple[str, int]] = ()) -> Guard:
    return Guard(allow, own, resolver=lambda _host, _port, _deadline: list(addresses))


def reached(guard: Guard, host: str, port: int = 80) -> list[str]:
    return [endpoint.sockaddr[0] for endpoint in guard.resolve(host, port, time.monotonic() + 5)]


def refusal(guard: Guard, host: str, port: int = 80) -> str:
    with pytest.raises(FetchError) as refused:
        guard.resolve(host, port, time.monotonic() + 5)
    return refused.value.code


ANYWHERE = str(IPv4Address(0))
FORBIDDEN = [
    ANYWHERE,
    "127.0.0.1",
    "127.8.8.8",
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.19.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_that_is_not_public_is_refused_as_answer_and_as_host(address: str) -> None:
    assert refusal(answering(address), "innocent.example") == "guard"
    if "%" not in address:
        assert refusal(answering(), f"[{address}]" if ":" in address else address) == "guard"


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "64:ff9b::808:808"]
)
def test_a_public_address_is_reached(address: str) -> None:
    assert reached(answering(address), "innocent.example") == [address]


def test_one_forbidden_answer_among_public_ones_refuses_them_all() -> None:
    assert refusal(answering("8.8.8.8", "8.8.4.4", "10.0.0.1"), "mixed.example") == "guard"
    assert refusal(answering(*["8.8.8.8"] * 499, "127.0.0.1"), "mixed.example") == "guard"


def test_few_of_many_answers_are_tried() -> None:
    many = [f"8.8.{n}.{m}" for n in range(2) for m in range(250)]
    assert reached(answering(*many), "many.example") == many[:MAX_ANSWERS]


def test_a_name_that_answers_differently_the_second_time_is_checked_again() -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    guard = Guard(resolver=lambda _host, _port, _deadline: next(answers))
    assert reached(guard, "rebinding.example") == ["8.8.8.8"]
    assert refusal(guard, "rebinding.example") == "guard"


def test_no_answer_is_an_error_of_its_own() -> None:
    assert refusal(answering(), "empty.example") == "dns"


def test_an_allowed_address_is_reached_under_any_name() -> None:
    guard = allowing("127.0.0.1, 10.0.0.0/8,[::1]", "127.0.0.1", "10.9.9.9", "::1")
    assert reached(guard, "any.example") == ["127.0.0.1", "10.9.9.9", "::1"]
    assert reached(guard, "[::ffff:127.0.0.1]") == ["127.0.0.1"]
    assert refusal(guard, "127.0.0.2") == "guard"


def test_an_allowed_host_may_be_private_but_not_where_secrets_lie() -> None:
    assert reached(allowing("example.lan", "192.168.1.7"), "Example.LAN.") == ["192.168.1.7"]
    assert reached(allowing("localhost", "::1", "127.0.0.1"), "localhost") == ["::1", "127.0.0.1"]
    assert refusal(allowing("example.lan", "192.168.1.7"), "other.lan") == "guard"
    assert refusal(allowing("example.lan", "169.254.169.254"), "example.lan") == "guard"
    assert refusal(allowing("example.lan", ANYWHERE), "example.lan") == "guard"


@pytest.mark.parametrize("entry", ["http://example.lan", "10.0.0.0/99", "exam ple", "*.lan", "a:b", "ä.lan"])
def test_an_entry_that_cannot_be_understood_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="neither a host"):
        Guard(f"10.0.0.1,{entry}")


def test_hud_does_not_read_itself_by_name_or_address() -> None:
    own = [("127.0.0.1", 8000), ("hud.example", 443)]
    guard = allowing("127.0.0.0/8", "127.0.0.1", own=own)
    assert refusal(guard, "127.0.0.1", 8000) == "guard"
    assert refusal(guard, "alias.example", 8000) == "guard"
    assert refusal(guard, "HUD.example.", 443) == "guard"
    assert refusal(guard, "[::ffff:127.0.0.1]", 8000) == "guard"
    assert reached(guard, "127.0.0.1", 8001) == ["127.0.0.1"]


def test_a_hud_started_at_localhost_is_itself_at_its_addresses() -> None:
    guard = allowing("127.0.0.1,::1", "127.0.0.1", own=[("localhost", 8000)])
    for host in ("localhost", "127.0.0.1", "[::1]", "alias.example"):
        assert refusal(guard, host, 8000) == "guard"
    assert reached(guard, "127.0.0.1", 8001) == ["127.0.0.1"]


def test_a_hud_that_listens_everywhere_is_itself_at_every_address_of_the_machine() -> None:
    guard = allowing("127.0.0.0/8,10.0.0.0/8,::1", own=[(ANYWHERE, 8000)])
    assert refusal(guard, "127.0.0.1", 8000) == "guard"
    assert refusal(guard, "127.3.2.1", 8000) == "guard"
    assert refusal(guard, "[::1]", 8000) == "guard"
    assert reached(guard, "10.255.255.254", 8000) == ["10.255.255.254"]
