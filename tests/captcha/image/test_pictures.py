"""Drawn pictures: what is drawn, what of it is sent, and that none of it gives the answer away."""

from __future__ import annotations

import random
import re
from collections import Counter
from io import BytesIO

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image, ImageStat

from app.captcha.image import fonts
from app.captcha.image.answers import askable, fits, plain
from app.captcha.image.draw import drawn
from app.captcha.image.letters import DIGITS, LETTERS, OWN, language_of, units
from app.captcha.image.served import served
from app.captcha.image.stock import draw, lossless
from app.captcha.limits import LIFE
from app.captcha.models import CaptchaImage
from tests.captcha.solve import challenge_in, image_in

Client = TestClient[Litestar]


def test_same_chance_draws_the_same_picture() -> None:
    one, two = (drawn(list("ab34"), random.Random(7)) for _ in range(2))
    assert one.tobytes() == two.tobytes()
    assert drawn(list("ab34"), random.Random(8)).tobytes() != one.tobytes()


@pytest.mark.parametrize("language", ["", *OWN])
def test_pictures_of_every_language_can_be_read_and_typed(language: str) -> None:
    for seed in range(20):
        read = units(random.Random(seed), language)
        own = [unit for unit in read if unit in OWN.get(language, ())]
        assert bool(own) is bool(language)
        assert set(read) <= set(LETTERS) | set(DIGITS) | set(own)
        assert "reversed" not in askable(read) or "ij" not in read
        assert language_of("".join(read), language) == language
        picture = drawn(read, random.Random(seed))
        assert 40 <= picture.height <= 120
        assert 150 <= picture.width <= 480
        # There is something to see: ink and paper are far apart.
        low, high = ImageStat.Stat(picture.convert("L")).extrema[0]
        assert high - low > 100


def test_no_two_letters_can_be_taken_for_each_other() -> None:
    for pair in ("0o", "1i", "1l", "2z", "5s", "6b", "8b", "9g", "uv", "ce"):
        assert sum(mark in LETTERS + DIGITS for mark in pair) <= 1, pair


def test_every_face_has_every_letter() -> None:
    marks = LETTERS + LETTERS.upper() + DIGITS + "".join("".join(own) for own in OWN.values())
    rng = random.Random(1)
    for _ in range(30):
        face = fonts.some_face(rng, 30)
        missing = bytes(face.getmask("\uffff"))
        for mark in marks:
            assert bytes(face.getmask(mark)) != missing, (face, mark)


def test_without_any_face_in_files_the_built_in_one_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "faces", lambda: ())
    assert drawn(list("ab34"), random.Random(1)).width > 60


def test_questions_of_a_picture_have_different_answers() -> None:
    found = askable(list("4k7whaf2"))
    assert found == {"text": "4k7whaf2", "digits": "472", "letters": "kwhaf", "reversed": "fahw"}


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("Å 4 k", True),
        ("A\u030a4K", True),
        ("\u212b4k", True),
        ("a4k", False),
        ("å4", False),
        ("å4k.", False),
        ("", False),
        ("å4k\nx", False),
        ("x" * 10_000, False),
    ],
)
def test_only_capitals_blanks_and_ways_to_encode_are_forgiven(typed: str, right: bool) -> None:
    assert fits("å4k", typed) is right
    assert len(plain(typed)) <= 200


def test_nothing_typed_is_no_answer_even_where_none_is_written() -> None:
    assert not fits("", "")
    assert not fits("\n \n", " ")


def test_one_answer_of_several_is_enough() -> None:
    assert fits("red\nrood\nröd", "Rood")


def test_picture_is_sent_otherwise_each_time_and_alike_at_one_address() -> None:
    body = draw("").body
    sent = [served(body, name) for name in ("a", "b", "a")]
    assert sent[0] == sent[2]
    assert sent[0] != sent[1]
    with Image.open(BytesIO(sent[0])) as one, Image.open(BytesIO(sent[1])) as two:
        assert one.format == "WEBP"
        assert one.size != two.size or one.tobytes() != two.tobytes()


def _picture(client: Client) -> tuple[Response, str, CaptchaImage]:
    html = client.get("/try/one").text
    with client.app.state.hud.db.read() as session:
        image = session.get_one(CaptchaImage, challenge_in(client, html).image_id)
    return client.get(image_in(html)), html, image


def test_nothing_that_is_sent_says_the_answer(client: Client) -> None:
    answer, html, image = _picture(client)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert client.get(answer.url.path).content == answer.content
    assert served(image.body, answer.url.path.rsplit("/", 1)[1]) != answer.content  # its key is ours
    sent = (str(answer.headers) + str(answer.url) + html).casefold()
    for secret in askable(list(image.text)).values():
        assert secret not in sent
        assert secret.encode() not in answer.content.lower()
    # As an address of its own: what stands in its place begins with any digit now and then.
    assert not re.search(rf"/{image.id}(?![\w-])", html)
    with Image.open(BytesIO(answer.content)) as opened:
        assert set(opened.info) <= {"loop", "background", "timestamp", "duration"}
        assert not opened.getexif()


def test_length_of_what_is_sent_says_nothing_about_the_picture() -> None:
    pictures = [draw("").body for _ in range(4)]
    lengths = [Counter(len(served(body, str(name))) for name in range(12)) for body in pictures]
    for found in lengths:
        assert len(found) > 6  # the length of one picture is another nearly each time
        assert max(found) - min(found) > 200


def test_addresses_of_pictures_are_sealed_and_end(client: Client) -> None:
    html = client.get("/try/one").text
    address = image_in(html)
    assert client.get(address).status_code == 200
    assert client.get(address[:-3] + "AAA").status_code == 404
    for guess in ("1", "2", "x", "%20", "a" * 2_000):
        assert client.get(f"/captcha/image/{guess}").status_code == 404
        assert client.get(f"/captcha/sound/{guess}").status_code == 404
    token = client.app.state.hud.human.keys
    assert token.asked.open(address.rsplit("/", 1)[1]) is None
    hud, real = client.app.state.hud, client.app.state.hud.clock
    hud.clock = lambda: real() + LIFE + 1
    assert client.get(address).status_code == 404


def test_one_picture_is_asked_in_several_ways(client: Client) -> None:
    asked: dict[int, set[str]] = {}
    for _ in range(60):
        challenge = challenge_in(client, client.get("/try/one").text)
        asked.setdefault(challenge.image_id, set()).add(challenge.answers)
    assert len(asked) == 3
    assert all(len(answers) > 1 for answers in asked.values())


def test_kept_picture_has_pixels_only() -> None:
    picture = Image.new("RGB", (90, 40), "red")
    picture.info["comment"] = b"secret"
    assert b"secret" not in lossless(picture)
