"""The admin's page for background jobs: it shows them, follows them, cancels and retries them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import update

from app import jobs
from app.clock import DAY
from app.db import Database
from app.jobs.long import job
from app.settings import Settings
from tests.web.site import running, signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
PAGE = "/account/jobs"
Client = TestClient[Litestar]


@pytest.fixture
def rob(settings: Settings) -> Iterator[Client]:
    """Rob, the admin."""
    with running(settings) as client:
        client.headers.update(OWN)
        signed_in(client, "admin", "Rob")
        yield client


def _db(client: Client) -> Database:
    db: Database = client.app.state.hud.db
    return db


def _ask(client: Client, title: str = "Counting", key: str = "count") -> None:
    with _db(client).write() as session:
        jobs.long.ask(session, "count", title, key=key, total=2_000)


def _lease(client: Client) -> jobs.Lease:
    with _db(client).write() as session:
        return next(one for one in jobs.lease(session, limit=20) if one.actor == "count")


def _half(_db: Database, long: jobs.Long) -> None:
    with long.step(1_000, 2_000, "at %(number)s", number=1_000):
        pass


def _states(client: Client) -> list[str]:
    with _db(client).read() as session:
        return [one.state for one in jobs.long.listing(session)]


@pytest.mark.parametrize("role", ["", "reader", "editor"])
def test_only_admins_see_and_end_jobs(client: Client, role: str) -> None:
    _ask(client)
    if role:
        signed_in(client, role, "Eve")
    refused = 403 if role else 401
    assert client.get(PAGE).status_code == refused
    for verb in ("cancel", "retry"):
        assert client.post(f"{PAGE}/1/{verb}", headers=OWN).status_code == refused
    assert _states(client) == ["waiting"]


def test_without_any_the_page_says_so_and_stands_still(rob: Client) -> None:
    page = rob.get(PAGE).text
    assert "No long job is waiting or running." in page
    assert "hx-trigger" not in page


def test_progress_is_shown_and_asked_for_again_until_it_ends(rob: Client) -> None:
    _ask(rob)
    lease = _lease(rob)
    jobs.take_turn(_db(rob), lease, _half, stopping=lambda: True)
    page = rob.get(PAGE).text
    assert '<progress max="2000" value="1000" aria-label="Counting">' in page
    assert "1,000 of 2,000" in page
    assert "at 1,000" in page
    assert 'hx-trigger="every 2s"' in page
    part = rob.get(PAGE, headers=PARTIAL).text
    assert part.lstrip().startswith('<div id="jobs"')
    assert "<html" not in part

    def end(db: Database, long: jobs.Long) -> None:
        with db.write() as session:
            long.finish(session, "counted to %(last)s", last=2_000)

    jobs.take_turn(_db(rob), _lease(rob), end)
    part = rob.get(PAGE, headers=PARTIAL).text
    assert "counted to 2,000" in part
    assert "hx-trigger" not in part
    assert "<progress" not in part


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_with_its_next_step(rob: Client) -> None:
    _ask(rob)
    answer = rob.post(f"{PAGE}/1/cancel", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    _ask(rob)
    lease = _lease(rob)
    page = rob.post(f"{PAGE}/2/cancel").text
    assert "being cancelled" in page
    assert f"{PAGE}/2/cancel" not in page
    jobs.take_turn(_db(rob), lease, _half)
    assert _states(rob) == ["cancelled", "cancelled"]


def test_cancelling_a_run_that_has_ended_leaves_the_next_one_alone(rob: Client) -> None:
    _ask(rob)
    rob.post(f"{PAGE}/1/cancel")
    _ask(rob)
    assert rob.post(f"{PAGE}/1/cancel").status_code == 200
    assert _states(rob) == ["waiting", "cancelled"]
    for verb in ("cancel", "retry"):
        assert rob.post(f"{PAGE}/99/{verb}").status_code == 404


def test_a_quarantined_job_says_why_and_is_retried(rob: Client) -> None:
    _ask(rob)
    lease = _lease(rob)
    with _db(rob).write() as session:
        session.execute(update(job).where(job.c.key == "count").values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, lease, code="error", detail="OSError: <no room>", retry_us=DAY)
    page = rob.get(PAGE).text
    assert "OSError: &lt;no room&gt;" in page
    assert "hx-trigger" not in page
    rob.post(f"{PAGE}/1/retry")
    assert _states(rob) == ["waiting"]


def test_short_jobs_are_counted_by_kind(rob: Client) -> None:
    with _db(rob).write() as session:
        jobs.enqueue(session, "crawl", "page:1", lane="a.example")
        jobs.enqueue(session, "novel", "one")
    page = rob.get(PAGE).text
    assert '<th scope="row">Page checks</th>' in page
    assert '<th scope="row">novel</th>' in page
