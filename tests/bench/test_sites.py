"""Documentation packages become sites: what is a page, how links are followed, what nginx serves."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from bench import nginx
from bench.sites import MissingTool, Unavailable, pages, serve, sites, unpack, webroot


def _package(folder: Path, name: str, files: dict[str, bytes], links: dict[str, str]) -> Path:
    """A Debian package made on the spot, so that no test needs a mirror."""
    nginx.require("dpkg-deb", "dpkg")
    tree = folder / f"{name}-src"
    for path, body in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(body)
    for path, target in links.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).symlink_to(target)
    (tree / "DEBIAN").mkdir(parents=True)
    control = f"Package: {name}\nVersion: 1.2-3\nArchitecture: all\nMaintainer: A <a@example.org>\n"
    control += "Description: docs\n"
    (tree / "DEBIAN/control").write_text(control)
    archive = folder / f"{name}.deb"
    subprocess.run(["dpkg-deb", "-b", str(tree), str(archive)], check=True, capture_output=True)
    return archive


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A data folder holding two unpacked packages."""
    guide = _package(
        tmp_path,
        "guide-doc",
        {
            "usr/share/guide/index.en.html": b"<title>Guide</title>",
            "usr/share/guide/deep/more.html": b"<title>More</title>",
            "usr/share/guide/old.html.gz": gzip.compress(b"<title>Old</title>"),
            "usr/share/guide/style.css": b"p{}",
        },
        {
            "usr/share/guide/index.html": "index.en.html",
            "usr/share/doc/guide/html": "/usr/share/guide",
            "usr/share/guide/absolute.html": "/usr/share/guide/deep/more.html",
        },
    )
    notes = _package(tmp_path, "notes-doc", {"usr/share/doc/notes/a.html": b"<title>A</title>"}, {})
    unpack(guide, tmp_path / "sites" / "guide-doc")
    unpack(notes, tmp_path / "sites" / "notes-doc")
    return tmp_path


NAMES: Sequence[str] = ("guide-doc", "notes-doc")


def test_every_page_counts_once_however_many_links_lead_to_it(store: Path) -> None:
    guide, notes = sites(NAMES, store)
    assert [page.relative_to(guide.root).as_posix() for page in guide.pages] == [
        "deep/more.html",
        "index.en.html",
        "old.html",
    ]
    assert guide.root.relative_to(store).as_posix() == "sites/guide-doc/tree/usr/share/guide"
    assert guide.version == "1.2-3"
    assert len(notes.sha256) == 64


def test_compressed_pages_are_readable(store: Path) -> None:
    (guide,) = sites(["guide-doc"], store)
    assert (guide.root / "old.html").read_bytes() == b"<title>Old</title>"


def test_absolute_links_stay_inside_the_unpacked_tree(store: Path) -> None:
    (guide,) = sites(["guide-doc"], store)
    assert (guide.root / "absolute.html").resolve() == guide.root / "deep" / "more.html"
    assert (store / "sites/guide-doc/tree/usr/share/doc/guide/html").resolve() == guide.root


def test_the_same_seed_chooses_the_same_pages(store: Path) -> None:
    chosen = pages(3, seed=7, packages=NAMES, directory=store)
    assert chosen == pages(3, seed=7, packages=NAMES, directory=store)
    assert len(set(chosen)) == 3
    assert set(chosen) < set(pages(packages=NAMES, directory=store))


def test_more_pages_than_there_are_is_an_error_that_says_how_many(store: Path) -> None:
    with pytest.raises(ValueError, match="hold 4"):
        pages(5, packages=NAMES, directory=store)


def test_a_package_without_pages_is_refused(tmp_path: Path) -> None:
    archive = _package(tmp_path, "empty-doc", {"usr/share/doc/empty/README": b"nothing"}, {})
    with pytest.raises(Unavailable, match="no HTML page"):
        unpack(archive, tmp_path / "out")


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MissingTool, match="Debian package frobnicator"):
        nginx.require("frobnicate", "frobnicator")


def test_one_web_root_holds_every_package_and_links_to_each(store: Path) -> None:
    with serve(webroot(NAMES, store)) as base:
        with urlopen(f"{base}/") as front:
            body = front.read().decode()
        assert 'href="guide-doc/index.html"' in body
        assert 'href="notes-doc/a.html"' in body
        with urlopen(f"{base}/guide-doc/index.html") as page:
            assert page.read() == b"<title>Guide</title>"
            assert page.headers["Content-Type"] == "text/html"
            assert page.headers["ETag"]
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{base}/guide-doc/absent.html")


def test_the_server_is_gone_when_the_block_ends(store: Path) -> None:
    with serve(store) as base:
        pass
    with pytest.raises(URLError, match="refused"):
        urlopen(base)


def test_two_servers_stand_side_by_side(store: Path) -> None:
    guide, notes = sites(NAMES, store)
    with serve(guide.root) as first, serve(notes.root) as second:
        assert first != second
        with urlopen(f"{second}/a.html") as page:
            assert page.status == 200
