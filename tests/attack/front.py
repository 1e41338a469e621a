"""The nginx of `deploy/nginx.conf` before a real `hud serve`: the same file with a test's ports and places.

Beside 443 its site listens on a port without TLS, so that a thousand attackers need not compute keys.
"""

from __future__ import annotations

import getpass
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import trustme

from tests.services import free_port, program
from tests.workers.processes import ROOT, until

EXAMPLE = ROOT / "deploy" / "nginx.conf"
NAME = "hud.example.org"


class Front(NamedTuple):
    """A running nginx, and who vouches for its certificate."""

    http: int
    https: int
    plain: int
    authority: Path
    log: Path


def _certificate(folder: Path) -> tuple[Path, Path, Path]:
    """The files of an authority, of its certificate for `NAME`, and of that one's key."""
    authority = trustme.CA()
    made = authority.issue_cert(NAME)
    trusted, pem, key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    authority.cert_pem.write_to_path(trusted)
    made.cert_chain_pems[0].write_to_path(pem)
    made.private_key_pem.write_to_path(key)
    return trusted, pem, key


def written(folder: Path, upstream: int, http: int, https: int, plain: int) -> str:
    """The example with these ports, and all its files in `folder`; each line that changes has to be there."""
    _, pem, key = _certificate(folder)
    text = EXAMPLE.read_text()
    for line, instead in {
        "user www-data;": f"user {getpass.getuser()};",
        "pid /run/nginx.pid;": f"pid {folder}/pid;",
        "/var/log/nginx/": f"{folder}/",
        "/var/lib/nginx/": f"{folder}/",
        "listen 80": f"listen 127.0.0.1:{http}",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{https} ssl http2; listen 127.0.0.1:{plain};",
        "listen 443": f"listen 127.0.0.1:{https}",
        f"/etc/ssl/certs/{NAME}.pem": str(pem),
        f"/etc/ssl/private/{NAME}.key": str(key),
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
    }.items():
        assert line in text, line
        text = text.replace(line, instead)
    return text


@contextmanager
def front(folder: Path, upstream: int) -> Iterator[Front]:
    """nginx before what listens on port `upstream` of this machine."""
    nginx = program("nginx", "/usr/sbin", "/sbin")
    folder.mkdir(parents=True)
    http, https, plain = free_port(), free_port(), free_port()
    config = folder / "nginx.conf"
    config.write_text(written(folder, upstream, http, https, plain))
    log = folder / "error.log"
    process = subprocess.Popen([nginx, "-c", config, "-e", log, "-g", "daemon off;"])
    try:
        until(lambda: (folder / "pid").exists() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield Front(http, https, plain, folder / "ca.pem", log)
    finally:
        process.terminate()
        process.wait()
