"""Catalogues that `make messages` writes, and that `make check` holds the files to."""

from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from app.i18n import check, extract, update
from app.i18n.catalogues import LOCALE_DIR
from app.i18n.locales import LANGUAGES


@pytest.fixture(scope="module")
def sources() -> Catalog:
    """What the sources say, collected once: reading them all takes longest."""
    return extract.collect()


@pytest.fixture
def collected(sources: Catalog) -> Catalog:
    """What the tools find in the sources, to which a test may add."""
    return deepcopy(sources)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collected: Catalog) -> Path:
    """A copy of the catalogues, which the tools take for the real ones."""
    shutil.copytree(LOCALE_DIR, tmp_path / "locale")
    for module in (extract, check):
        monkeypatch.setattr(module, "LOCALE_DIR", tmp_path / "locale")
    for module in (update, check):
        monkeypatch.setattr(module, "TEMPLATE", tmp_path / "locale" / "messages.pot")
        monkeypatch.setattr(module, "collect", lambda: collected)
    return tmp_path / "locale"


def _entries(file: Path) -> list[str]:
    return file.read_text().split("\n\n")


def test_strings_stand_in_the_order_of_their_english_text(files: Path) -> None:
    update.update()
    first = [line for line in (files / "messages.pot").read_text().splitlines() if line.startswith("msgid ")]
    short = [
        line.removesuffix('"') for line in first if line != 'msgid ""'
    ]  # long ones begin with an empty line
    assert short == sorted(short)
    assert len(short) > 100


def test_writing_again_changes_nothing(files: Path) -> None:
    update.update()
    before = {file: file.read_bytes() for file in files.rglob("*.po*")}
    update.update()
    assert {file: file.read_bytes() for file in files.rglob("*.po*")} == before
    assert len(before) == len(LANGUAGES)  # the template stands for English


@pytest.mark.usefixtures("files")
def test_a_new_string_changes_its_own_lines_only(collected: Catalog) -> None:
    update.update()
    file = extract.path("nl")
    before = _entries(file)
    collected.add("Meanwhile, elsewhere")
    update.update()
    after = _entries(file)
    assert [entry for entry in after if entry not in before] == ['msgid "Meanwhile, elsewhere"\nmsgstr ""']
    assert [entry for entry in before if entry not in after] == []


@pytest.mark.usefixtures("files")
def test_one_word_with_two_contexts_keeps_both_translations(collected: Catalog) -> None:
    for context in ("a verb", "a state"):
        collected.add("Open", context=context)
    update.update()
    file = extract.path("nl")
    made = file.read_text()
    for context, word in (("a verb", "Openen"), ("a state", "Geopend")):
        asked = f'msgctxt "{context}"\nmsgid "Open"\nmsgstr "'
        assert asked in made
        made = made.replace(asked, asked + word)
    file.write_text(made)
    update.update()
    assert file.read_text() == made


@pytest.mark.usefixtures("files")
def test_files_in_another_order_are_refused() -> None:
    update.update()
    assert list(check.complaints()) == []
    file = extract.path("sv")
    head, first, second, *rest = _entries(file)
    file.write_text("\n\n".join([head, second, first, *rest]))
    assert [line for line in check.complaints() if "make messages" in line] == [
        "sv/LC_MESSAGES/messages.po is not what `make messages` writes: run it"
    ]
