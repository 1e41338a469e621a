"""`python -m app.i18n.update`: writes messages.pot, and brings every language's file to it.

New strings come in without a translation, which `app.i18n.check` then asks for; nothing is guessed
from strings that look alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from app.i18n.extract import TEMPLATE, collect, header, path
from app.i18n.locales import DEFAULT, LANGUAGES

_WIDTH = 110
_DATED = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid")
_DROPPED = tuple(f'"{name}'.encode() for name in _DATED)


def update() -> None:
    """Write the template and the languages' files."""
    for file, content in wanted(collect()):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def wanted(template: Catalog) -> Iterator[tuple[Path, bytes]]:
    """Each file as it has to be: all strings of the sources, with the translations the file has now.

    Sorted by the English text, so that a new string changes its own lines and no others.
    """
    yield TEMPLATE, _written(template)
    for locale, name in LANGUAGES.items():
        if locale != DEFAULT:
            yield path(locale), _written(_merged(template, locale, name))


def _merged(template: Catalog, locale: str, name: str) -> Catalog:
    merged = Catalog(locale, project="HUD", version="1", charset="utf-8", fuzzy=False)
    merged.header_comment = header(name)
    known = _read(path(locale), locale)
    for message in template:
        if message.id:
            old = known.get(message.id, message.context)
            empty = ("",) * merged.num_plurals if message.pluralizable else ""
            string = old.string if old and old.string else empty
            merged.add(message.id, string, flags=message.flags, context=message.context)
    return merged


def _read(file: Path, locale: str) -> Catalog:
    if not file.is_file():
        return Catalog(locale)
    with file.open("rb") as opened:
        return read_po(opened, locale=locale)


def _written(catalog: Catalog) -> bytes:
    made = BytesIO()
    write_po(made, catalog, width=_WIDTH, no_location=True, sort_output=True)
    # Dates in it would make every run a change; what counts is in the history of the file.
    return b"".join(line for line in made.getvalue().splitlines(True) if not line.startswith(_DROPPED))


if __name__ == "__main__":
    update()
