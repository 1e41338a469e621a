"""A page with every kind of chart, for tests alone: no menu leads to it and no installation has it."""

from __future__ import annotations

import math
import random

from jinja2 import ChoiceLoader, DictLoader

from app.charts.answers import answer, files, other_form, shown
from app.charts.chart import Axis, Chart, Event, Series
from app.charts.figure import Figure
from app.charts.svg import sparkline
from app.clock import DAY, HOUR
from app.feature import Feature
from app.web.pipeline.page import Page, Text, page
from app.web.request import PageRequest
from tests.search.corpus import at

FEATURE = Feature("gallery", "/gallery/")
_PAGE = """{% extends "base.html" %}{% block title %}Gallery{% endblock %}
{% block content %}<h1>Gallery</h1>
<p>Berths {{ spark }} over a year</p>
{% for chart in charts %}{% include "shared/_chart.html" %}{% endfor %}{% endblock %}"""
_WEEK = 7 * DAY
_FIRST = at("2025-12-08")
_SOURCE, _LICENCE = "Harbour office of Tarnmouth", "CC BY 4.0"
_WORDS = ("berth", "mooring", "pontoon", "قارب", "quay", "tide", "ferry", "lock")


def _curve(seed: int, length: int, least: float = 5, most: float = 28) -> list[float]:
    rnd = random.Random(seed)
    found, value = [], (least + most) / 2
    for _ in range(length):
        value = min(max(value + rnd.gauss(0, (most - least) / 10), least), most)
        found.append(float(round(value)))
    return found


def _weeks(length: int = 52) -> list[float]:
    return [float(_FIRST + number * _WEEK) for number in range(length)]


def charts() -> list[Chart]:
    """One of each kind, and the hard cases."""
    weeks, time = _weeks(), Axis(kind="time", label="Week")
    pages = Axis(unit="pages", from_zero=True)
    gap: list[float | None] = list(_curve(3, 52))
    gap[20:27] = [None] * 7
    gap[40:43] = [None, 20.0, None]
    words = [Series(label=word, xs=weeks, ys=_curve(n, 52)) for n, word in enumerate(_WORDS)]
    values = _curve(7, 52, 20, 60)
    links = tuple(f"/search?q=berth&from={number}" for number in range(52))
    rnd = random.Random(5)
    return [
        _closer(),
        Chart(
            id="two",
            title="Two lines",
            about="pages that say it, by week",
            series=words[:2],
            x=time,
            y=pages,
            events=[
                Event(at=weeks[14], label="New dues", link="/pages/1"),
                Event(at=weeks[30], label="Regatta"),
            ],
            can_zoom=True,
            source=_SOURCE,
            licence=_LICENCE,
        ),
        Chart(
            id="eight", title="Eight lines", series=words, x=time, y=pages, source=_SOURCE, licence=_LICENCE
        ),
        Chart(
            id="split",
            title="Small multiples",
            series=words,
            x=time,
            y=pages,
            is_split=True,
            source=_SOURCE,
            licence=_LICENCE,
        ),
        Chart(
            id="gap",
            title="A gap, and a point alone",
            series=[Series(label="berth", xs=weeks, ys=gap)],
            x=time,
            y=pages,
        ),
        Chart(
            id="step",
            title="Steps",
            series=[Series(label="Price", xs=weeks, ys=_curve(9, 52, 1, 6), mark="step")],
            x=time,
            y=Axis(unit="€"),
        ),
        Chart(
            id="area",
            title="Area",
            series=[Series(label="Pages", xs=weeks, ys=values, mark="area")],
            x=time,
            y=pages,
        ),
        Chart(
            id="band",
            title="Band",
            about="95 of 100 lie within",
            series=[
                Series(
                    label="Forecast",
                    xs=weeks,
                    ys=values,
                    lows=[v - 4 - n / 8 for n, v in enumerate(values)],
                    highs=[v + 4 + n / 8 for n, v in enumerate(values)],
                    mark="band",
                )
            ],
            x=time,
            y=Axis(unit="%"),
        ),
        Chart(
            id="bars",
            title="Bars",
            about="each leads to its week",
            series=[Series(label="Readings", xs=weeks, ys=_curve(11, 52, 0, 30), mark="bar", links=links)],
            x=time,
            y=pages,
        ),
        Chart(
            id="names",
            title="Bars side by side, some below nothing",
            series=[
                Series(label="2025", xs=range(5), ys=[4, -2, 6, None, 1], mark="bar"),
                Series(label="2026", xs=range(5), ys=[5, -3, 2, 3, -1], mark="bar"),
            ],
            x=Axis(
                kind="names", label="Country", names=("Netherlands", "Sweden", "Norway", "France", "بريطانيا")
            ),
            y=Axis(unit="%"),
        ),
        Chart(
            id="dots",
            title="Dots with whiskers",
            series=[
                Series(
                    label="Win rate",
                    xs=range(9),
                    ys=[50 + n for n in range(9)],
                    lows=[46 + n for n in range(9)],
                    highs=[53 + n * 1.5 for n in range(9)],
                    mark="dots",
                )
            ],
            x=Axis(label="Bracket"),
            y=Axis(unit="%"),
        ),
        Chart(
            id="log",
            title="A logarithmic axis",
            about="earthquakes of at least this magnitude",
            series=[
                Series(
                    label="Number",
                    xs=[4.5, 5, 5.5, 6, 6.5, 7, 7.5],
                    ys=[7000, 2400, 800, 300, 100, 30, 0],
                    mark="dots",
                ),
                Series(label="b = 0.96", xs=[4.5, 7.5], ys=[7000, 10], mark="line", is_quiet=True),
            ],
            x=Axis(label="Magnitude"),
            y=Axis(kind="log"),
        ),
        Chart(
            id="scatter",
            title="Scatter",
            series=[
                Series(
                    label=name,
                    xs=[rnd.gauss(n * 2, 1) for _ in range(120)],
                    ys=[rnd.gauss(n, 1) for _ in range(120)],
                    mark="dots",
                )
                for n, name in enumerate(("benign", "malignant", "unsure"))
            ],
            x=Axis(label="Radius", unit="mm"),
            y=Axis(unit="mm"),
        ),
        Chart(id="empty", title="Nothing yet", series=[Series(label="none", xs=[], ys=[])], x=time, y=pages),
        Chart(
            id="one",
            title="One point",
            series=[Series(label="one", xs=[float(_FIRST)], ys=[3])],
            x=time,
            y=pages,
        ),
        Chart(id="same", title="All the same", series=[Series(label="same", xs=weeks, ys=[7] * 52)], x=time),
        Chart(
            id="tiny",
            title="Tiny",
            series=[Series(label="tiny", xs=range(9), ys=[n * 3e-9 for n in range(9)])],
        ),
        Chart(
            id="huge",
            title="Huge",
            series=[Series(label="huge", xs=range(9), ys=[n * 3.2e9 for n in range(9)])],
        ),
        Chart(
            id="hours",
            title="A day of 25 hours",
            series=[
                Series(
                    label="readings",
                    xs=[float(at("2026-10-24T22:00") + n * HOUR) for n in range(25)],
                    ys=_curve(13, 25, 0, 9),
                    mark="bar",
                )
            ],
            x=Axis(kind="time"),
        ),
        Chart(
            id="hundred",
            title="A hundred lines",
            series=[Series(label=f"Page {n}", xs=weeks, ys=_curve(n, 52)) for n in range(100)],
            x=time,
            y=pages,
        ),
    ]


