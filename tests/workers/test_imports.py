"""Processes beside the web import no web framework: they start sooner and take less memory without."""

from __future__ import annotations

import subprocess
import sys

from tests.workers.processes import ROOT

# With what they import only when it is there to do something.
BESIDE = (
    "workers.prepare",
    "app.guide.ingest",
    "app.captcha.image.pool",
    "app.accounts.sign_in.first",
    "workers.follower",
    "app.pages.actors",
    "app.captcha.actors",
    "app.accounts.actors",
    "workers.worker",
    "workers.shared",
)


def test_processes_beside_the_web_import_no_web_framework() -> None:
    code = f"import sys, {', '.join(BESIDE)}; print(*sys.modules, sep='\\n')"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    assert set(BESIDE) <= loaded
    assert not loaded & {"litestar", "granian", "app.asgi"}
