"""Many who sign in at the same moment: all who are right are let in, guessers get no more tries than ever."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import func, select

from app.accounts import service
from app.accounts.attempts import Attempts
from app.accounts.models import Attempt
from app.accounts.password_limit import TRIES, Try
from app.accounts.passwords import hash_password
from app.clock import now
from app.db import Database
from app.settings import Settings
from tests import prepared
from tests.web.site import PASSWORD
from tests.workers.processes import ROOT
from tests.workers.serving import serving

HERE = "192.0.2.1"
CROWD = 16
COUNTS = Attempts(b"the secret of all processes")
# Looks into the table as fast as it can be looked at, so that the waits are for the counts alone.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _person(db: Database, name: str, password_hash: str) -> None:
    with db.write() as session:
        service.create(session, name, password_hash, "reader", now())


def _from_processes(db: Database, groups: Iterable[tuple[str, str]], each: int = CROWD // 2) -> Counter[str]:
    """What became of `each` tries from as many processes as there are groups of account and password."""
    with ExitStack() as stack:
        crowd = []
        for account, password in groups:
            command = [
                sys.executable,
                "-m",
                "tests.accounts.crowd",
                db.url,
                HERE,
                str(each),
                account,
                password,
            ]
            process = subprocess.Popen(
                command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            crowd.append(stack.enter_context(process))
        for process in crowd:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in crowd:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return Counter(word for process in crowd for word in process.communicate()[0].split())


def _kinds(db: Database) -> Counter[str]:
    with db.read() as session:
        rows = session.execute(select(Attempt.kind, func.count().label("number")).group_by(Attempt.kind))
        return Counter({row.kind: row.number for row in rows})


def test_one_free_try_is_enough_for_all_who_know_the_password(any_database: Database) -> None:
    _person(any_database, "ann", QUICK.hash(PASSWORD))
    for number in range(TRIES - 1):
        tried = Try(COUNTS, "ann", f"198.51.100.{number}")
        with any_database.write() as session:
            tried.begin(session, now())
        with any_database.write() as session:
            tried.failed(session)
    found = _from_processes(any_database, [("ann", PASSWORD)] * 2)
    assert found == {"in": CROWD}
    assert _kinds(any_database)["pending"] == 0


def test_wrong_passwords_from_several_processes_are_looked_at_as_often_as_from_one(
    any_database: Database,
) -> None:
    _person(any_database, "ann", QUICK.hash(PASSWORD))
    found = _from_processes(any_database, [("ann", "wrong")] * 2)
    assert found == {"wrong": TRIES, "closed": CROWD - TRIES}
    assert _kinds(any_database) == {"failed": 3 * TRIES}


def test_class_that_signs_in_at_once_is_let_in_whatever_somebody_guesses_beside_it(
    settings: Settings,
) -> None:
    settings = msgspec.structs.replace(settings, crawl_concurrency=1)
    prepared.installation(settings)
    with serving(settings, "--workers", "2", HUD_APPS="home") as served:
        url = served.url()
        db = Database(settings.database)
        kept = hash_password(PASSWORD)
        for number in range(CROWD):
            _person(db, f"pupil {number}", kept)
        _person(db, "ann", QUICK.hash(PASSWORD))
        db.dispose()
        right = [(f"pupil {number}", PASSWORD) for number in range(CROWD)]
        wrong = [("ann", "wrong")] * CROWD
        mixed = [one for pair in zip(right, wrong, strict=True) for one in pair]
        with ThreadPoolExecutor(2 * CROWD) as pool:
            codes = list(pool.map(lambda one: _post(url, *one), mixed))
    assert Counter(codes[::2]) == {303: CROWD}
    assert Counter(codes[1::2]) == {422: TRIES, 429: CROWD - TRIES}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _post(url: str, name: str, password: str) -> int:
    body = urllib.parse.urlencode({"name": name, "password": password}).encode()
    request = urllib.request.Request(f"{url}/account/sign-in", body, {"Sec-Fetch-Site": "same-origin"})
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