def _closer() -> Chart:
    """A long line, of which a part can be looked at."""
    rnd = random.Random(1)
    ys = [10 * math.sin(n / 4_000) + rnd.gauss(0, 1) for n in range(100_000)]
    xs = [float(_FIRST + n * 300_000_000) for n in range(100_000)]
    return Chart(
        id="gallery",
        title="100,000 points",
        about="every five minutes of a year",
        can_zoom=True,
        series=[Series(label="Level", xs=xs, ys=ys)],
        x=Axis(kind="time"),
        y=Axis(unit="m"),
        source=_SOURCE,
        licence=_LICENCE,
    )


def closer_ends() -> tuple[float, float]:
    """The first and the last moment of the long line."""
    return _closer().series[0].ends


def closer(_request: PageRequest) -> Chart:
    """The chart whose other forms the page's address has."""
    return _closer()


@page("/gallery/", depends_on=())
def gallery(request: PageRequest) -> Page:
    """All of them."""
    made = [shown(request, chart, address=None if chart.id == "gallery" else "") for chart in charts()]
    return _page(request, made)


@page("/gallery/word/{word:str}", depends_on=())
def word(request: PageRequest, word: str) -> Page | Text:
    """A chart at an address that ends in a word of the reader's."""
    chart = Chart(
        id="word",
        title=word,
        series=[Series(label=word, xs=_weeks(), ys=_curve(1, 52))],
        x=Axis(kind="time"),
        y=Axis(unit="pages"),
        source=_SOURCE,
        licence=_LICENCE,
    )
    form = other_form(request)
    return answer(request, chart, form) if form else _page(request, [shown(request, chart)])


def _page(request: PageRequest, made: list[Figure]) -> Page:
    templates = request.hud.templates
    if not isinstance(templates.loader, ChoiceLoader):
        assert templates.loader is not None
        templates.loader = ChoiceLoader([templates.loader, DictLoader({"gallery.html": _PAGE})])
    return Page("gallery.html", charts=made, spark=sparkline([*_curve(2, 40)]))


handlers = [gallery, word, *files("/gallery", closer, depends_on=())]
