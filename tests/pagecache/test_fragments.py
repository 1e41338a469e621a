"""Fragments: kept under all they were made from, bounded, and closed to whatever was not named."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from jinja2 import Environment, TemplateSyntaxError, UndefinedError
from markupsafe import Markup

from app.i18n import Reader, reading_as
from app.memory.bounded import Bounded
from app.memory.budget import LEAST, Memory, Room
from app.pagecache.fragments import Fragments, pack
from app.pagecache.tag import CacheTag
from app.web.context import ROOT, Visitor
from app.web.response.assets import Assets
from app.web.templates import make_templates

ROOM = partial(Memory(LEAST).room, "fragments")
DAY = 1_795_000_000_000_000


class Line(msgspec.Struct, frozen=True):
    """Something a fragment shows."""

    title: str
    at: int = DAY


def _site(tmp_path: Path, fragments: Fragments, **files: str) -> Environment:
    folder = tmp_path / "templates"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text)
    return make_templates(folder, tmp_path, Assets(ROOT / "static"), fragments)


def _page(site: Environment, name: str = "page", **values: object) -> str:
    return site.get_template(f"{name}.html").render(values)


def test_what_is_kept_is_taken_again(tmp_path: Path) -> None:
    fragments = Fragments(ROOM())
    site = _site(tmp_path, fragments, page='{% cache "line", line %}<p>{{ line.title }}</p>{% endcache %}')
    assert _page(site, line=Line("a <b>")) == "<p>a &lt;b&gt;</p>"
    assert _page(site, line=Line("a <b>")) == "<p>a &lt;b&gt;</p>"
    assert _page(site, line=Line("c")) == "<p>c</p>"
    assert fragments.stats.table() == {"line": {"hit": 1, "miss": 2}}


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0, False), ("1", 1), ("<b>", Markup("<b>")), (None, ""), ([1, 2], [2, 1]), (1, 1.0)],
)
def test_values_that_look_alike_are_not_the_same(one: object, other: object) -> None:
    assert pack(one) != pack(other)
    assert pack([one] * 100) != pack([other] * 100)


def test_every_language_zone_and_prefix_has_its_own(tmp_path: Path) -> None:
    text = '{% cache "at", at %}{{ url("/x") }} {{ at|time }} {{ _("Sign in") }}{% endcache %}'
    site = _site(tmp_path, Fragments(ROOM()), page=text)
    readers = [
        Reader("en", "", ZoneInfo("UTC")),
        Reader("nl", "", ZoneInfo("UTC")),
        Reader("nl", "/nl", ZoneInfo("UTC")),
        Reader("nl", "/nl", ZoneInfo("Asia/Tokyo")),
    ]
    for order in (readers, readers[::-1]):
        shown = []
        for reader in order:
            with reading_as(reader):
                shown.append(_page(site, at=DAY))
        assert len(set(shown)) == len(readers)
    bare = _site(tmp_path, Fragments(None), page=text)
    for reader in readers:
        with reading_as(reader):
            assert _page(site, at=DAY) == _page(bare, at=DAY)


def test_nothing_but_what_was_named_exists_inside(tmp_path: Path) -> None:
    site = _site(
        tmp_path,
        Fragments(ROOM()),
        page='{% cache "x", a %}{{ a }}{{ person.name }}{% endcache %}',
        within='{% for b in [1] %}{% cache "x", a %}{{ b }}{% endcache %}{% endfor %}',
        included='{% cache "x", a %}{% include "inner.html" %}{% endcache %}',
        inner="{{ request_id }}",
        imported='{% cache "x", a %}{% from "macros.html" import y with context %}{{ y() }}{% endcache %}',
        macros="{% macro y() %}{{ person.name }}{% endmacro %}",
    )
    somebody = Visitor(1, "Marie Elise", "admin")
    for name in ("page", "within", "included", "imported"):
        with pytest.raises(UndefinedError):
            _page(site, name, a=1, person=somebody, request_id="0123")


@pytest.mark.parametrize("name", ["person", "request", "request_id", "human_check"])
def test_what_is_personal_cannot_be_named(tmp_path: Path, name: str) -> None:
    site = _site(
        tmp_path,
        Fragments(ROOM()),
        page=f'{{% cache "x", {name} %}}{{% endcache %}}',
        other=f'{{% cache "x", {name}=1 %}}{{% endcache %}}',
    )
    for template in ("page", "other"):
        with pytest.raises(TemplateSyntaxError, match="personal"):
            site.get_template(f"{template}.html")


@pytest.mark.parametrize(
    "text", ["{% cache name %}{% endcache %}", '{% cache "x" %}{% include y %}{% endcache %}']
)
def test_a_fragment_has_a_plain_name_and_plain_includes(tmp_path: Path, text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        _site(tmp_path, Fragments(ROOM()), page=text).get_template("page.html")


def test_a_value_nobody_can_compare_is_refused(tmp_path: Path) -> None:
    site = _site(tmp_path, Fragments(ROOM()), page='{% cache "x", a %}{{ a }}{% endcache %}')
    with pytest.raises(TypeError, match="plain values"):
        _page(site, a=object())
    with pytest.raises(UndefinedError, match="'a' is undefined"):
        _page(site)


def test_what_only_belongs_to_the_key_is_not_inside(tmp_path: Path) -> None:
    site = _site(
        tmp_path, Fragments(ROOM()), page='{% cache "x", 7, b.version, a=b.text|upper %}{{ a }}{% endcache %}'
    )
    assert _page(site, b={"version": 1, "text": "one"}) == "ONE"
    assert _page(site, b={"version": 2, "text": "two"}) == "TWO"


def test_fragments_in_fragments_includes_and_loops(tmp_path: Path) -> None:
    site = _site(
        tmp_path,
        Fragments(ROOM()),
        page='{% cache "list", lines %}{% for line in lines %}{% include "_line.html" %}{% endfor %}'
        "{% endcache %}",
        _line='{% cache "line", line %}{% from "_bold.html" import bold %}{{ bold(line.title) }}'
        "{% endcache %};",
        _bold="{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}",
    )
    for lines in ([Line("a"), Line("&")], [Line("&"), Line("a"), Line("a")]):
        expected = "".join(f"<b>{line.title.replace('&', '&amp;')}</b>;" for line in lines)
        assert _page(site, lines=lines) == expected
    assert site.fragments.stats.table() == {"list": {"miss": 2}, "line": {"miss": 2, "hit": 3}}  # type: ignore[attr-defined]


def test_another_text_below_is_another_fragment(tmp_path: Path) -> None:
    fragments = Fragments(ROOM())
    files = {
        "page": '{% cache "x" %}{% include "_a.html" %}{% endcache %}',
        "_a": '{% cache "y" %}{% include "_b.html" %}{% endcache %}',
    }
    assert _page(_site(tmp_path, fragments, **files, _b="one")) == "one"
    assert _page(_site(tmp_path, fragments, **files, _b="two")) == "two"
    assert _page(_site(tmp_path, fragments, **files, _b="two")) == "two"
    assert fragments.stats.table()["x"] == {"hit": 1, "miss": 2}


def test_switched_off_the_bytes_are_the_same_and_nothing_is_kept(tmp_path: Path) -> None:
    text = """<ul>
  {% cache "x", lines %}
  {% for line in lines %}
  <li>{{ line }}</li>
  {% endfor %}
  {% endcache %}
