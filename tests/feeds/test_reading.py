"""Readings of a feed, from the click to the stored rows, and all that may go wrong on the way."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import func, select

from app.clock import DAY, HOUR, MINUTE
from app.feeds import payloads, service
from app.feeds.models import FeedPart, FeedPayload, FeedReading
from app.feeds.refused import Refused
from app.jobs.models import Job
from app.series.models import SeriesPoint
from tests.feeds.conftest import Worker
from tests.net.hostile import Answer, Hostile, answer, endless, hang_up, in_pieces, redirect, silent


def birds(made: int | None = None, pages: int = 1, **counts: int) -> bytes:
    listed = [[name, count] for name, count in counts.items()]
    return json.dumps({"birds": listed, "made": made, "pages": pages}).encode()


def values(worker: Worker) -> list[float | None]:
    """What is known now, whatever was known before."""
    query = select(SeriesPoint.value).where(SeriesPoint.known_until.is_(None)).order_by(SeriesPoint.value)
    with worker.db.read() as session:
        return list(session.scalars(query))


def test_nothing_is_asked_before_somebody_begins(quick: Worker, server: Hostile) -> None:
    assert quick.work() == 0
    assert server.requests == []
    assert not quick.state().is_begun
    assert not quick.state().has_data


def test_what_came_is_stored_with_the_reading_it_came_from(worker: Worker, server: Hostile) -> None:
    body = birds(owls=3, wrens=5, made=1_000)
    server.on("/birds.json", answer(body, ETag='"one"'))
    worker.begin()
    assert worker.state().is_begun
    assert worker.work() == 1
    state, newest = worker.state(), worker.newest()
    assert values(worker) == [3, 5]
    assert (state.rows, state.size, state.reading, state.error) == (2, len(body), newest.id, "")
    assert (newest.new, newest.rows, newest.made_at, newest.status) == (2, 2, 1_000, 200)
    with worker.db.read() as session:
        assert payloads.read(session, newest.id) == [body]
        assert session.scalar(select(FeedPart.sha256)) == hashlib.sha256(body).digest()
    assert state.read_at is not None
    assert state.next_at is not None
    assert state.read_at + 5 * MINUTE <= state.next_at <= state.read_at + 6 * MINUTE
    # It is due again by the database, whatever a broker forgets.
    with worker.db.read() as session:
        assert session.scalar(select(Job.due)) == state.next_at


def test_what_did_not_change_is_asked_about_and_not_sent_again(worker: Worker, server: Hostile) -> None:
    server.on("/birds.json", answer(birds(wrens=5), ETag='"one"'), answer(status="304 Not Modified"))
    worker.begin()
    worker.work()
    first = worker.state()
    assert worker.again() == 1
    assert server.requests[-1].headers["If-None-Match"] == '"one"'
    state = worker.state()
    assert (state.rows, state.reading, state.error) == (1, first.reading, "")
    assert state.read_at is not None
    assert first.read_at is not None
    assert state.read_at > first.read_at
    assert worker.newest().status == 304


def test_the_same_bytes_without_a_word_about_it_are_no_change(quick: Worker, server: Hostile) -> None:
    server.on("/birds.json", answer(birds(wrens=5)))
    quick.begin()
    quick.work()
    first = quick.state()
    quick.again()
    assert quick.state().reading == first.reading
    assert quick.newest().rows == 0
    with quick.db.read() as session:
        assert session.scalar(select(func.count()).select_from(FeedPayload)) == 1


def test_asked_for_by_hand_it_is_read_whole_whatever_the_server_says(quick: Worker, server: Hostile) -> None:
    server.on("/birds.json", answer(birds(wrens=5), ETag='"one"'))
    quick.begin()
    quick.work()
    quick.begin()
    quick.again()
    assert "If-None-Match" not in server.requests[-1].headers
    assert quick.newest().rows == 1


BIG = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
FAULTS: dict[str, tuple[Answer, str, str]] = {
    "hangs": (silent, "timeout", "too long"),
    "trickles": (in_pieces(b"HTTP/1.1 200 OK\r\n\r\n", *[b"[ "] * 99, every=0.05), "timeout", "too long"),
    "is cut off": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n[", "timeout", ""),
    "hangs up": (hang_up, "closed", "lost"),
    "fails": (answer(b"oops", status="500 Internal Server Error"), "status", "HTTP 500"),
    "sends too much": (endless(BIG, b"x" * 1_000_000, 40_000_000), "too-large", "32 MB"),
    "says it sends too much": (answer(b"", content_length="40000000"), "too-large", "32 MB"),
    "sends a page": (answer(b"<!doctype html><p>Sorry"), "refused", "no list of birds"),
    "changed its schema": (answer(b'{"birds": [["owl", "three"]]}'), "refused", "no list of birds"),
    "breaks the parser": (answer(b"crash"), "refused", "KeyError"),
    "is refused half stored": (answer(birds(wrens=9, owl=1)), "refused", "Owls"),
    "leads elsewhere": (redirect("http://localhost:1/birds.json"), "guard", "another server"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_fails_leaves_all_as_it_was(quick: Worker, server: Hostile, fault: str) -> None:
    """One whose answer says nothing new is a reading, and one that is wrong is one with a reason."""
    bad, code, said = FAULTS[fault]
    server.on("/birds.json", answer(birds(wrens=5)), bad)
    quick.begin()
    quick.work()
    good = quick.state()
    assert quick.again() == 1
    state, newest = quick.state(), quick.newest()
    assert values(quick) == [5]
    assert (state.reading, state.rows, state.read_at) == (good.reading, 1, good.read_at)
    assert state.error == newest.error
    assert state.error in (code, "closed")
    assert said in state.reason or state.error == "closed"
    assert state.failures == 1
    assert state.tried_at is not None
    assert state.next_at is not None
    assert 0 < state.next_at - state.tried_at < 2 * MINUTE


def test_after_a_failure_the_next_good_answer_is_stored(quick: Worker, server: Hostile) -> None:
    server.on(
        "/birds.json", answer(birds(wrens=5), ETag='"a"'), answer(b"no", ETag='"b"'), answer(birds(wrens=6))
    )
    quick.begin()
    quick.work()
    quick.again()
    assert quick.state().failures == 1
    quick.again()
    # It is asked about what is stored, never about what was refused.
    assert server.requests[-1].headers["If-None-Match"] == '"a"'
    assert values(quick) == [6]
    assert (quick.state().failures, quick.state().reason) == (0, "")
    with quick.db.read() as session:
        # What was refused is evidence too.
        assert session.scalar(select(func.count()).select_from(FeedPayload)) == 3


def test_failures_in_a_row_are_tried_less_and_less_often(quick: Worker, server: Hostile) -> None:
    server.on("/birds.json", answer(status="503 Unavailable"))
    quick.begin()
    waits = []
    for _ in range(4):
        quick.again()
        state = quick.state()
        assert state.next_at is not None
        assert state.tried_at is not None
        waits.append((state.next_at - state.tried_at) / MINUTE)
    assert waits == sorted(waits)
    assert 0.8 <= waits[0] <= 1.2
    assert 6.4 <= waits[-1] <= 9.6


def test_a_server_that_asks_for_patience_gets_it_within_bounds(quick: Worker, server: Hostile) -> None:
    hour = answer(status="429 Too Many Requests", Retry_After="3600")
    week = answer(status="429 Too Many Requests", Retry_After="604800")
    server.on("/birds.json", hour, week)
    quick.begin()
    for least, most in ((HOUR, HOUR), (6 * HOUR, 6 * HOUR)):
        quick.again()
        state = quick.state()
        assert state.next_at is not None
        assert state.tried_at is not None
        assert least <= state.next_at - state.tried_at <= most


def test_an_answer_in_pages_is_stored_when_all_have_come(worker: Worker, server: Hostile) -> None:
    server.on("/pages.json?per_page=2&page=1", answer(birds(owls=1, wrens=2, pages=2)))
    server.on(
        "/pages.json?per_page=2&page=2",
        answer(status="500 Internal Server Error"),
        answer(birds(tits=3, pages=2)),
    )
    worker.begin("birds-pages")
    worker.work()
    assert values(worker) == []
    assert "HTTP 500" in worker.state("birds-pages").reason
    worker.again()
    assert values(worker) == [1, 2, 3]
    assert worker.state("birds-pages").rows == 3
    with worker.db.read() as session:
        assert len(payloads.read(session, worker.newest().id)) == 2


def test_pages_that_do_not_belong_together_are_refused(quick: Worker, server: Hostile) -> None:
    server.on("/pages.json?per_page=2&page=1", answer(birds(owls=1, pages=2, made=1)))
    server.on("/pages.json?per_page=2&page=2", answer(birds(tits=3, pages=2, made=2)))
    quick.begin("birds-pages")
    quick.work()
    assert "changed while" in quick.state("birds-pages").reason
    assert quick.state("birds-pages").place == "page 2"
    assert values(quick) == []


def test_bytes_are_kept_by_count_and_never_lose_the_last_good_ones(worker: Worker, server: Hostile) -> None:
    server.on("/few.json", answer(birds(wrens=5)), *(answer(b"no %d" % n) for n in range(4)))
    worker.begin("birds-few")
    worker.work()
    for _ in range(4):
        worker.again()
    with worker.db.read() as session:
        readings = list(session.scalars(select(FeedReading.id).order_by(FeedReading.id)))
        kept = [payloads.read(session, reading)[0] for reading in readings]
        assert session.scalar(select(func.count()).select_from(FeedPart)) == 5
    assert kept == [birds(wrens=5), None, None, b"no 2", b"no 3"]


def test_a_feed_that_was_stopped_is_asked_no_more_and_keeps_its_data(quick: Worker, server: Hostile) -> None:
    server.on("/birds.json", answer(birds(wrens=5)))
    quick.begin()
    quick.work()
    with quick.db.write() as session:
        service.stop(session, "birds")
    assert quick.again() == 0
    state = quick.state()
    assert state.is_stopped
    assert state.rows == 1
    assert state.next_at is None
    assert values(quick) == [5]


def test_data_is_called_old_when_nobody_could_read_it_for_long(quick: Worker, server: Hostile) -> None:
    server.on("/birds.json", answer(birds(wrens=5)))
    quick.begin()
    quick.work()
    state = quick.state()
    assert state.read_at is not None
    assert not state.is_old(state.read_at + 14 * MINUTE)
    assert state.is_old(state.read_at + DAY)
    assert service.turns_old([state], state.read_at) == state.read_at + 15 * MINUTE


def test_a_refusal_is_told_in_words_with_its_place() -> None:
    assert str(Refused("%(count)s wings", "birds[3]", count=3)) == "3 wings (birds[3])"
