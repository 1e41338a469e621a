"""A benchmark's result keeps its promised shape, and a missed floor is never silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import __main__ as command
from bench.measure import Row, at_most, each, median, seconds
from bench.plot import Growth, plot
from bench.report import save, table

FASTER = Row("build", 0.01, 0.2, "plain", "s", floor=10, goal=25)


def test_saved_results_have_exactly_the_promised_keys(tmp_path: Path) -> None:
    answer = json.loads(save("trie", [FASTER], quick=True, folder=tmp_path).read_text())
    assert list(answer) == ["machine", "when", "rows"]
    assert answer["rows"] == [
        {
            "what": "build",
            "ours": 0.01,
            "peer": 0.2,
            "peer_name": "plain",
            "unit": "s",
            "ratio": 20.0,
            "floor": 10,
            "goal": 25,
        }
    ]
    assert "quick" in answer["machine"]


def test_nothing_measured_leaves_readable_json(tmp_path: Path) -> None:
    text = save("zero", [at_most("missed", 0.0, 5, "%")], quick=False, folder=tmp_path).read_text()
    assert json.loads(text, parse_constant=pytest.fail)["rows"][0]["ratio"] is None


def test_a_limit_is_kept_by_less_and_missed_by_more() -> None:
    assert not at_most("size", 0.5, 0.6, "MB").missed
    assert at_most("size", 0.7, 0.6, "MB").missed


def test_a_row_without_a_floor_is_never_missed() -> None:
    assert not Row("beside", 5, 1, "dict", "ns").missed


def test_the_table_marks_what_missed_its_floor() -> None:
    lines = table([FASTER, Row("search", 2, 3, "peer", "s", floor=3)]).splitlines()
    assert lines[2].endswith("ok")
    assert lines[3].endswith("MISSED")


def test_every_piece_of_work_gets_a_round_before_any_gets_two() -> None:
    order: list[str] = []
    found = seconds({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, rounds=2)
    assert order == ["a", "b", "a", "b"]
    assert set(found) == {"a", "b"}


def test_short_calls_are_repeated_and_divided() -> None:
    order: list[int] = []
    each({"a": lambda: order.append(1)}, rounds=2, number=5)
    assert len(order) == 10


@pytest.mark.parametrize(("values", "middle"), [([3, 1, 2], 2), ([4, 1, 2, 3], 2.5), ([7], 7)])
def test_median(values: list[float], middle: float) -> None:
    assert median(values) == middle


def test_the_same_growth_draws_the_same_file(tmp_path: Path) -> None:
    growth = Growth("g", "Growth", "rows", "s", [1, 10], {"ours": [1, 2], "theirs": [2, 30]})
    first = plot(growth, tmp_path).read_bytes()
    assert plot(growth, tmp_path).read_bytes() == first
    assert b"<svg" in first


@pytest.mark.parametrize("name", ["nonsense", "report"])
def test_an_unknown_benchmark_is_wrong_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([name]) == 2
    assert f"no benchmark named {name}" in capsys.readouterr().err
