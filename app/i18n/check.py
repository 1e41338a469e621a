"""`python -m app.i18n.check`: every string has its translation in every language, or this fails.

A missing one would show English in the middle of a Dutch page; a placeholder that differs would
fail the page, and only in that language.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.i18n.catalogues import LOCALE_DIR
from app.i18n.extract import PYTHON_FOLDERS, ROOT, TEMPLATE, collect, keys, path
from app.i18n.locales import DEFAULT, LANGUAGES
from app.i18n.update import wanted

_CALLS = {"gettext": 1, "N_": 1, "_": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
"""How many strings stand in a call that has something translated."""
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z%]")


def complaints(sources: Catalog | None = None) -> Iterator[str]:
    """What is wrong, one sentence each; nothing when all is well. `sources`: what was collected already."""
    sources = sources or collect()
    yield from unseen(sources)
    yield from _same(sources, _read(TEMPLATE), "messages.pot")
    for locale in LANGUAGES:
        if locale != DEFAULT:
            catalog = _read(path(locale), locale)
            yield from _same(sources, catalog, f"{locale}/messages.po")
            yield from in_catalog(catalog, locale)
    for file, content in wanted(sources):
        if file.is_file() and file.read_bytes() != content:
            yield f"{file.relative_to(LOCALE_DIR)} is not what `make messages` writes: run it"


def unseen(sources: Catalog, root: Path = ROOT) -> Iterator[str]:
    """The strings in Python code that the extractor does not see, such as those inside an f-string."""
    known = keys(sources)
    for folder in PYTHON_FOLDERS:
        for file in sorted((root / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_bytes())):
                if isinstance(node, ast.Call) and (said := _said(node)) is not None and said not in known:
                    where = f"{file.relative_to(root)}:{node.lineno}"
                    yield f"{where}: {said[0]!r} is not collected: take it out of the f-string around it"


def _said(call: ast.Call) -> tuple[object, str | None] | None:
    """The string that a call has translated, as a catalogue knows it; None for any other call."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in _CALLS:
        return None
    texts = [one.value for one in call.args[: _CALLS[name]] if isinstance(one, ast.Constant)]
    if len(texts) < _CALLS[name]:
        return None
    match texts:
        case [str(text)]:
            return text, None
        case [str(context), str(text)] if name == "pgettext":
            return text, context
        case [str(one), str(other)]:
            return (one, other), None
        case [str(context), str(one), str(other)]:
            return (one, other), context
        case _:
            return None


def in_catalog(catalog: Catalog, locale: str) -> Iterator[str]:
    """What is wrong with the translations themselves."""
    for message in catalog:
        if not message.id:
            continue
        said = f"{locale}: {_first(message)!r}"
        if message.fuzzy:
            yield f"{said} is marked fuzzy: look at it and take the mark away"
        forms = _forms(message.string)
        if message.pluralizable and len(forms) != catalog.num_plurals:
            yield f"{said} has {len(forms)} plural forms, {catalog.num_plurals} are needed"
        for number, form in enumerate(forms):
            if not form.strip():
                yield f"{said} has no translation"
            elif (problem := _differs(message, form, number, len(forms))) is not None:
                yield f"{said}: {problem}"


def _differs(message: Message, form: str, number: int, count: int) -> str | None:
    ids = _forms(message.id)
    # The form for one may leave the number out ("a page"), the others have to say what English says.
    wanted = _placeholders(ids[0] if number == 0 and count > 1 else ids[-1])
    found = _placeholders(form)
    if wanted == found:
        return None
    return f"placeholders {sorted(found)} in {form!r}, expected {sorted(wanted)}"


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def _same(wanted: Catalog, found: Catalog, name: str) -> Iterator[str]:
    for key in sorted(map(str, keys(wanted) - keys(found))):
        yield f"{name} lacks {key!r}: run `make messages`"
    for key in sorted(map(str, keys(found) - keys(wanted))):
        yield f"{name} has {key!r}, which no source says: run `make messages`"


def _forms(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [string] if isinstance(string, str) else list(string or ())


def _first(message: Message) -> str:
    return _forms(message.id)[0]


def _read(file: Path, locale: str | None = None) -> Catalog:
    if not file.is_file():
        return Catalog(locale)
    with file.open("rb") as opened:
        return read_po(opened, locale=locale)


def main() -> int:
    """Say what is wrong; 0 when nothing is."""
    found = list(complaints())
    for line in found:
        sys.stderr.write(f"{line}\n")
    if found:
        sys.stderr.write(f"{len(found)} translations to fix\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
