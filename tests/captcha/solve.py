"""Answers a form's check as a person or a person's computer would, for tests of any form."""

from __future__ import annotations

import re
from itertools import count

from litestar import Litestar
from litestar.testing import TestClient

from app.captcha.check import Captcha
from app.captcha.models import CaptchaChallenge
from app.captcha.work import proof as work

Fields = dict[str, str]


def token_in(html: str) -> str:
    """The sealed field of the first check in a page."""
    found = re.search(r'name="human" value="([^"]+)"', html)
    assert found, "there is no check in this page"
    return found[1]


def image_in(html: str) -> str:
    """The address of the picture in a page."""
    found = re.search(r'"([^"]*/captcha/image/[^"]+)"', html)
    assert found, "there is no picture in this page"
    return found[1]


def challenge_in(client: TestClient[Litestar], html: str) -> CaptchaChallenge:
    """The challenge behind the sealed field, as only this installation can know it."""
    hud = client.app.state.hud
    assert isinstance(hud.human, Captcha)
    opened = hud.human.keys.asked.open(token_in(html))
    assert opened
    with hud.db.read() as session:
        found: CaptchaChallenge = session.get_one(CaptchaChallenge, opened[1].challenge)
    return found


def solved(client: TestClient[Litestar], html: str) -> Fields:
    """The fields that answer the question in a page rightly."""
    answer = challenge_in(client, html).answers.splitlines()[0]
    return {"human": token_in(html), "human_answer": answer}


def worked(html: str) -> Fields:
    """The fields of a computer that did the work in a page."""
    found = re.search(r'data-bits="(\d+)" data-puzzles="(\d+)"', html)
    assert found
    bits, token = int(found[1]), token_in(html)
    numbers = [_number(token, place, bits) for place in range(int(found[2]))]
    return {"human": token, "human_work": ",".join(str(number) for number in numbers)}


def _number(token: str, place: int, bits: int) -> int:
    start = work.seed(token)
    return next(number for number in count() if work.solves(start, place, str(number), bits))
