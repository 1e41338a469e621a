"""Thinning: few points, and none that shows is lost."""

from __future__ import annotations

import random
from math import isnan, nan

from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.thin import MOST, runs, thin, thin_dots

values = st.lists(st.one_of(st.just(nan), st.integers(-50, 50).map(float)), min_size=1, max_size=400)
most = st.integers(5, 100)


@settings(deadline=None)
@given(values, most, st.data())
def test_few_points_stay_with_the_first_last_lowest_and_highest(
    ys: list[float], most: int, data: st.DataObject
) -> None:
    steps = data.draw(st.lists(st.integers(0, 9), min_size=len(ys), max_size=len(ys)))
    xs = [float(sum(steps[: n + 1])) for n in range(len(ys))]
    kept = thin(xs, ys, most=most)
    assert kept == sorted(set(kept))
    assert len(kept) <= max(most, 5)
    there = [ys[n] for n in kept if not isnan(ys[n])]
    known = [y for y in ys if not isnan(y)]
    assert bool(there) == bool(known)
    if known:
        assert (min(there), max(there)) == (min(known), max(known))
        assert there[-1] == known[-1]
        assert there[0] == known[0]


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(101, 400))
def test_the_lowest_and_highest_of_each_stretch_stay(seed: int, count: int) -> None:
    chance = random.Random(seed)
    ys = [float(chance.randint(-50, 50)) for _ in range(count)]
    xs = [float(n) for n in range(len(ys))]
    kept = thin(xs, ys, has_gaps=False, most=100)
    width = xs[-1] / 25
    for stretch in range(25):
        end = (stretch + 1) * width if stretch < 24 else xs[-1] + 1
        inside = [n for n in range(len(ys)) if stretch * width <= n < end]
        shown = [ys[n] for n in inside if n in kept]
        assert {min(shown), max(shown)} == {min(ys[n] for n in inside), max(ys[n] for n in inside)}


def test_a_gap_between_points_stays_one() -> None:
    ys = [1.0] * 10_000
    ys[5_000] = nan
    kept = thin([float(n) for n in range(10_000)], ys)
    assert len(kept) <= MOST
    assert 5_000 in kept
    assert len(runs([float(n) for n in kept], [ys[n] for n in kept])) == 2


@settings(deadline=None)
@given(values)
def test_runs_hold_every_point_once_and_end_at_gaps(ys: list[float]) -> None:
    xs = [float(n) for n in range(len(ys))]
    found = runs(xs, ys)
    there = [(x, y) for x, y in zip(xs, ys, strict=True) if not isnan(y)]
    assert [point for run in found for point in run] == there
    assert all(run for run in found)
    for run in found:
        assert [x for x, _ in run] == [float(n) for n in range(int(run[0][0]), int(run[-1][0]) + 1)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))), st.integers(1, 50))
def test_dots_that_cover_each_other_are_drawn_once(places: list[tuple[int, int]], most: int) -> None:
    kept = thin_dots(places, most)
    assert len(kept) == min(len(set(places)), most)
    assert len({places[n] for n in kept}) == len(kept)
