"""Catalogues: compiled or not, and what the check for translators finds in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

import trie_core
from app.i18n import Reader, catalogues, extract, gettext, ngettext, npgettext, pgettext, reading_as
from app.i18n.check import in_catalog, unseen
from app.i18n.extract import collect, keys

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign in"
msgstr "{word}"

msgid "%(num)s page"
msgid_plural "%(num)s pages"
msgstr[0] "%(num)s pagina"
msgstr[1] "%(num)s pagina’s"

msgctxt "a verb"
msgid "Open"
msgstr "Openen"

msgctxt "a state"
msgid "Open"
msgstr "Geopend"

msgctxt "a list"
msgid "%(num)s more"
msgid_plural "%(num)s more"
msgstr[0] "nog een"
msgstr[1] "nog %(num)s"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Catalogues of the test's own, with a Dutch one that is not compiled."""
    made = tmp_path / "nl" / "LC_MESSAGES"
    made.mkdir(parents=True)
    (made / "messages.po").write_text(PO.format(word="Inloggen"))
    monkeypatch.setattr(catalogues, "LOCALE_DIR", tmp_path)
    catalogues.catalogue.cache_clear()
    yield made
    catalogues.catalogue.cache_clear()


def _compile(folder: Path) -> Path:
    made = folder / "messages.mo"
    made.write_bytes(catalogues.compile_catalogue(folder / "messages.po"))
    return made


@pytest.mark.usefixtures("folder")
def test_catalogue_that_nobody_compiled_is_read_as_text() -> None:
    with reading_as(Reader("nl")):
        assert gettext("Sign in") == "Inloggen"
        assert ngettext("%(num)s page", "%(num)s pages", 2) == "%(num)s pagina’s"
        assert gettext("never translated") == "never translated"


@pytest.mark.usefixtures("folder")
def test_a_word_of_two_meanings_is_told_apart_by_its_context() -> None:
    assert pgettext("a verb", "Open") == "Open"
    with reading_as(Reader("nl")):
        assert pgettext("a verb", "Open") == "Openen"
        assert pgettext("a state", "Open") == "Geopend"
        assert gettext("Open") == "Open"
        assert [npgettext("a list", "%(num)s more", "%(num)s more", count) for count in (1, 2)] == [
            "nog een",
            "nog %(num)s",
        ]
    with reading_as(Reader("en-XA")):
        assert pgettext("a verb", "Open") == gettext("Open") != "Open"
        assert npgettext("a list", "one", "more", 2) == gettext("more")


def test_strings_with_a_context_are_collected_from_code_and_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("app", "workers", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "app" / "states.py").write_text('pgettext("a state", "Open")\nN_("Open")\n')
    (tmp_path / "templates" / "door.html").write_text(
        '{{ pgettext("a verb", "Open") }}{% trans "a door" %}Open{% endtrans %}'
        '{{ npgettext("a list", "%(num)s door", "%(num)s doors", 2) }}'
    )
    monkeypatch.setattr(extract, "ROOT", tmp_path)
    assert keys(collect()) >= {
        ("Open", None),
        ("Open", "a state"),
        ("Open", "a verb"),
        ("Open", "a door"),
        (("%(num)s door", "%(num)s doors"), "a list"),
    }


def test_compiled_catalogue_is_used_where_there_is_one(folder: Path) -> None:
    compiled = _compile(folder)
    (folder / "messages.po").write_text("this is not a catalogue")
    os.utime(folder / "messages.po", (1, 1))
    assert compiled.stat().st_mtime > 1
    with reading_as(Reader("nl")):
        assert gettext("Sign in") == "Inloggen"


def test_compiled_catalogue_that_is_older_than_its_text_is_passed_over(folder: Path) -> None:
    os.utime(_compile(folder), (1, 1))
    (folder / "messages.po").write_text(PO.format(word="Aanmelden"))
    with reading_as(Reader("nl")):
        assert gettext("Sign in") == "Aanmelden"


@pytest.mark.usefixtures("folder")
def test_empty_text_stays_empty() -> None:
    with reading_as(Reader("nl")):
        assert gettext("") == ""


def test_what_the_query_s_reader_says_is_collected() -> None:
    said = {*trie_core.QUERY_MESSAGES.values(), *trie_core.QUERY_NOTES.values()}
    assert {(text, None) for text in said} <= keys(collect())


def _told(message: str | tuple[str, ...], string: str | tuple[str, ...], *flags: str) -> list[str]:
    catalog = Catalog("nl")
    catalog.add(message, string, flags=flags)
    return list(in_catalog(catalog, "nl"))


def test_whole_catalogue_passes() -> None:
    assert _told("Hello %(name)s", "Dag %(name)s") == []
    assert _told(("%(num)s page", "%(num)s pages"), ("%(num)s pagina", "%(num)s pagina’s")) == []


@pytest.mark.parametrize(
    ("message", "string", "said"),
    [
        ("Hello", "", "no translation"),
        ("Hello", "  ", "no translation"),
        ("Hello %(name)s", "Dag %(naam)s", "placeholders"),
        ("Hello %(name)s", "Dag", "placeholders"),
        ("Hello %(name)s", "Dag %(name)s %(name)s", "placeholders"),
        (("%(num)s page", "%(num)s pages"), ("%(num)s pagina", ""), "no translation"),
        (("%(num)s page", "%(num)s pages"), ("%(num)s pagina", "%(n)s pagina’s"), "placeholders"),
        (("%(num)s page", "%(num)s pages"), ("%(num)s pagina",), "plural forms"),
    ],
)
def test_what_would_fail_a_page_is_found(
    message: str | tuple[str, ...], string: str | tuple[str, ...], said: str
) -> None:
    found = _told(message, string)
    assert len(found) == 1
    assert said in found[0]


def test_guessed_translation_is_found() -> None:
    assert "fuzzy" in _told("Hello", "Dag", "fuzzy")[0]


def test_a_string_that_the_extractor_does_not_see_is_named(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    code = "print(f\"{gettext('Lost: %(name)s')} {ngettext('a stray', 'strays', 2)}\", gettext(found))\n"
    (tmp_path / "app" / "lost.py").write_text(code)
    assert list(unseen(Catalog(), tmp_path)) == [
        "app/lost.py:1: 'Lost: %(name)s' is not collected: take it out of the f-string around it",
        "app/lost.py:1: ('a stray', 'strays') is not collected: take it out of the f-string around it",
    ]
    assert list(unseen(collect())) == []
