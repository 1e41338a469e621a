"""Charts: how long the server takes to draw one, beside matplotlib writing the same as SVG.

Time is the processor's, of numbers that are at hand: what reading them costs is the source's. Every picture
is drawn anew, with its table and description, in the reader's language.
"""

from __future__ import annotations

import gc
import io
import math
import random
import re
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

import matplotlib as mpl
from matplotlib.figure import Figure as Peer

from app.charts.chart import Axis, Chart, Series
from app.charts.figure import Figure, figure
from app.charts.files import as_csv, as_json
from app.charts.plot import prepare
from app.charts.svg import in_page
from app.charts.thin import MOST, thin
from app.charts.words import Voice
from bench.measure import Row, at_most

mpl.use("svg")
ZONE = ZoneInfo("Europe/Amsterdam")
_FIRST, _STEP = 1_765_152_000_000_000, 300_000_000
_POINT = re.compile(r"-?\d+ -?\d+")


def rows(quick: bool) -> list[Row]:
    """A long line, an ordinary chart, many dots, many lines, and the files."""
    rounds = 15 if quick else 40
    gc.freeze()  # what matplotlib has loaded is not looked through for garbage by each round
    xs, ys = _long(100_000)
    dots = _dots(12_569)
    weeks = [float(n) for n in range(52)], [float(n % 17) for n in range(52)]
    long = _cpu(lambda: _picture(xs, ys), rounds)
    plain = _cpu(lambda: _by_matplotlib(xs, ys, "-"), 5)
    found = _drawn(xs, ys)
    kept = thin(xs, ys)
    made = _chart(xs, ys)
    many = [Series(label=str(n), xs=xs[:1_000], ys=ys[n : n + 1_000]) for n in range(100)]
    return [
        at_most("a line of 100,000 points, drawn", long, 30, "ms"),
        at_most("the same with its table", _cpu(lambda: _drawn(xs, ys), rounds), 60, "ms"),
        Row("the same beside matplotlib's SVG", long, plain, "matplotlib", "ms", floor=2, goal=4),
        at_most("points of it that are sent", _points(found), MOST, "points"),
        at_most("lowest or highest values lost", _lost(ys, kept), 0.5, "values"),
        Row("bytes of its SVG", _size(found), _bytes_by_matplotlib(xs, ys), "matplotlib", "bytes", floor=0.5),
        Row(
            "a chart of 52 weeks",
            _cpu(lambda: _drawn(*weeks), rounds),
            _cpu(lambda: _by_matplotlib(*weeks, "-"), 5),
            "matplotlib",
            "ms",
            floor=3,
        ),
        Row(
            "12,569 dots",
            _cpu(lambda: _drawn(*dots, mark="dots"), rounds),
            _cpu(lambda: _by_matplotlib(*dots, "o"), 3),
            "matplotlib",
            "ms",
            floor=2,
        ),
        at_most("100 lines of 1,000 points", _cpu(lambda: _all(many), rounds), 250, "ms"),
        at_most("the JSON to look closer at", _cpu(lambda: as_json(made), rounds), 60, "ms"),
        at_most("the CSV of 100,000 points", _cpu(lambda: as_csv(made), 3), 1_500, "ms"),
    ]


def _long(count: int) -> tuple[list[float], list[float]]:
    rnd = random.Random(1)
    ys = [10 * math.sin(n / 4_000) + rnd.gauss(0, 1) for n in range(count)]
    return [float(_FIRST + n * _STEP) for n in range(count)], ys


def _dots(count: int) -> tuple[list[float], list[float]]:
    rnd = random.Random(2)
    return [rnd.gauss(0, 60) for _ in range(count)], [rnd.expovariate(1) for _ in range(count)]


def _chart(xs: list[float], ys: list[float], mark: str = "line") -> Chart:
    axis = Axis(kind="time") if mark == "line" else Axis()
    series = Series(label="Level", xs=xs, ys=ys, mark="dots" if mark == "dots" else "line")
    return Chart(id="bench", title="Level", series=[series], x=axis, y=Axis(unit="m"), source="HUD")


def _picture(xs: list[float], ys: list[float]) -> str:
    chart = _chart(xs, ys)
    voice = Voice(chart, ZONE, "nl")
    return in_page(prepare(chart, voice), voice)


def _drawn(xs: list[float], ys: list[float], mark: str = "line") -> Figure:
    return figure(_chart(xs, ys, mark), zone=ZONE, locale="nl")


def _all(series: list[Series]) -> Figure:
    return figure(Chart(id="bench", title="Many", series=series, x=Axis(kind="time")), zone=ZONE, locale="nl")


def _by_matplotlib(xs: list[float], ys: list[float], style: str) -> bytes:
    picture = Peer(figsize=(10, 2))
    picture.subplots().plot(xs, ys, style, markersize=3)
    out = io.BytesIO()
    picture.savefig(out, format="svg")
    return out.getvalue()


def _bytes_by_matplotlib(xs: list[float], ys: list[float]) -> float:
    return float(len(_by_matplotlib(xs, ys, "-")))


def _size(made: Figure) -> float:
    return float(sum(len(panel.svg.encode()) for panel in made.panels))


def _points(made: Figure) -> float:
    paths = re.findall(r' d="([^"]*)"', made.panels[0].svg)
    return float(sum(len(_POINT.findall(path)) for path in paths))


def _lost(ys: list[float], kept: list[int]) -> float:
    """How many of the hundred stretches of the line lost their lowest or highest value."""
    there, part = set(kept), len(ys) // 100
    lost = 0
    for start in range(0, len(ys), part):
        stretch = range(start, start + part)
        lost += min(stretch, key=ys.__getitem__) not in there
        lost += max(stretch, key=ys.__getitem__) not in there
    return float(lost)


def _cpu(work: Callable[[], object], rounds: int) -> float:
    """The best of some rounds, in milliseconds of the processor."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best * 1_000
