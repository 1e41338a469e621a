"""`make world FROM=countries-50m.json`: makes static/world.json from a file of npm's package world-atlas.

Only the very file whose digest is in static/vendor/manifest.json is taken, so that anybody who makes ours
again gets the same bytes.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import msgspec

from app.charts.world.atlas import Topology, world
from app.charts.world.land import PATH

_PACKAGE, _FILE = "world-atlas", "countries-50m.json"
_MANIFEST = PATH.parent / "vendor" / "manifest.json"


class _Package(msgspec.Struct):
    name: str
    version: str
    licence: str
    sources: dict[str, str] = {}


def made(body: bytes) -> bytes:
    """Our file from theirs. Raises `ValueError` for any other than the one we know."""
    packages = msgspec.json.decode(_MANIFEST.read_bytes(), type=list[_Package])
    package = next(one for one in packages if one.name == _PACKAGE)
    expected, found = package.sources[_FILE], f"sha256-{sha256(body).hexdigest()}"
    if found != expected:
        raise ValueError(f"not {_FILE} of {_PACKAGE} {package.version}: expected {expected}, got {found}")
    topology = msgspec.json.decode(body, type=Topology)
    source = f"Natural Earth 1:50m, by way of {_PACKAGE} {package.version}"
    licence = f"public domain; {_PACKAGE} {package.licence}"
    return msgspec.json.encode(world(topology, source=source, licence=licence)) + b"\n"


def main(arguments: list[str]) -> None:
    """Write the file, or end with a line that says why not."""
    if len(arguments) != 1:
        sys.exit(f"make world FROM={_FILE}: the file is in what 'npm pack {_PACKAGE}' brings")
    try:
        PATH.write_bytes(made(Path(arguments[0]).read_bytes()))
    except (OSError, ValueError) as error:
        sys.exit(f"{arguments[0]}: {error}")
    sys.stdout.write(f"{PATH}: {PATH.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
