"""Limits on open files, and the share of connections among them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.workers.processes import ROOT

_SAY = (
    "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({}, {}));"
    "from workers.limits import connections, raise_open_files; print(raise_open_files(), connections())"
)


@pytest.mark.parametrize(
    ("soft", "hard", "files", "taken"),
    [(1_024, 4_096, 4_096, 3_840), (512, 512, 512, 256), (256, 256, 256, 128)],
)
def test_the_soft_limit_is_raised_and_files_are_left(soft: int, hard: int, files: int, taken: int) -> None:
    command = [sys.executable, "-c", _SAY.format(soft, hard)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(files), str(taken)]
