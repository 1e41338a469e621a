"""Static files: addresses that never change their bytes, and nothing else."""

from __future__ import annotations

import gzip
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.web.context import ROOT
from app.web.response.assets import PREFIX, Assets

VENDOR = ROOT / "static" / "vendor"


def test_every_file_a_page_names_is_there_for_good(nobody: TestClient[Litestar]) -> None:
    names = set(re.findall(r'"(/static/[^"]+)"', nobody.get("/").text))
    assert len(names) >= 6
    for name in names:
        response = nobody.get(name)
        assert response.status_code == 200, name
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_style_sheet_names_fonts_by_their_digest(nobody: TestClient[Litestar]) -> None:
    css = nobody.get(nobody.app.state.hud.assets.url("app.css")).text
    fonts = re.findall(r'url\("([^"]+)"\)', css)
    assert len([font for font in fonts if font.endswith(".woff2")]) == 4
    for font in fonts:
        assert nobody.get(font).status_code == 200


def test_style_sheets_of_features_follow_the_shared_one_in_one_file(tmp_path: Path) -> None:
    sheets = {"app.css": "a {}", "birds.css": "b {}", "off.css": "c {}", "vendor/plot.css": "e {}"}
    named = {"x/icon.svg": "<svg/>", "x/own.css": "d { background: url('icon.svg') }"}
    for name, text in (sheets | named).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assets = Assets(tmp_path, ("birds.css", "x/own.css"))
    found = assets.get(assets.url("app.css").removeprefix(PREFIX))
    assert found is not None
    # What a sheet names, it names from its own folder.
    assert found.body.decode() == f'a {{}}\nb {{}}\nd {{ background: url("{assets.url("x/icon.svg")}") }}'
    assert Assets(tmp_path).url("app.css") != assets.url("app.css")
    with pytest.raises(KeyError):
        assets.url("birds.css")
    library = assets.get(assets.url("vendor/plot.css").removeprefix(PREFIX))
    assert library is not None
    assert library.body == b"e {}"


def test_text_is_compressed_for_who_takes_it(nobody: TestClient[Litestar]) -> None:
    url = nobody.app.state.hud.assets.url("app.css")
    plain = nobody.get(url, headers={"Accept-Encoding": "identity"})
    zipped = nobody.get(url, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["vary"] == "Accept-Encoding"
    assert zipped.content == plain.content
    assert int(zipped.headers["content-length"]) == len(gzip.compress(plain.content, 9, mtime=0))


@pytest.mark.parametrize(
    "path",
    [
        "app.css",
        "../app/asgi.py",
        "%2e%2e/app/asgi.py",
        "..%2f..%2fetc/passwd",
        "//etc/passwd",
        "vendor/manifest.json",
        "vendor/",
        "",
        ".",
        "..\\..\\x",
    ],
)
def test_nothing_else_is_served(nobody: TestClient[Litestar], path: str) -> None:
    assert nobody.get(f"/static/{path}").status_code == 404


def test_vendored_files_are_those_of_the_manifest() -> None:
    listed = {
        name: digest
        for package in json.loads((VENDOR / "manifest.json").read_text())
        for name, digest in package["files"].items()
    }
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "manifest.json"]
    found = {
        path.relative_to(VENDOR).as_posix(): f"sha256-{sha256(path.read_bytes()).hexdigest()}"
        for path in files
    }
    assert found == listed
