"""The table of coverage counts what really ran, in this process and in its children, by package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULE = """
def sign(number: int) -> str:
    if number < 0:
        return "minus"
    return "plus"
"""
TEST = """
import subprocess, sys
from app.sums import sign
def test_plus():
    assert sign(1) == "plus"
def test_minus_in_a_child():
    subprocess.run([sys.executable, "-c", "from app.jobs.sums import sign; sign(-1)"], check=True)
"""


def test_what_this_process_and_its_children_ran_is_added_up_by_package(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (tmp_path / "app" / "jobs").mkdir(parents=True)
    for file in ("app/__init__.py", "app/jobs/__init__.py"):
        (tmp_path / file).write_text("")
    for file in ("app/sums.py", "app/jobs/sums.py"):
        (tmp_path / file).write_text(MODULE)
    (tmp_path / "test_sums.py").write_text(TEST)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "test_sums.py"]
    subprocess.run(
        [*run, "--cov=app", "--cov-report="], cwd=tmp_path, env=plain, check=True, capture_output=True
    )
    path = plain | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", "from tests.covered import main; main([])"]
    done = subprocess.run(command, cwd=tmp_path, env=path, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[2:] == [
        "| `app` | 2 | 50 % | 4 | 75 % |",
        "| `app/jobs` | 2 | 50 % | 4 | 75 % |",
        "| all | 4 | 50 % | 8 | 75 % |",
    ]
