"""docs/new-feature.md, followed to the letter in a copy of the sources: what it promises holds.

A folder, one line, a generated migration and the catalogues make a feature with a table, a job, a command, a
card and an open page; and whatever `make check` looks at is content with it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.skeleton import DOCUMENT, files, write
from app.web.context import ROOT
from tests.docstrings import problem_of

COPIED = ("app", "templates", "static", "locale", "docs", "tests")
LINKED = ("workers", "bench", "coils", "trie_core", "pyproject.toml", "Makefile")
COLUMNS = {"Nederlands": "nl", "Svenska": "sv", "Norsk": "nb", "Français": "fr"}

pytestmark = pytest.mark.xdist_group("new feature")


TRANSLATE = """
import json, sys
from babel.messages.pofile import read_po, write_po
from app.i18n import check, extract, update

sources = extract.collect()
for language, told in json.loads(sys.argv[1]).items():
    with extract.path(language).open("rb") as opened:
        catalog = read_po(opened, locale=language)
    for english, said in told.items():
        assert sources.get(english) is not None, f"{english!r} is no string of the example"
        if catalog.get(english) is None:
            catalog.add(english, said)
    with extract.path(language).open("wb") as opened:
        write_po(opened, catalog)
for file, content in update.wanted(sources):
    file.write_bytes(content)
print("\\n".join(check.complaints(sources)))
"""
"""Puts translations into the catalogues, does what `make messages` does, says what `make check` has to."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, in which the document has been followed."""
    root = copied(tmp_path_factory.mktemp("sources"))
    run(root, "app.skeleton", "birds")
    run(root, "app.db.revise", "birds")
    return root


@pytest.fixture(scope="module")
def complaints(tree: Path) -> list[str]:
    """What is wrong with the catalogues, once they hold the translations of the document's table."""
    said = called(tree, sys.executable, "-c", TRANSLATE, json.dumps(translations()))
    return said.strip().splitlines()


def copied(root: Path) -> Path:
    """The sources, with what Python has compiled of them, which need not be done again."""
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("shots"))
    for name in LINKED:
        (root / name).symlink_to(ROOT / name)
    return root


def run(root: Path, *command: str) -> str:
    """What a module of the copy prints; it has to end well."""
    return called(root, sys.executable, "-m", *command)


def called(root: Path, *command: str) -> str:
    """What a program prints that finds the copy before the sources themselves."""
    environment = {**os.environ, "PYTHONPATH": str(root), "MYPYPATH": ""}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


def translations() -> dict[str, dict[str, str]]:
    """The strings of the document's table, by language and English."""
    lines = (ROOT / DOCUMENT).read_text().splitlines()
    names, _, *told = (line.strip("| ").split(" | ") for line in lines if line.startswith("|"))
    return {
        COLUMNS[name]: {row[0]: row[place] for row in told}
        for place, name in enumerate(names)
        if name in COLUMNS
    }


def test_every_string_of_it_is_translated(complaints: list[str]) -> None:
    # What is wrong with other strings is found by `make check`.
    document = (ROOT / DOCUMENT).read_text()
    named = [(one, re.search(r"'(.+?)'", one)) for one in complaints]
    assert [one for one, found in named if found is None or f'("{found[1]}")' in document] == []


@pytest.mark.usefixtures("complaints")
def test_its_own_tests_and_those_of_every_feature_pass(tree: Path) -> None:
    everybodys = "every_name or members_only_closes or every_marked or second_look or what_is_off"
    chosen = ["tests/birds", *(f"tests/web/test_{name}.py" for name in ("features", "routes", "shared"))]
    place = ["-p", "no:cacheprovider", "--basetemp", str(tree / "tmp")]
    said = run(tree, "pytest", "-q", *place, "-k", f"birds or {everybodys}", *chosen)
    assert int(re.findall(r"(\d+) passed", said)[0]) >= 16


def test_the_migration_makes_its_table(tree: Path) -> None:
    (written,) = (tree / "app" / "db" / "migrations" / "versions").glob("*_birds.py")
    made = re.findall(r"op\.(create_table|add_column|drop_column)\(\s*['\"](\w+)", written.read_text())
    assert made == [("create_table", "bird")]


@pytest.mark.parametrize(
    "command",
    [
        ("mypy", "app/birds", "tests/birds"),
        ("ruff", "check", "-q", "app/birds", "tests/birds", "app/features.py"),
        ("ruff", "format", "-q", "--check", "app/birds", "tests/birds", "app/features.py"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_checks_are_content(tree: Path, command: tuple[str, ...]) -> None:
    cache = ROOT / ".mypy_cache"
    if command[0] == "mypy" and cache.is_dir() and not (tree / ".mypy_cache").exists():
        shutil.copytree(cache, tree / ".mypy_cache")
    run(tree, *command)


def test_import_rules_are_content_and_notice_what_is_not_needed(tree: Path) -> None:
    lint = str(Path(sys.executable).with_name("lint-imports"))
    called(tree, lint, "--no-cache")
    service = tree / "app" / "birds" / "service.py"
    before = service.read_text()
    service.write_text(f"{before}\n\nfrom app.guide import ingest  # noqa\n")
    try:
        with pytest.raises(AssertionError, match=r"app\.birds\.service -> app\.guide\.ingest"):
            called(tree, lint, "--no-cache")
    finally:
        service.write_text(before)


NAMES = ["Birds", "home", "class", "b", "two words", "../x", "birds;", ""]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_cannot_be_one_writes_nothing(name: str) -> None:
    listed = (ROOT / "app" / "features.py").read_text()
    with pytest.raises(ValueError, match=r"expected a name|there already"):
        write(name)
    assert (ROOT / "app" / "features.py").read_text() == listed


def test_the_skeleton_has_the_name_it_is_given(tmp_path: Path) -> None:
    for file in (DOCUMENT, "app/features.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    written = {path.relative_to(tmp_path).as_posix() for path in write("quakes", tmp_path)}
    assert {"app/quakes/__init__.py", "templates/quakes/_list.html", "tests/quakes/test_quakes.py"} <= written
    assert len(written) == len(files((ROOT / DOCUMENT).read_text()))
    assert '    "quakes",\n)' in (tmp_path / "app/features.py").read_text()
    for file in written:
        text = (tmp_path / file).read_text()
        assert "bird" not in text.lower(), file
        if file.endswith(".py"):
            compile(text, file, "exec")
            assert problem_of(text, ".py") is None, file
    assert "class Quake(Base)" in (tmp_path / "app/quakes/models.py").read_text()
    with pytest.raises(ValueError, match="app/quakes is there already"):
        write("quakes", tmp_path)
