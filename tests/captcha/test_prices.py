"""The price of passing is that of the moment of the answer, and every pass raises it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.captcha import limits
from app.captcha.spent import Tries
from app.captcha.work import proof as work
from app.db import Database
from app.settings import Settings
from tests.captcha.solve import solved, worked

Client = TestClient[Litestar]
TAKEN = 8
"""Passes by work of the first price: until it has risen by two doublings."""


def _html(client: Client) -> str:
    return client.get("/try/one").text


def _sent(client: Client, fields: dict[str, str]) -> str:
    return client.post("/try/one", data=fields).text


def _bits(html: str) -> int:
    found = re.search(r'data-bits="(\d+)"', html)
    assert found
    return int(found[1])


def test_forms_fetched_while_the_price_was_low_are_no_stock(client: Client) -> None:
    stocked = [worked(_html(client)) for _ in range(2 * TAKEN)]
    sent = [_sent(client, fields) for fields in stocked]
    assert [text == "done" for text in sent] == [True] * TAKEN + [False] * TAKEN
    assert "verify once more" in sent[-1]
    # What was too little did not count as passing, or the price would be higher still.
    assert _bits(sent[-1]) == work.bits_after(TAKEN) < work.bits_after(2 * TAKEN)
    assert _sent(client, worked(sent[-1])) == "done"


def test_two_open_forms_of_one_person_both_pass(client: Client) -> None:
    for _ in range(3):
        assert _sent(client, worked(_html(client))) == "done"
    first, second = worked(_html(client)), worked(_html(client))
    assert _sent(client, first) == "done"
    assert _bits(_html(client)) == work.BITS + 1
    assert _sent(client, second) == "done"


def test_passing_by_pictures_raises_the_price_of_work(client: Client) -> None:
    before = _bits(_html(client))
    for _ in range(3):
        assert _sent(client, solved(client, _html(client))) == "done"
    assert _sent(client, worked(_html(client))) == "done"
    assert _bits(_html(client)) == before + 1


def test_wrong_answers_do_not_raise_it(client: Client) -> None:
    for _ in range(3):
        assert 'role="alert"' in _sent(client, solved(client, _html(client)) | {"human_answer": "qqqq"})
    assert _sent(client, worked(_html(client))) == "done"
    assert _bits(_html(client)) == work.BITS


@pytest.mark.parametrize("way", ["work", "answer"])
def test_of_many_at_once_no_more_pass_than_one_after_another(
    any_database: Database, settings: Settings, way: str
) -> None:
    tries = Tries(settings)

    def passes(_: int) -> bool:
        with any_database.write() as session:
            if way == "answer":
                return limits.pass_by_answer(tries, session, "192.0.2.1", 0)
            return limits.pass_by_work(tries, session, "192.0.2.1", work.BITS, 0)

    with ThreadPoolExecutor(6) as threads:
        passed = list(threads.map(passes, range(24)))
    assert passed.count(True) == (TAKEN if way == "work" else limits.PICTURES_MOST)
