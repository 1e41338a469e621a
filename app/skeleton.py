"""`make feature NAME=birds`: writes the skeleton of a feature, which is the example of docs/new-feature.md.

So the document, the test that runs it and what a new feature begins with cannot drift apart.
"""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = "docs/new-feature.md"
FEATURES = "app/features.py"

_FILE = re.compile(r"^`(?P<path>[\w./]+)`\n\n```\w*\n(?P<text>.*?)^```$", re.M | re.S)
_NAME = re.compile(r"[a-z][a-z0-9]{1,19}")
_LIST = re.compile(r"(?P<before>^NAMES = \(\n(?:    \"\w+\",\n)*)(?=\))", re.M)


def files(document: str) -> dict[str, str]:
    """The files of the example, by their path: a line with it stands before each block."""
    return {found["path"]: found["text"] for found in _FILE.finditer(document)}


def write(name: str, root: Path = ROOT) -> list[Path]:
    """Write the files of the feature `name`, and its line into the list; returns the files.

    Raises `ValueError` for a name that cannot be one, or is taken. What is there is never changed.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ValueError(f"expected a name of small letters and digits, such as NAME=birds, got {name!r}")
    example = files((root / DOCUMENT).read_text(encoding="utf-8"))
    wanted = {root / _renamed(path, name): _renamed(text, name) for path, text in example.items()}
    taken = [path for path in (root / "app" / name, root / f"app/{name}.py", *wanted) if path.exists()]
    if taken:
        raise ValueError(f"{taken[0].relative_to(root)} is there already: choose another name")
    listed, count = _LIST.subn(rf'\g<before>    "{name}",\n', (root / FEATURES).read_text(encoding="utf-8"))
    if not count:
        raise ValueError(f"{FEATURES} has no list of NAMES, one on each line")
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    # Last, so that HUD starts whatever happens before.
    (root / FEATURES).write_text(listed, encoding="utf-8")
    return list(wanted)


def _renamed(text: str, name: str) -> str:
    one = name.removesuffix("s") if len(name) > 3 else name
    for old, new in (
        ("birds", name),
        ("Birds", name.capitalize()),
        ("bird", one),
        ("Bird", one.capitalize()),
    ):
        text = text.replace(old, new)
    return text


def main() -> int:
    """Write the feature named on the command line, and say what is next."""
    name = " ".join(sys.argv[1:])
    try:
        written = write(name)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in written)
    sys.stdout.write(
        f"Now: make migration NAME={name}, make messages and translate, make check test ONLY={name}."
        f" {DOCUMENT} says more.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
