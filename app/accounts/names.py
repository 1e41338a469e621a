"""Rules for people's names: which are allowed, and when two count as the same or look alike.

Pages show names beside what people do, so nobody may take one that readers would mistake for another's.
"""

from __future__ import annotations

import unicodedata

from app.i18n import N_

KEY_MOST = 200
_LOOKALIKE_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC")
# Letters of which the small or the capital one looks like a Latin letter (compare Unicode's UTS 39).
_TWINS = {
    ord(foreign): latin
    for letters, latins in (
        ("авекмнорстухіјѕһԁԛԝѵӏёї", "abekmhopctyxijshdqwvlëï"),
        ("αβεζηικμνορτυχσ", "abezhikmnoptyxo"),
        ("օսոհզց", "ounhqg"),
    )
    for foreign, latin in zip(letters, latins, strict=True)
}


class NameRefused(ValueError):
    """A name that cannot be taken; the text is a sentence for the reader."""


def clean_name(typed: str) -> str:
    """The name as it is kept: composed, with single blanks. Raises `NameRefused`."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not name:
        raise NameRefused(N_("This field is required."))
    if any(_is_hidden(char) for char in name):
        raise NameRefused(N_("The name contains invisible characters. Type it again."))
    if "@" in name or not any(char.isalnum() for char in name):
        raise NameRefused(N_("A name needs at least one letter or digit, and cannot contain @."))
    if any(len(_scripts(word)) > 1 for word in name.split()):
        raise NameRefused(N_("Do not mix letters of different scripts within a word of the name."))
    if len(name_key(name)) > KEY_MOST:
        raise NameRefused(N_("The name is too long."))
    return name


def name_key(name: str) -> str:
    """What makes two names the same one, whatever their case and blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def looks(name: str) -> str:
    """What makes two names look the same: the key with foreign letters replaced by their Latin twins."""
    return name_key(name).translate(_TWINS)[:KEY_MOST]


def _is_hidden(char: str) -> bool:
    # Controls, invisible and direction characters, unassigned ones; letters that are drawn as nothing.
    category = unicodedata.category(char)
    return category[0] == "C" or category in ("Zl", "Zp") or char in "\u115f\u1160\u3164\uffa0\u2800\u034f"


def _scripts(word: str) -> set[str]:
    named = (unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha())
    return {script for script in named if script in _LOOKALIKE_SCRIPTS}
