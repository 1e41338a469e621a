"""`make audit` fails, and says so for each half, where advisories cannot be reached; else it tells them."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tests import advisories
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]


def test_what_could_not_be_audited_is_told_by_half_and_is_no_success() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"), nowhere)
    done = subprocess.run(
        ["deploy/audit.sh"],
        cwd=ROOT,
        env=os.environ | proxies,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    python, rust = done.stderr.splitlines()
    assert python.startswith("Python: NOT audited: the advisories could not be reached: ")
    assert rust.startswith("Rust: NOT audited: the advisories could not be reached: error: ")
    assert "no known vulnerability" not in done.stdout


def test_what_ends_without_a_word_is_said_to(tmp_path: Path) -> None:
    for name in ("deploy/audit.sh", ".venv/bin/python"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "deploy" / "audit.sh").write_text((ROOT / "deploy" / "audit.sh").read_text())
    done = subprocess.run(
        [tmp_path / "deploy" / "audit.sh"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    python, rust = done.stderr.splitlines()[-2:]
    assert python == "Python: NOT audited: the advisories could not be reached: it ended without a word"
    assert rust == "Rust: NOT audited: the advisories could not be reached: it ended without a word"


class _Service(BaseHTTPRequestHandler):
    """Answers as osv.dev describes it, two pages for the first crate; of the others it knows nothing."""

    known: ClassVar[dict[str, dict[str, object]]] = {
        "RUSTSEC-1": {"summary": "Memory is read too far", "affected": [{"package": {"name": "one"}}]},
        "RUSTSEC-2": {
            "summary": "Nobody maintains it",
            "affected": [{"database_specific": {"categories": [], "informational": "unmaintained"}}],
        },
        "RUSTSEC-3": {"summary": "It was none", "withdrawn": "2026-01-01T00:00:00Z"},
    }
    asked: ClassVar[list[dict[str, object]]] = []

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        self.asked.extend(queries)
        self._answer({"results": [self._found(query) for query in queries]})

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        self._answer({"id": name, **self.known[name]})

    def _found(self, query: dict[str, object]) -> dict[str, object]:
        if query != self.asked[0] | ({"page_token": "more"} if "page_token" in query else {}):
            return {}
        if "page_token" in query:
            return {"vulns": [{"id": "RUSTSEC-2"}, {"id": "RUSTSEC-3"}]}
        return {"vulns": [{"id": "RUSTSEC-1", "modified": "2026-01-01T00:00:00Z"}], "next_page_token": "more"}

    def _answer(self, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_advisories_of_crates_are_told_and_only_those_of_their_code_are_a_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _Service.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        code = advisories.main(f"http://127.0.0.1:{server.server_port}/v1")
        server.shutdown()
    listed = advisories.crates(advisories.LOCK)
    name, version = listed[0]
    assert len(listed) > 20
    assert _Service.asked[0] == {"package": {"name": name, "ecosystem": "crates.io"}, "version": version}
    assert len(_Service.asked) == len(listed) + 1
    first, second, last = capsys.readouterr().out.splitlines()
    assert first == f"{name} {version}: advisory RUSTSEC-1: Memory is read too far"
    assert second == f"{name} {version}: notice RUSTSEC-2: Nobody maintains it"
    assert last.startswith("1 of the advisories")
    assert code == 1
