"""A check passes once, in its own form, within its time, for the right answer, and never otherwise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.captcha.keys import Keys
from app.captcha.limits import LIFE, RECEIPT_LIFE, WRONG_EACH, WRONG_MOST, note_wrong
from app.captcha.models import CaptchaChallenge, CaptchaSpent
from app.captcha.seal import Receipt
from app.settings import Settings
from tests.captcha.solve import Fields, challenge_in, solved, token_in, worked
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
SHARED = "one secret for several hosts"


def _asked(client: Client, form: str = "one") -> str:
    answer = client.get(f"/try/{form}")
    assert answer.status_code == 200
    return answer.text


def _sent(client: Client, fields: Fields, form: str = "one", **more: str) -> str:
    return client.post(f"/try/{form}", data=fields | more).text


def _later(client: Client, by: int) -> None:
    hud = client.app.state.hud
    real = hud.clock
    hud.clock = lambda: real() + by


def test_right_answer_passes(client: Client) -> None:
    assert _sent(client, solved(client, _asked(client))) == "done"


def test_work_passes_without_an_answer(client: Client) -> None:
    assert _sent(client, worked(_asked(client))) == "done"


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: f" {' '.join(text)} "])
def test_capitals_and_blanks_make_no_difference(client: Client, change: object) -> None:
    fields = solved(client, _asked(client))
    assert callable(change)
    fields["human_answer"] = change(fields["human_answer"])
    assert _sent(client, fields) == "done"


@pytest.mark.parametrize(
    "change", [lambda text: text + "a", lambda text: text[:-1], lambda _: "", lambda _: " "]
)
def test_any_other_answer_fails_and_asks_something_else(client: Client, change: object) -> None:
    html = _asked(client)
    fields = solved(client, html)
    assert callable(change)
    fields["human_answer"] = change(fields["human_answer"])
    again = _sent(client, fields)
    assert 'role="alert"' in again
    assert token_in(again) != token_in(html)
    if fields["human_answer"].strip():
        assert challenge_in(client, again).id != challenge_in(client, html).id


@pytest.mark.parametrize("answer", ["wrong", "right"])
def test_a_check_is_used_up_by_its_first_answer(client: Client, answer: str) -> None:
    fields = solved(client, _asked(client))
    _sent(client, fields if answer == "right" else fields | {"human_answer": "qqqq"})
    assert "already been used" in _sent(client, fields)


def test_work_is_used_up_too(client: Client) -> None:
    fields = worked(_asked(client))
    assert _sent(client, fields) == "done"
    assert "already been used" in _sent(client, fields)


def test_answer_of_another_form_is_refused_and_stays_good_for_its_own(client: Client) -> None:
    fields = solved(client, _asked(client, "one"))
    assert "another form or network" in _sent(client, fields, "two")
    assert _sent(client, fields, "one") == "done"


def test_answer_of_another_person_is_refused(client: Client) -> None:
    nobodys = solved(client, _asked(client))
    session_id = signed_in(client, "reader")
    assert "another form or network" in _sent(client, nobodys)
    mine = solved(client, _asked(client))
    client.cookies.clear()
    assert "another form or network" in _sent(client, mine)
    client.cookies.set("hud", session_id)
    assert _sent(client, mine) == "done"


def test_too_old_answers_are_refused(client: Client) -> None:
    answered, done = solved(client, _asked(client)), worked(_asked(client))
    _later(client, LIFE + 1)
    for fields in (answered, done):
        assert "has expired" in _sent(client, fields)


def test_nothing_sealed_by_another_installation_passes(client: Client, tmp_path: Path) -> None:
    with running(Settings(data_dir=tmp_path / "other")) as other:
        fields = solved(other, _asked(other))
    assert "another form or network" in _sent(client, fields)


def test_no_changed_letter_of_the_field_is_taken(client: Client) -> None:
    fields = solved(client, _asked(client))
    token = fields["human"]
    for place in range(len(token) - 1):  # of the last letter not all bits count
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert client.app.state.hud.human.keys.asked.open(changed) is None
    assert client.app.state.hud.human.keys.receipts.open(token) is None
    assert "another form or network" in _sent(client, fields | {"human": token[::-1]})


@pytest.mark.parametrize("token", ["", "x", "é", "=" * 50, "A" * 99_999, "\x00"])
def test_nonsense_in_the_field_asks_again(client: Client, token: str) -> None:
    answer = client.post("/try/one", data={"human": token, "human_answer": "x"})
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "numbers", ["", "1", "1,2", ",".join("0" * 16), ",".join(["9" * 30] * 16), "٣", "-1", ","]
)
def test_work_that_was_not_done_is_refused(client: Client, numbers: str) -> None:
    assert 'role="alert"' in _sent(client, {"human": token_in(_asked(client)), "human_work": numbers})


def test_work_for_one_field_is_none_for_another(client: Client) -> None:
    first, second = worked(_asked(client)), _asked(client)
    assert 'role="alert"' in _sent(client, first | {"human": token_in(second)})


def test_nothing_is_written_until_it_is_answered(client: Client) -> None:
    _asked(client)
    with client.app.state.hud.db.read() as session:
        assert session.scalar(select(CaptchaSpent)) is None


def test_used_up_numbers_are_forgotten_when_they_have_expired(client: Client) -> None:
    _sent(client, solved(client, _asked(client)))
    _later(client, RECEIPT_LIFE + 1)
    _sent(client, worked(_asked(client)))
    with client.app.state.hud.db.read() as session:
        assert len(session.scalars(select(CaptchaSpent)).all()) == 2  # the field and its receipt


def test_who_passed_need_not_pass_again_for_a_mistake_elsewhere(client: Client) -> None:
    again = _sent(client, solved(client, _asked(client)), wrong="1")
    assert "human_answer" not in again
    assert "verified for this form" in again
    receipt = {"human": token_in(again)}
    assert token_in(_sent(client, receipt, wrong="1")) == receipt["human"]
    assert "another form or network" in _sent(client, receipt, "two")
    assert _sent(client, receipt) == "done"
    assert "already been used" in _sent(client, receipt)


def test_failed_transaction_uses_nothing_up(client: Client) -> None:
    again = _sent(client, solved(client, _asked(client)), broken="1")
    assert _sent(client, {"human": token_in(again)}) == "done"


def test_who_has_used_a_check_up_is_asked_anew(client: Client) -> None:
    again = _sent(client, solved(client, _asked(client)), late="1")
    assert "human_answer" in again
    assert _sent(client, solved(client, again)) == "done"


def test_receipts_grow_old(client: Client) -> None:
    receipt = {"human": token_in(_sent(client, solved(client, _asked(client)), wrong="1"))}
    _later(client, RECEIPT_LIFE + 1)
    assert "has expired" in _sent(client, receipt)


def test_guessing_ends_and_work_remains(client: Client) -> None:
    hud = client.app.state.hud
    open_before = solved(client, _asked(client))
    with hud.db.write() as session:
        for number in range(WRONG_MOST - 1):
            note_wrong(hud.human.keys.tries, session, "testclient", 1_000 + number, hud.clock())
    assert "Wrong answer" in _sent(client, {"human": token_in(_asked(client)), "human_answer": "qqqq"})
    assert "too many wrong answers" in _sent(client, open_before)
    html = _asked(client)
    assert "human_answer" not in html
    assert _sent(client, worked(html)) == "done"
    _later(client, 2 * LIFE)
    assert _sent(client, solved(client, _asked(client))) == "done"


def test_challenge_that_was_missed_thrice_is_not_asked_nor_answered(client: Client) -> None:
    hud = client.app.state.hud
    kept = _asked(client)
    missed = challenge_in(client, kept).id
    with hud.db.write() as session:
        for _ in range(WRONG_EACH):
            note_wrong(hud.human.keys.tries, session, "testclient", missed, hud.clock())
    assert "has expired" in _sent(client, solved(client, kept))
    assert missed not in {challenge_in(client, _asked(client)).id for _ in range(20)}


def test_whoever_lets_the_computer_work_often_waits_longer(client: Client) -> None:
    first = _asked(client)
    for _ in range(8):
        _sent(client, worked(_asked(client)))
    assert 'data-bits="4"' in first
    assert 'data-bits="6"' in _asked(client)


def test_passes_and_failures_are_counted_with_their_challenge(client: Client) -> None:
    html = _asked(client)
    challenge = challenge_in(client, html)
    _sent(client, solved(client, html))
    with client.app.state.hud.db.read() as session:
        counted = session.get_one(CaptchaChallenge, challenge.id)
    assert (counted.passed, counted.failed) == (1, 0)
    html = _asked(client)
    challenge = challenge_in(client, html)
    _sent(client, {"human": token_in(html), "human_answer": "qqqq"})
    with client.app.state.hud.db.read() as session:
        counted = session.get_one(CaptchaChallenge, challenge.id)
    assert counted.failed == 1


@pytest.mark.parametrize("way", ["answer", "work", "receipt"])
def test_of_many_posts_at_once_one_passes(client: Client, way: str) -> None:
    html = _asked(client)
    fields = solved(client, html) if way == "answer" else worked(html)
    if way == "receipt":
        fields = {"human": token_in(_sent(client, fields, wrong="1"))}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _sent(client, fields), range(24)))
    assert answers.count("done") == 1


def test_what_one_process_asks_another_can_check(client: Client, settings: Settings) -> None:
    with running(settings) as second:
        second.headers["Sec-Fetch-Site"] = "same-origin"
        fields = solved(client, _asked(client))
        assert _sent(second, fields) == "done"
        assert "already been used" in _sent(client, fields)


def test_switched_off_every_form_passes(settings: Settings) -> None:
    with running(settings, apps=frozenset({"home", "pages"})) as plain:
        plain.headers["Sec-Fetch-Site"] = "same-origin"
        assert _asked(plain) == ""
        assert _sent(plain, {}) == "done"
        assert plain.get("/captcha/").status_code == 404


def test_same_secret_on_two_hosts_seals_alike(settings: Settings) -> None:
    one, two = (
        Keys(msgspec.structs.replace(settings, secret_key=SHARED, data_dir=settings.data_dir / name))
        for name in "ab"
    )
    _, token = one.receipts.close(Receipt("form", 1))
    opened = two.receipts.open(token)
    assert opened
    assert opened[1].form == "form"
