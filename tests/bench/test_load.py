"""The load test's input (JMeter's samples, the machine's times, wrk's answers) and its output."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.load.draw import draw, per_second
from bench.load.jmeter import Profile, Sample, after_ramp, samples
from bench.load.machine import accounted, megahertz, times
from bench.load.pages import Measured
from bench.load.servers import bare
from bench.load.tell import tell
from bench.load.wrk import Ask, Failed, lines, press
from bench.measure import Row
from tests.services import program

HEAD = "timeStamp,elapsed,label,responseCode,failureMessage,success\n"


def _results(folder: Path, *rows: str) -> Path:
    path = folder / "samples.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return path


def test_signing_in_is_no_sample_and_time_begins_with_the_first_that_is(tmp_path: Path) -> None:
    results = _results(
        tmp_path,
        "1000,90,accounts: sign in,303,,true",
        "5500,20,home: first page,200,,true",
        "5000,10,search: results,503,busy,false",
    )
    assert samples(results) == [
        Sample("search: results", 0.0, 10.0, False),
        Sample("home: first page", 0.5, 20.0, True),
    ]


def test_who_cannot_sign_in_ends_the_run(tmp_path: Path) -> None:
    results = _results(tmp_path, "1000,90,accounts: sign in,429,expected 303,false")
    with pytest.raises(RuntimeError, match="nobody could sign in: 429 expected 303"):
        samples(results)


def test_only_what_was_answered_while_all_users_were_there_counts() -> None:
    found = [Sample("home", at, 1_000.0, True) for at in (0.0, 8.9, 9.0, 40.0, 68.9, 69.0)]
    kept, seconds = after_ramp(found, Profile(judged=100, ramp=10, seconds=70))
    assert [one.at for one in kept] == [9.0, 40.0, 68.9]
    assert seconds == 60.0


def test_a_second_without_an_answer_is_seen() -> None:
    found = per_second([Sample("home", 0.2, 100.0, True), Sample("home", 2.0, 300.0, True)])
    assert found == {0: [100.0], 1: [], 2: [300.0]}


def test_each_app_has_its_picture(tmp_path: Path) -> None:
    found = [Sample("home: first page", 0.2, 100.0, True), Sample("pages: list", 2.0, 300.0, True)]
    assert [path.name for path in draw(found, tmp_path)] == ["load-home.svg", "load-pages.svg"]
    assert "home: the judged profile" in (tmp_path / "load-home.svg").read_text()


def test_the_machines_times_are_told_apart() -> None:
    tick = os.sysconf("SC_CLK_TCK")
    found = times(
        f"cpu {tick} {2 * tick} {3 * tick} {4 * tick} {5 * tick} {6 * tick} {7 * tick} {8 * tick} 0 0\ncpu0 1"
    )
    assert (found.busy, found.idle, found.stolen) == (19.0, 9.0, 8.0)


def test_the_frequency_is_told_where_the_system_does() -> None:
    assert megahertz("cpu MHz\t\t: 2000.0\ncpu MHz\t\t: 3000.0\n") == 2500.0
    assert megahertz("processor\t: 0\n") is None


def test_work_of_a_process_stands_under_its_name() -> None:
    spent = accounted(lambda: sum(range(3_000_000)), {"this": os.getpid()})
    assert set(spent.by) == {"this"}
    assert "cores used: this " in spent.told()
    # Where two stand on one core, the figures say so.
    cores = "+".join(map(str, sorted(os.sched_getaffinity(0))))
    assert spent.told().partition("may run on: ")[2].startswith(f"this {cores}")


def test_a_request_is_a_line_of_its_path_and_headers() -> None:
    assert lines([Ask("/?q=a+b", (("Cookie", "hud=1; x=2"), ("Accept", "*/*"))), Ask("/")]) == [
        "/?q=a+b\tCookie: hud=1; x=2\tAccept: */*",
        "/",
    ]


def test_only_pages_that_are_all_answered_make_a_rate() -> None:
    program("wrk")
    with bare({"/": b"<html></html>"}) as server:
        run = press(server.url, [Ask("/")], 1, connections=2)
        assert run.requests > 0
        assert run.errors == 0
        with pytest.raises(Failed, match="requests to http"):
            press(server.url, [Ask("/"), Ask("/nothing")], 1, connections=2)
        with pytest.raises(Failed, match="2 different requests are too few"):
            press(server.url, [Ask("/?1"), Ask("/?2")], 1, connections=2, once=True)


def test_the_page_of_figures_has_a_line_for_each_page(tmp_path: Path) -> None:
    measured = [Measured("home: first page", "/", 2_500.4, 1_250, 1.04, 2.0, 3.96)]
    rows = [Row("judged", 10.0, 20.0, "bare handlers", "µs", 0.6)]
    path = tmp_path / "performance.md"
    path.write_text("# Of before\n\n## Cores\n\nWritten by hand.\n")
    page = tell(measured, rows, ["a line"], False, path).read_text()
    assert page.endswith("\n## Cores\n\nWritten by hand.\n")
    assert "Of before" not in page
    assert "| home: first page | 2,500 | 1.0 | 2.0 | 4.0 |" in page
    assert "- a line\n" in page
    assert "bare handlers" in page
