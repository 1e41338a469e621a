"""Static files at addresses that carry a digest of their content, held in memory.

An address never changes its bytes, so browsers may keep them for good. Only names found at the
start are served: there is no path to walk out of.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec

PREFIX = "/static/"
STYLE = "app.css"
VENDOR = "vendor/"
FOR_GOOD = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_TEXT = {".css", ".js", ".json", ".svg", ".txt"}
_URL = re.compile(r"""url\(["']?(?P<name>[^"'#)][^"')]*)["']?\)""")
"""An address that leads to a file: one that begins with # stays within the sheet."""


class Asset(msgspec.Struct, frozen=True):
    """One file as it is sent, with its compressed twin where that is smaller."""

    body: bytes
    zipped: bytes | None
    media_type: str

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """What is sent with it, whether compressed or not."""
        found = [(b"cache-control", FOR_GOOD.encode()), (b"content-type", self.media_type.encode())]
        return [*found, (b"vary", b"Accept-Encoding")] if self.zipped is not None else found


class Assets:
    """All static files: `url("app.css")` names one, `get(path)` finds it.

    Style sheets are sent as one: app.css, and after it those of the features, by the names in `styles`. Those
    of libraries, below vendor/, are files of their own.
    """

    def __init__(self, folder: Path, styles: Sequence[str] = ()) -> None:
        self._urls: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        names = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in TYPES)
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}
        for name, body in files.items():
            if not name.endswith(".css"):
                self._add(name, body)
        # They name other files, so they come last and get the finished addresses.
        for name, body in files.items():
            if name.endswith(".css") and name.startswith(VENDOR):
                self._add(name, self._linked(name, body.decode()).encode())
        sheets = [self._linked(name, files[name].decode()) for name in (STYLE, *styles)]
        self._add(STYLE, "\n".join(sheets).encode())

    def url(self, name: str) -> str:
        """The address of a file under static/; a name that is not there is a mistake of ours."""
        return self._urls[name]

    def get(self, path: str) -> Asset | None:
        """The asset at an address under /static/, if there is one."""
        return self._assets.get(path)

    def _add(self, name: str, body: bytes) -> None:
        pure = PurePosixPath(name)
        digest = sha256(body).hexdigest()[:12]
        address = pure.with_name(f"{pure.stem}.{digest}{pure.suffix}").as_posix()
        zipped = gzip.compress(body, 9, mtime=0) if pure.suffix in _TEXT else None
        self._urls[name] = PREFIX + address
        self._assets[address] = Asset(body, zipped, TYPES[pure.suffix])

    def _linked(self, sheet: str, text: str) -> str:
        """A style sheet with the addresses of the files that it names."""
        folder = PurePosixPath(sheet).parent
        return _URL.sub(lambda match: f'url("{self._urls[(folder / match["name"]).as_posix()]}")', text)


@cache
def static_files(folder: Path, styles: tuple[str, ...] = ()) -> Assets:
    """All static files under `folder`, with these style sheets, read and compressed once in a process."""
    return Assets(folder, styles)
