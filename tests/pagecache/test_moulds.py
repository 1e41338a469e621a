"""A mould gives what its template would have given, and only its own holes are holes."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import escape

from app.i18n import Reader, reading_as
from app.memory.budget import LEAST, Memory
from app.pagecache.moulds import Mould, Moulds, hole

NAUGHTY = ["", "plain", "<b>&\"'", "a|b%7Cc", "é – 日本", "%s {0} {{ x }}"]


def moulds(text: str, *, on: bool = True) -> Moulds:
    templates = Environment(
        loader=DictLoader({"t": text}), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )
    templates.globals.update(hole=hole)
    return Moulds(templates, Memory(LEAST).room("moulds"), on=on)


@pytest.mark.parametrize("value", NAUGHTY)
def test_filled_mould_is_what_the_template_gives(value: str) -> None:
    text = '<a href="/?q={{ quoted }}&next={{ quoted|urlencode }}" title="{{ value }}">{{ value }}</a>'
    direct = moulds(text).get("t", value, lambda: {"value": value, "quoted": quote_plus(value)}).fill({})
    mould = moulds(text).get("t", None, lambda: {"value": hole("q"), "quoted": quote_plus(hole("q"))})
    quoted = quote_plus(value)
    own = {"q": escape(value).encode(), "q%": quoted.encode(), "q%%": quote_plus(quoted).encode()}
    assert mould.fill(own) == direct


def test_text_that_looks_like_a_hole_is_none() -> None:
    assert Mould("a|q|b %7Cq%7C").fill({"q": b"x"}) == b"a|q|b %7Cq%7C"


def test_what_is_filled_in_makes_no_holes_itself() -> None:
    assert Mould(f"[{hole('a')}]").fill({"a": hole("b").encode(), "b": b"x"}) == f"[{hole('b')}]".encode()


def test_a_hole_that_nothing_belongs_into_is_an_error() -> None:
    with pytest.raises(KeyError):
        Mould(hole("a")).fill({})


@pytest.mark.parametrize(("on", "expected"), [(True, 1), (False, 2)])
def test_it_is_rendered_once_for_each_key_unless_caches_are_off(on: bool, expected: int) -> None:
    made: list[int] = []

    def values() -> dict[str, object]:
        made.append(1)
        return {"x": 1}

    kept = moulds("{{ x }}", on=on)
    assert [kept.get("t", "key", values).fill({}) for _ in range(2)] == [b"1", b"1"]
    assert len(made) == expected
    assert kept.size == 0 or on


def test_each_reader_has_moulds_of_their_own() -> None:
    kept = moulds("{{ x }}")
    readers = [
        Reader("en"),
        Reader("nl"),
        Reader("en", "/en"),
        Reader("en", "", ZoneInfo("Europe/Amsterdam")),
    ]
    for number, reader in enumerate(readers):
        with reading_as(reader):
            assert kept.get("t", None, partial(dict, x=number)).fill({}) == b"%d" % number
    for number, reader in enumerate(readers):
        with reading_as(reader):
            assert kept.get("t", None, dict).fill({}) == b"%d" % number
