"""Processes beside the web import no web framework: they start sooner and take less memory without."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.workers.processes import ROOT

# Beside each role, what it imports only when it is there to do something.
ROLES = {
    "prepare": ("workers.prepare", "app.guide.ingest", "app.captcha.pool", "app.accounts.first"),
    "follower": ("workers.follower",),
    "worker": ("workers.actors", "workers.worker"),
    "scheduler": ("workers.shared",),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_process_beside_the_web_imports_no_web_framework(role: str) -> None:
    code = f"import sys, {', '.join(ROLES[role])}; print(*sys.modules, sep='\\n')"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    assert set(ROLES[role]) <= loaded
    assert not loaded & {"litestar", "granian", "app.asgi"}
