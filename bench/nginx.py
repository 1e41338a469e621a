"""A throw-away nginx that serves one folder on loopback.

What a crawler is measured against must not be slower than the crawler, so the pages are served by a real
server and not by Python; and because every run has its own prefix, configuration and port, no two runs meet.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIG = """
daemon off;
{user}
worker_processes 1;
pid nginx.pid;
error_log error.log;
events {{ worker_connections 1024; }}
http {{
    types {{
        text/html html htm; text/css css; application/javascript js; application/json json; text/plain txt;
        application/xml xml; image/png png; image/gif gif; image/jpeg jpg jpeg; image/svg+xml svg;
        application/pdf pdf; application/gzip gz;
    }}
    default_type application/octet-stream;
    access_log off;
    sendfile on;
    etag on;
    keepalive_timeout 60;
    keepalive_requests 1000000;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    server {{
        listen {host}:{port};
        root "{root}";
        index index.html;
    }}
}}
"""


class MissingTool(RuntimeError):
    """A program of the system is not there; names the Debian package that has it."""


def require(program: str, package: str) -> str:
    """The path of a program, or an error that says which package to install."""
    # Debian keeps servers in sbin, which an ordinary user's PATH leaves out.
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is None:
        raise MissingTool(
            f"{program} is not installed: `apt-get install {package}` (Debian package {package})"
        )
    return found


@contextmanager
def serve(root: Path, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve `root` until the block ends; gives the base URL without a closing slash.

    The socket is bound here and handed to nginx, so an ephemeral port is never lost between choosing and
    binding it, and requests sent before nginx is ready wait in its queue instead of failing.
    """
    program = require("nginx", "nginx")
    with tempfile.TemporaryDirectory(prefix="hud-nginx-") as prefix, socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(511)
        port = listener.getsockname()[1]
        # A root's worker drops to www-data, which may not read a checkout in somebody's home.
        user = "user root;" if os.geteuid() == 0 else ""
        config = Path(prefix, "nginx.conf")
        config.write_text(CONFIG.format(user=user, host=host, port=port, root=root.resolve()))
        log = Path(prefix, "error.log")
        process = subprocess.Popen(
            [program, "-p", prefix, "-c", str(config), "-e", str(log)],
            env={**os.environ, "NGINX": f"{listener.fileno()};"},
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await_answer(process, host, port, log)
            # From here on only nginx holds the socket: when it stops, connecting is refused at once.
            listener.close()
            yield f"http://{host}:{port}"
        finally:
            _stop(process)


def _await_answer(process: subprocess.Popen[bytes], host: str, port: int, log: Path) -> None:
    """Wait for the first answer, or say why nginx did not come up."""
    with socket.create_connection((host, port)) as probe:
        probe.settimeout(0.2)
        probe.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
        for _ in range(150):
            try:
                if probe.recv(1):
                    return
            except TimeoutError:
                pass
            if process.poll() is not None:
                break
    said = log.read_text().strip() if log.exists() else ""
    raise RuntimeError(f"nginx did not answer on {host}:{port}: {said or 'no word in its log'}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
