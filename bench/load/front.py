"""An nginx in front of one or more cells, as `docs/operations.md` would have it.

It names the client to them as the trusted proxy does, and spreads requests evenly.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.load.servers import Server, await_port, free_port, started
from bench.nginx import require

_CONFIG = """
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    proxy_buffers 16 16k;
    upstream cells {{
        {cells}
        keepalive 64;
    }}
    server {{
        listen 127.0.0.1:{port};
        keepalive_requests 1000000;
        location / {{
            proxy_pass http://cells;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            # A load generator stands in for the proxy that knows its users.
            proxy_set_header X-Forwarded-For $http_x_forwarded_for;
        }}
    }}
}}
"""


@contextmanager
def front(cells: Sequence[Server]) -> Iterator[Server]:
    """nginx on a port of its own, with these behind it."""
    program = require("nginx", "nginx")
    with tempfile.TemporaryDirectory(prefix="hud-front-") as prefix:
        port = free_port()
        lines = " ".join(f"server 127.0.0.1:{cell.port};" for cell in cells)
        config = Path(prefix, "nginx.conf")
        config.write_text(_CONFIG.format(cells=lines, port=port))
        command = [program, "-p", prefix, "-c", str(config), "-e", str(Path(prefix, "error.log"))]
        with started(command, {}, None) as (process, output):
            await_port(process, output, port)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
