"""Real web sites without the internet: Debian's documentation packages, unpacked and served on loopback.

Benchmarks and tests need pages that somebody wrote for readers, thousands of them, the same ones each time.
apt can fetch a package but not pin its version, so every `Site` carries the version and the SHA-256 of the
package it came from, and results record them.

    python -m bench.sites [--dir DIR] [PACKAGE…]    fetch, unpack and list
    sites(), pages(300, seed=1), webroot(), serve(root) for tests and benchmarks
"""

from __future__ import annotations

import argparse
import fcntl
import gzip
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.nginx import MissingTool, require, serve

__all__ = ["LARGE", "PACKAGES", "MissingTool", "Site", "Unavailable", "pages", "serve", "sites", "webroot"]

PACKAGES = (
    "python3.11-doc",
    "postgresql-doc-15",
    "git-doc",
    "debian-faq",
    "debian-reference-en",
    "developers-reference",
)
LARGE = (*PACKAGES, "openjdk-17-doc")
"""Twelve thousand pages instead of two thousand, for what has to be shown at size."""


class Unavailable(RuntimeError):
    """A documentation package could not be fetched; says which one and what apt said."""


@dataclass(frozen=True)
class Site:
    """One unpacked package: `root` is what a web server would serve, `pages` each HTML page below it once."""

    name: str
    root: Path
    pages: list[Path]
    version: str
    sha256: str


def data_dir() -> Path:
    """Where packages are kept unpacked: HUD_BENCH_DATA, else bench/data (which git ignores)."""
    chosen = os.environ.get("HUD_BENCH_DATA")
    return Path(chosen).resolve() if chosen else Path(__file__).resolve().parent / "data"


def sites(packages: Sequence[str] = PACKAGES, directory: Path | None = None) -> list[Site]:
    """Fetch (the first time) and describe the packages, in the order given."""
    base = directory or data_dir()
    return [_site(base, package) for package in packages]


def pages(
    limit: int | None = None,
    seed: int = 2026,
    packages: Sequence[str] = PACKAGES,
    directory: Path | None = None,
) -> list[Path]:
    """HTML pages of all the packages; with a limit that many of them, the same ones for the same seed."""
    everything = [page for site in sites(packages, directory) for page in site.pages]
    if limit is None:
        return everything
    if limit > len(everything):
        raise ValueError(
            f"{limit} pages wanted, but {', '.join(packages)} hold {len(everything)}: name more packages"
        )
    return random.Random(seed).sample(everything, limit)


def webroot(packages: Sequence[str] = PACKAGES, directory: Path | None = None) -> Path:
    """One folder to serve with every package below its own name and an index page that links to them."""
    base = directory or data_dir()
    found = sites(packages, base)
    root = base / "www" / hashlib.sha256("\n".join(packages).encode()).hexdigest()[:12]
    with _locked(base):
        root.mkdir(parents=True, exist_ok=True)
        for site in found:
            link = root / site.name
            if not link.is_symlink():
                link.symlink_to(os.path.relpath(site.root, root))
        rows = "\n".join(f'<li><a href="{s.name}/{_front(s)}">{s.name}</a></li>' for s in found)
        title = "<title>Documentation</title><h1>Documentation</h1>"
        (root / "index.html").write_text(
            f'<!doctype html><html lang="en">{title}<ul>\n{rows}\n</ul></html>\n'
        )
    return root


def _front(site: Site) -> str:
    """The page a reader would open first: index.html, or the first page where a package has none."""
    return (
        "index.html"
        if (site.root / "index.html").exists()
        else site.pages[0].relative_to(site.root).as_posix()
    )


def _site(base: Path, package: str) -> Site:
    home = base / "sites" / package
    if not (home / "site.json").exists():
        with _locked(base):
            if not (home / "site.json").exists():
                _install(base, package, home)
    facts = json.loads((home / "site.json").read_text())
    root = home / "tree" / facts["root"]
    return Site(package, root, [root / name for name in facts["pages"]], facts["version"], facts["sha256"])


def _install(base: Path, package: str, home: Path) -> None:
    """Fetch and unpack beside the final place and rename, so that a stopped run leaves nothing half-made."""
    apt = require("apt-get", "apt")
    with tempfile.TemporaryDirectory(dir=base) as scratch:
        fetched = subprocess.run(
            [apt, "download", package], check=False, cwd=scratch, capture_output=True, text=True
        )
        archives = list(Path(scratch).glob("*.deb"))
        if fetched.returncode != 0 or not archives:
            said = fetched.stderr.strip() or "nothing"
            raise Unavailable(
                f"apt-get download {package} failed; run `apt-get update` and try again. apt said: {said}"
            )
        made = Path(scratch) / "site"
        unpack(archives[0], made)
        shutil.rmtree(home, ignore_errors=True)
        home.parent.mkdir(parents=True, exist_ok=True)
        made.rename(home)


def unpack(archive: Path, home: Path) -> None:
    """Lay a package's files below `home`/tree and write down in `home`/site.json what they are."""
    dpkg = require("dpkg-deb", "dpkg")
    tree = home / "tree"
    home.mkdir(parents=True)
    subprocess.run([dpkg, "-x", str(archive), str(tree)], check=True)
    version = subprocess.run(
        [dpkg, "-f", str(archive), "Version"], check=True, capture_output=True, text=True
    )
    _settle(tree)
    root, names = _survey(tree)
    if not names:
        raise Unavailable(f"{archive.name} holds no HTML page: name a package that does")
    facts = {
        "version": version.stdout.strip(),
        "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        "root": root,
        "pages": names,
    }
    (home / "site.json").write_text(json.dumps(facts))


def _settle(tree: Path) -> None:
    """Unpack .html.gz beside itself, and turn links meant for an installed package into the tree."""
    for folder, subfolders, files in os.walk(tree):
        for name in [*subfolders, *files]:
            path = Path(folder, name)
            if path.is_symlink() and (target := os.readlink(path)).startswith("/"):
                path.unlink()
                path.symlink_to(os.path.relpath(tree / target.lstrip("/"), folder))
            elif name.endswith(".html.gz") and not path.is_symlink():
                path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))


def _survey(tree: Path) -> tuple[str, list[str]]:
    """The deepest folder that holds every page, and the pages below it, sorted; a linked page counts once."""
    found = sorted(
        os.path.relpath(os.path.join(folder, name), tree)
        for folder, _, files in os.walk(tree)
        for name in files
        if name.endswith(".html") and not os.path.islink(os.path.join(folder, name))
    )
    root = os.path.commonpath([os.path.dirname(name) for name in found]) if found else ""
    return root, [os.path.relpath(name, root) if root else name for name in found]


@contextmanager
def _locked(base: Path) -> Iterator[None]:
    """One process at a time fetches; test runners start several at once."""
    base.mkdir(parents=True, exist_ok=True)
    with (base / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.sites", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--dir", type=Path, default=None, help="where to keep them (HUD_BENCH_DATA, else bench/data)"
    )
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help=f"default: {' '.join(PACKAGES)}")
    chosen = parser.parse_args(arguments)
    try:
        for site in sites(chosen.packages or PACKAGES, chosen.dir and chosen.dir.resolve()):
            print(f"{site.name}\t{site.version}\t{len(site.pages)} pages\t{site.sha256[:16]}…\t{site.root}")
    except (Unavailable, MissingTool) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
