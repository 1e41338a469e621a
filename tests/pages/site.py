"""A small web site on loopback whose pages a test can change, to read them for real."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What the site says at one path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


class Site:
    """Paths and their answers; an unknown path is a 404."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    def page(
        self, path: str, text: str, *, title: str = "A page", links: tuple[str, ...] = (), head: str = ""
    ) -> str:
        """Put an HTML page with `text` as its main text at `path`; returns its URL."""
        anchors = " ".join(f'<a href="{link}">more of this</a>' for link in links)
        html = (
            f"<!doctype html><html lang=en><title>{title}</title>{head}"
            f"<body><main><h1>{title}</h1><p>{text}</p></main><footer>{anchors}</footer>"
        )
        self.answers[path] = Answer(html.encode())
        return self.base + path


@contextmanager
def running() -> Iterator[Site]:
    """The site, listening until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            answer = site.answers.get(self.path, Answer(b"nothing here", 404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Tests read `asked` instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