</ul>"""
    on, off = Fragments(ROOM()), Fragments(None)
    plain = text.replace('{% cache "x", lines %}', "").replace("{% endcache %}", "")
    expected = _page(_site(tmp_path, off, page=text), lines=["a", "<"])
    for _ in range(2):
        assert _page(_site(tmp_path, on, page=text), lines=["a", "<"]) == expected
    assert expected.split() == _page(_site(tmp_path, off, plain=plain), "plain", lines=["a", "<"]).split()
    assert off.size == 0
    assert off.stats.table() == {}


def test_tools_see_through_the_tag() -> None:
    plain = Environment(extensions=[CacheTag], autoescape=True)
    assert plain.from_string('{% cache "x", a %}{{ b }}{% endcache %}').render(b=1) == "1"


def test_memory_stays_bounded_and_what_is_used_stays() -> None:
    held: Bounded[int, str] = Bounded(Room("try", 10_000))
    for number in range(1_000):
        held.put(number, "x" * 300, 300)
        assert held.get(0) is not None
    assert held.size <= 10_000
    assert len(held) == 20
    assert held.get(999) is not None
    assert held.get(500) is None


def test_what_is_too_large_is_not_kept() -> None:
    held: Bounded[int, str] = Bounded(Room("try", 10_000))
    held.put(1, "small", 5)
    assert not held.put(1, "large", 5_000)
    assert held.get(1) is None
    assert held.size == 0
