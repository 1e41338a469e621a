"""Collects every string that people read from the sources: what `locale/` has to hold.

Used by the two tools for translators, `app.i18n.update` and `app.i18n.check`; no page needs it.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

import trie_core
from app.i18n.catalogues import LOCALE_DIR

ROOT = LOCALE_DIR.parent
TEMPLATE = LOCALE_DIR / "messages.pot"
PYTHON_FOLDERS = ("app", "workers")
_FOLDERS = (*PYTHON_FOLDERS, "templates")
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_OPTIONS = {
    "**.html": {"extensions": "app.pagecache.tag.CacheTag", "newstyle_gettext": "true", "silent": "false"}
}
_HEADER = """# Strings of HUD in {language}; `make messages` collects them, `make check` counts them.
#"""


def collect() -> Catalog:
    """The strings of Python code, of templates, and of the query's reader, which lives in Rust."""
    found = Catalog(project="HUD", version="1", charset="utf-8", fuzzy=False)
    found.header_comment = _HEADER.format(language="English")
    for folder in _FOLDERS:
        strings = extract_from_dir(ROOT / folder, _METHODS, _OPTIONS, DEFAULT_KEYWORDS)
        for _, _, message, _, context in sorted(strings, key=lambda string: (string[0], string[1])):
            found.add(message, context=context)
    for message in (*trie_core.QUERY_MESSAGES.values(), *trie_core.QUERY_NOTES.values()):
        found.add(message)
    return found


def header(language: str) -> str:
    """The comment at the head of a language's file."""
    return _HEADER.format(language=language)


def path(locale: str) -> Path:
    """Where a language's strings are."""
    return LOCALE_DIR / locale / "LC_MESSAGES" / "messages.po"


def keys(catalog: Catalog) -> set[object]:
    """What tells one string from another: its text (plurals have two) and, for some, its context."""
    return {(message.id, message.context) for message in catalog if message.id}
