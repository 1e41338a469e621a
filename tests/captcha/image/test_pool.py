"""Drawn pictures: answered once, drawn anew where nobody waits, put away in the end."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select, update

from app import jobs
from app.captcha.admin import service
from app.captcha.image import pool, stock
from app.captcha.image.letters import OWN, units
from app.captcha.limits import LIFE, PICTURES_OFFERED
from app.captcha.models import CaptchaChallenge, CaptchaImage, CaptchaSpent, CaptchaTotal, CaptchaTries
from app.captcha.spent import WINDOW
from app.clock import DAY, now
from app.db import Database
from app.jobs.models import Job
from app.settings import Settings
from tests.captcha.solve import challenge_in, image_in, solved, token_in, worked
from tests.soak import times

Client = TestClient[Litestar]
FEW = {"": 2}
TABLES = (CaptchaImage, CaptchaChallenge, CaptchaSpent, CaptchaTries, CaptchaTotal, Job)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LEVELS", FEW)
    monkeypatch.setattr(stock, "FIRST", ("",) * FEW[""])


@pytest.fixture
def drawn(database: Database) -> Database:
    """A database with a full pool."""
    pool.fill(database, now())
    return database


def _html(client: Client) -> str:
    return client.get("/try/one").text


def _sent(client: Client, fields: dict[str, str]) -> str:
    return client.post("/try/one", data=fields).text


def _rows(db: Database) -> dict[str, int]:
    with db.read() as session:
        return {
            table.__name__: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES
        }


def _pictures(db: Database) -> list[CaptchaImage]:
    with db.read() as session:
        return list(session.scalars(select(CaptchaImage).order_by(CaptchaImage.id)))


def _text(client: Client, html: str) -> str:
    db: Database = client.app.state.hud.db
    with db.read() as session:
        return session.get_one(CaptchaImage, challenge_in(client, html).image_id).text


@pytest.mark.soak
def test_no_text_is_asked_again_once_it_was_answered(client: Client) -> None:
    hud = client.app.state.hud
    answered: list[str] = []
    for number in range(times("captcha: answers to drawn pictures", 12, 1_000)):
        pool.fill(hud.db, hud.clock())
        html = _html(client)
        answered.append(_text(client, html))
        # Now rightly, now wrongly, and as if from another network each time.
        fields = solved(client, html) if number % 2 else {"human": token_in(html), "human_answer": "qqqq"}
        assert (_sent(client, fields) == "done") is bool(number % 2)
        with hud.db.write() as session:
            session.execute(update(CaptchaTries).values(number=0))
    assert len(set(answered)) == len(answered)


def test_of_two_forms_with_one_picture_the_first_answer_counts(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "FIRST", ("",))
    first, second = solved(client, _html(client)), solved(client, _html(client))
    assert _sent(client, first) == "done"
    again = _sent(client, second)
    assert "Somebody else answered" in again
    with client.app.state.hud.db.read() as session:
        tried = session.scalars(select(CaptchaTries.number)).all()
    assert tried == [1, 1]  # the first one's pass, by an answer: the second was not wrong


def test_of_many_answers_to_one_picture_at_once_one_counts(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "FIRST", ("",))
    forms = [solved(client, _html(client)) for _ in range(12)]
    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(lambda fields: _sent(client, fields), forms))
    assert sent.count("done") == 1


def test_one_of_many_uses_a_picture_up(any_database: Database) -> None:
    pool.fill(any_database, now())
    picture = _pictures(any_database)[0].id

    def use_up() -> bool:
        with any_database.write() as session:
            return pool.use_up(session, picture, now())

    with ThreadPoolExecutor(6) as threads:
        used = list(threads.map(lambda _: use_up(), range(18)))
    assert used.count(True) == 1


def test_looking_writes_nothing_and_draws_nothing(client: Client) -> None:
    db = client.app.state.hud.db
    client.get(image_in(_html(client)))
    before = _rows(db)
    for _ in range(20):
        client.get(image_in(_html(client)))
    assert _rows(db) == before


def test_dry_pool_asks_for_work_and_nobody_who_asks_has_more_drawn(client: Client) -> None:
    hud = client.app.state.hud
    pool.fill(hud.db, hud.clock())
    for picture in _pictures(hud.db):
        with hud.db.write() as session:
            assert pool.use_up(session, picture.id, hud.clock())
    before = _rows(hud.db)
    for _ in range(10):
        html = _html(client)
        assert "<img" not in html
        assert "No images are left" in html
    assert _rows(hud.db) == before
    guess = _sent(client, {"human": token_in(html), "human_answer": "q234"})
    assert 'role="alert"' in guess
    assert _sent(client, worked(_html(client))) == "done"
    pool.fill(hud.db, hud.clock())
    assert "<img" in _html(client)


def test_pool_is_filled_to_its_levels_in_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LEVELS", {"": 6, "nl": 2})
    monkeypatch.setattr(pool, "BATCH", 5)
    assert [pool.fill(database, now()) for _ in range(3)] == [5, 3, 0]
    assert Counter(picture.language for picture in _pictures(database)) == {"": 6, "nl": 2}


def test_answer_has_the_pool_filled_and_the_job_rests_between_batches(
    drawn: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "BATCH", 1)
    for picture in _pictures(drawn):
        with drawn.write() as session:
            pool.use_up(session, picture.id, jobs.now(session))
    with drawn.write() as session:
        (lease,) = jobs.lease(session, limit=9)
    pool.refill(drawn, lease)
    assert len(_pictures(drawn)) == FEW[""] + 1
    with drawn.write() as session:
        pool.ask_for_more(session)
    with drawn.write() as session:
        assert jobs.lease(session, limit=9) == []
        left = jobs.next_look_in(session)
    assert left is not None
    assert pool.REST / 2 < left <= pool.REST


def test_full_pool_is_looked_at_a_day_later(drawn: Database) -> None:
    with drawn.write() as session:
        pool.ask_for_more(session)
    with drawn.write() as session:
        (lease,) = jobs.lease(session, limit=9)
        began = jobs.now(session)
    pool.refill(drawn, lease)
    with drawn.read() as session:
        due = jobs.states(session, [pool.KEY])[pool.KEY].due_at
    assert due is not None
    assert began + DAY <= due < began + 2 * DAY


def test_uploaded_picture_is_asked_as_often_as_it_is_answered(client: Client) -> None:
    hud = client.app.state.hud
    with hud.db.write() as session:
        service.upload(session, stock.draw("").body, (200, 80), "ab3cd4", hud.clock())
    for _ in range(3):
        assert _sent(client, solved(client, _html(client))) == "done"
    (picture,) = _pictures(hud.db)
    assert (picture.retired, picture.answered_at) == (False, None)


def test_old_pictures_are_asked_no_more_but_an_open_form_can_be_answered(client: Client) -> None:
    hud = client.app.state.hud
    html = _html(client)
    with hud.db.write() as session:
        session.execute(update(CaptchaImage).values(added_at=hud.clock() - pool.AGE - 1))
    old = {picture.id for picture in _pictures(hud.db)}
    pool.fill(hud.db, hud.clock())
    assert {picture.id for picture in _pictures(hud.db) if picture.retired} == old
    assert challenge_in(client, _html(client)).image_id not in old
    assert client.get(image_in(html)).status_code == 200
    assert _sent(client, solved(client, html)) == "done"
    pool.fill(hud.db, hud.clock() + 2 * LIFE)
    assert old.isdisjoint(picture.id for picture in _pictures(hud.db))


def test_answered_pictures_are_put_away_and_their_figures_stay(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "KEPT", 1)
    began = now()
    pool.fill(any_database, began)
    with any_database.write() as session:
        session.execute(update(CaptchaChallenge).values(passed=2, failed=1))
        for place, picture in enumerate(_pictures(any_database)):
            pool.use_up(session, picture.id, began + place)
    used = [picture.id for picture in _pictures(any_database)]
    with any_database.read() as session:
        before = service.figures(session)
    pool.fill(any_database, began + LIFE // 2)
    assert set(used) < {picture.id for picture in _pictures(any_database)}
    pool.fill(any_database, began + 2 * LIFE)
    assert [number for number in used if number in {one.id for one in _pictures(any_database)}] == used[1:]
    monkeypatch.setattr(pool, "KEPT", 0)
    pool.fill(any_database, began + 2 * LIFE)
    with any_database.read() as session:
        assert service.figures(session) == before
        assert session.scalar(select(func.sum(CaptchaTotal.passed))) == sum(row.passed for row in before)
    assert {"text", "digits", "letters"} <= {row.kind for row in before}


def test_answered_picture_is_not_brought_back(drawn: Database) -> None:
    picture = _pictures(drawn)[0].id
    with drawn.write() as session:
        pool.use_up(session, picture, now())
        assert not service.retire(session, CaptchaImage, picture, False)


def test_start_draws_a_first_set_and_asks_for_the_rest(any_database: Database) -> None:
    pool.begin(any_database, Settings())
    assert len(_pictures(any_database)) == len(stock.FIRST)
    pool.begin(any_database, Settings())
    assert len(_pictures(any_database)) == len(stock.FIRST)
    with any_database.read() as session:
        assert jobs.count_due(session, pool.ACTOR) == 1


@pytest.mark.parametrize("language", ["", *OWN])
def test_more_than_a_million_texts_can_be_drawn_in_every_language(language: str) -> None:
    # Of a million texts as likely as each other, 5,000 would hold a dozen twice.
    chance = random.Random(12)
    texts = {"".join(units(chance, language)) for _ in range(5_000)}
    assert len(texts) == 5_000


def test_passing_by_pictures_closes_them_for_a_while_and_not_the_work(client: Client) -> None:
    hud = client.app.state.hud
    with hud.db.write() as session:
        service.upload(session, stock.draw("").body, (200, 80), "ab3cd4", hud.clock())
    opened = [solved(client, _html(client)) for _ in range(7)]
    for _ in range(PICTURES_OFFERED):
        assert _sent(client, solved(client, _html(client))) == "done"
    html = _html(client)
    assert "<img" not in html
    assert "only verify automatically" in html
    sent = [_sent(client, fields) for fields in opened]
    assert [text == "done" for text in sent] == [True] * 5 + [False] * 2
    assert "Too many images were answered" in sent[-1]
    assert _sent(client, worked(_html(client))) == "done"
    real = hud.clock
    hud.clock = lambda: real() + WINDOW + 1
    assert "<img" in _html(client)
