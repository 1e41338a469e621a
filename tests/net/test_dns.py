"""Names: the system's resolver in the hands of a hostile name server.

Each case runs in a child process that has a resolv.conf of its own pointing at the server, which needs the
rights to mount and to use port 53; without them the cases are skipped.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from dnslib import AAAA, CNAME, QTYPE, RR, A, DNSRecord
from dnslib.server import DNSHandler, DNSServer

from app.net.errors import FetchError
from app.net.fetch import Fetcher
from app.net.guard import Guard

from .hostile import Hostile, answer

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys, time
from app.net.errors import FetchError
from app.net.guard import Guard
guard = Guard()
for host in sys.argv[2:]:
    try:
        found = guard.resolve(host, 80, time.monotonic() + float(sys.argv[1]))
        print(host, *sorted(endpoint.sockaddr[0] for endpoint in found))
    except FetchError as error:
        print(host, error.code)
"""


@dataclass
class Names:
    """Answers by the first label of the name asked for."""

    asked: list[str] = field(default_factory=list)

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        del handler
        name = str(request.q.qname)
        kind = QTYPE[request.q.qtype]
        self.asked.append(f"{kind} {name}")
        reply = request.reply()
        label = name.partition(".")[0]
        rows = {
            "public": [A("8.8.8.8")],
            "private": [A("10.0.0.1")],
            "mixed": [A("8.8.8.8"), A("127.0.0.1")],
            "many": [A(f"8.8.{n // 250}.{n % 250}") for n in range(500)],
            "loop": [CNAME("loop.example.test")],
            "mapped": [AAAA("::ffff:7f00:1")],
            "nat64": [AAAA("64:ff9b::a9fe:a9fe")],
        }.get(label, [])
        if label == "rebinding":
            rows = [A("8.8.8.8" if self.asked.count(f"A {name}") < 2 else "127.0.0.1")]
        if label == "silent":
            raise TimeoutError("no reply is sent when this is raised")
        for row in rows:
            if type(row).__name__ == kind or isinstance(row, CNAME):
                reply.add_answer(RR(name, getattr(QTYPE, type(row).__name__), rdata=row, ttl=0))
        return reply


@dataclass
class NameServer:
    """A running name server, and children that believe it."""

    address: str
    names: Names
    resolv_conf: Path

    def told(self, *hosts: str, within: float = 20.0) -> list[str]:
        script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
        child = [sys.executable, "-c", CHILD, str(within), *hosts]
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script, "sh", str(self.resolv_conf), *child],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            timeout=within + 8,
        )
        return done.stdout.splitlines()


@pytest.fixture
def name_server(tmp_path: Path) -> Iterator[NameServer]:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("a resolv.conf of its own needs root and unshare")
    names = Names()
    address = f"127.{random.randint(2, 250)}.{random.randint(2, 250)}.53"
    servers = [DNSServer(names, address=address, port=53, tcp=tcp) for tcp in (False, True)]
    for server in servers:
        server.server.handle_error = lambda *_: None
        server.start_thread()
    conf = tmp_path / "resolv.conf"
    conf.write_text(f"nameserver {address}\n")
    try:
        running = NameServer(address, names, conf)
        try:
            running.told()
        except subprocess.CalledProcessError as refused:
            pytest.skip(f"no right to mount a resolv.conf: {refused.stderr.strip()}")
        yield running
    finally:
        for server in servers:
            server.stop()
            server.server.server_close()


def test_every_answer_of_the_system_is_judged(name_server: NameServer) -> None:
    hosts = ["public.example.test", "private.example.test", "mixed.example.test"]
    hosts += ["mapped.example.test", "nat64.example.test", "empty.example.test", "loop.example.test"]
    assert [line.split(" ", 1)[1] for line in name_server.told(*hosts)] == [
        "8.8.8.8",
        "guard",
        "guard",
        "guard",
        "guard",
        "dns",
        "dns",
    ]


def test_five_hundred_answers_are_survived(name_server: NameServer) -> None:
    (line,) = name_server.told("many.example.test")
    assert len(line.split()) == 5


def test_a_rebinding_name_is_refused_when_it_turns(name_server: NameServer) -> None:
    host = "rebinding.example.test"
    assert name_server.told(host, host) == [f"{host} 8.8.8.8", f"{host} guard"]


def test_a_silent_name_server_ends_with_the_deadline(name_server: NameServer) -> None:
    assert name_server.told("silent.example.test", within=0.3) == ["silent.example.test dns"]


def test_a_connection_asks_once_and_goes_to_what_was_checked(server: Hostile) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with Fetcher(
        Guard("127.0.0.1", resolver=lambda _host, _port, _deadline: next(answers)), user_agent="HUD/0.1"
    ) as fetcher:
        server.on("/", answer(b"pinned", Connection="close"))
        url = f"http://turning.example:{server.port}/"
        assert fetcher.get(url).body == b"pinned"
        with pytest.raises(FetchError) as refused:
            fetcher.get(url)
    assert refused.value.code == "guard"
    assert server.requests[0].headers["Host"] == f"turning.example:{server.port}"
