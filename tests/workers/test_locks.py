"""Locks on files and on the port: one holder, gone with its process."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers.processes import ROOT
from workers.locks import Held, hold, write_about
from workers.port import Taken, reserve

HOLD = """
import sys
from pathlib import Path
from workers.locks import hold
with hold(Path(sys.argv[1]), wait=0, about="process 1 at http://x"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_told_who_the_first_one_is(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with hold(path, wait=0, about="a much longer text than the next one") as descriptor:
        write_about(descriptor, "process 7")
        with pytest.raises(Held) as error, hold(path, wait=0.1):
            pass
        assert error.value.by == "process 7"
    with hold(path, wait=0):
        pass


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Held), hold(path, wait=0):
            pass
        holder.kill()
    with hold(path, wait=0):
        pass


def test_a_reserved_port_is_nobody_elses_but_takes_sockets_that_share() -> None:
    with reserve("127.0.0.1", 0) as (address, port):
        with pytest.raises(Taken, match=str(port)), reserve(address, port):
            pass
        with socket.socket() as shared:
            shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            shared.bind((address, port))
            shared.listen()
            with socket.create_connection((address, port)), pytest.raises(Taken), reserve(address, port):
                pass
    with reserve("127.0.0.1", port) as (_, again):
        assert again == port


def test_a_port_somebody_listens_on_cannot_be_reserved() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Taken, match="HUD_PORT"), reserve("127.0.0.1", port):
            pass
