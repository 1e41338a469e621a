"""Processes import nothing that they do without: they start sooner and take less memory."""

from __future__ import annotations

import gc
import subprocess
import sys

from app.importing import importing
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


DRAW = "from app.captcha.image.stock import draw; from app.captcha.image.served import served"
DRAW += "; served(draw('').body, 'a look')"


def _loaded(code: str) -> set[str]:
    """The modules of a process that has done this."""
    code = f"{code}; import sys; print(*sys.modules, sep='\\n')"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(said.stdout.split())


def test_processes_beside_the_web_import_no_web_framework() -> None:
    loaded = _loaded(f"import {', '.join(BESIDE)}")
    assert set(BESIDE) <= loaded
    assert not loaded & {"litestar", "granian", "app.asgi"}


def test_processes_that_stay_import_no_dialect_of_another_database() -> None:
    # What prepares, and ends, imports Alembic, which imports all of them.
    loaded = _loaded(f"import app.asgi, {', '.join(name for name in BESIDE if name != 'workers.prepare')}")
    assert "sqlalchemy.dialects.sqlite" in loaded
    assert "sqlalchemy.dialects.postgresql" not in loaded


def test_who_draws_a_picture_imports_few_formats() -> None:
    formats = {name for name in _loaded(DRAW) if name.endswith("ImagePlugin")}
    assert "PIL.WebPImagePlugin" in formats
    # Six that Pillow always takes for likely.
    assert len(formats) <= 7, formats


def test_the_collector_of_garbage_works_again_once_all_is_imported() -> None:
    was_on = gc.isenabled()
    gc.enable()
    with importing():
        assert not gc.isenabled()
        with importing():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    if not was_on:
        gc.disable()
