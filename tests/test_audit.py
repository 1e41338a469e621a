"""`make audit` fails, and says so for each half, where advisories cannot be reached."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]


def test_what_could_not_be_audited_is_told_by_half_and_is_no_success(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), nowhere)
    own = {"CARGO_HTTP_PROXY": nowhere, "CARGO_NET_RETRY": "0", "CARGO_TARGET_DIR": str(tmp_path)}
    done = subprocess.run(
        ["deploy/audit.sh"],
        cwd=ROOT,
        env=os.environ | proxies | own,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    python, rust = done.stderr.splitlines()
    assert python.startswith("Python: NOT audited: the advisories could not be reached: ")
    assert rust.startswith("Rust: NOT audited: cargo-audit ")
    assert "no known vulnerability" not in done.stdout


def test_what_ends_without_a_word_is_said_to(tmp_path: Path) -> None:
    for name in ("deploy/audit.sh", ".venv/bin/python", "bin/cargo"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "deploy" / "audit.sh").write_text((ROOT / "deploy" / "audit.sh").read_text())
    done = subprocess.run(
        [tmp_path / "deploy" / "audit.sh"],
        env={"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    python, rust = done.stderr.splitlines()[-2:]
    assert python == "Python: NOT audited: the advisories could not be reached: it ended without a word"
    assert rust.startswith("Rust: NOT audited: cargo-audit ")
    assert rust.endswith(" could not be installed: it ended without a word")
