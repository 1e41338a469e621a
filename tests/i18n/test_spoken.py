"""Sentences in templates: in the reader's language, their values escaped, the sentences themselves not."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from app.i18n import Reader, reading_as
from app.i18n.spoken import say, say_counted, say_counted_in, say_in


def test_a_value_is_escaped_and_a_sentence_is_not() -> None:
    said = say("<b>%(name)s</b>", name="<script>")
    assert said == "<b>&lt;script&gt;</b>"
    assert isinstance(said, Markup)
    assert say("<b>%(name)s</b>", name=Markup("<i>")) == "<b><i></b>"


def test_each_reader_has_the_sentence_in_the_own_language() -> None:
    assert say("Search") == "Search"
    with reading_as(Reader("nl")):
        assert say("Search") == "Zoeken"
        assert say("") == ""
    assert say("Search") == "Search"


def test_a_percent_sign_is_written_twice_with_and_without_values() -> None:
    assert say("100 %% of it") == "100 % of it"
    assert say("100 %% of %(what)s", what="it") == "100 % of it"


def test_the_form_fits_the_number() -> None:
    forms = "%(num)s page", "%(num)s pages"
    assert [say_counted(*forms, number) for number in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    with reading_as(Reader("fr")):
        assert say_counted("%(count)s page", "%(count)s pages", 0, count="<0>") == "&lt;0&gt; page"


def test_templates_call_them_as_jinja_does_its_own() -> None:
    ours = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    ours.newstyle_gettext = True  # type: ignore[attr-defined]
    ours.globals.update(_=say, gettext=say, ngettext=say_counted, pgettext=say_in, npgettext=say_counted_in)
    theirs = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    theirs.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text,
        lambda one, many, number: one if number == 1 else many,
        newstyle=True,
        pgettext=lambda _context, text: text,
        npgettext=lambda _context, one, many, number: one if number == 1 else many,
    )
    source = (
        "{{ _('a <b>') }}{{ _('%(x)s %%', x=x) }}{{ ngettext('%(num)s a', '%(num)s b', 2) }}"
        "{% trans %}c {{ x }}{% endtrans %}"
        "{% trans count=3 %}{{ count }} d{% pluralize %}{{ count }} e{% endtrans %}"
        "{{ pgettext('f', 'g <b>') }}{{ pgettext('f', '%(x)s %%', x=x) }}"
        "{{ npgettext('f', '%(num)s h', '%(num)s i', 2) }}{% trans 'f' %}j {{ x }}{% endtrans %}"
        "{% trans 'f' count=3 %}{{ count }} k{% pluralize %}{{ count }} l{% endtrans %}"
    )
    assert ours.from_string(source).render(x="<x>") == theirs.from_string(source).render(x="<x>")
