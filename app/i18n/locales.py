"""The languages HUD speaks, and the choice of one for a request.

The order is: the address's prefix, the cookie, the browser's Accept-Language, English. A prefix
wins because a link that names a language has to show it to everyone.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from app.i18n import pseudo
from app.memory import tables

DEFAULT = "en"
LANGUAGES = {
    "en": "English",
    "nl": "Nederlands",
    "sv": "Svenska",
    "nb": "Norsk",
    "fr": "Français",
}
# Browsers ask for Norwegian under three names; we write one.
_ALIASES = {"no": "nb", "nn": "nb"}
_MOST_ACCEPTED = 20


def offered() -> dict[str, str]:
    """The languages that can be chosen, each by its own name."""
    return LANGUAGES | pseudo.LANGUAGES if pseudo.offered() else LANGUAGES


def direction(locale: str) -> str:
    """Which way a language is written, as HTML's `dir` has it."""
    return "rtl" if locale in pseudo.RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=64)
def formats(locale: str) -> Locale:
    """Whose dates and numbers a language is shown with; made-up ones use English ones."""
    return Locale.parse(locale if locale in LANGUAGES else DEFAULT)


@tables.counted()
@lru_cache(maxsize=1_024)
def language_in(code: str, locale: str) -> str:
    """The name of a language in another one; its code where that has none."""
    return str(formats(locale).languages.get(code.lower(), code))


def split_prefix(path: str) -> tuple[str, str]:
    """The language an address begins with ("" for none) and the rest of the address."""
    first, slash, rest = path[1:].partition("/")
    # Whether made-up ones can be chosen is only looked up for an address with one.
    if first in LANGUAGES or (first in pseudo.LANGUAGES and pseudo.offered()):
        return first, f"/{rest}" if slash else "/"
    return "", path


def choose(prefix: str, cookie: str, accept: str) -> str:
    """The language to answer in, from the prefix, the cookie's value and Accept-Language."""
    known = offered()
    if prefix in known:
        return prefix
    if cookie in known:
        return cookie
    return _accepted(accept) or DEFAULT


def _accepted(header: str) -> str:
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:_MOST_ACCEPTED]):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        language = _ALIASES.get(language, language)
        weight = _weight(parameters)
        if language in LANGUAGES and weight > 0:
            wishes.append((-weight, place, language))
    return min(wishes)[2] if wishes else ""


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
