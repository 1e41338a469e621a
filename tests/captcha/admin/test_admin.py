"""The admin's page: pictures drawn and uploaded, challenges added, changed and retired."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from app.captcha.image.stock import lossless
from app.captcha.models import CaptchaChallenge, CaptchaImage
from tests.captcha.solve import challenge_in, solved
from tests.web.site import signed_in

Client = TestClient[Litestar]
QUESTION = {"kind": "own", "question_en": "How many swans?", "question_nl": "Hoeveel zwanen?", "answers": "3"}


@pytest.fixture
def admin(client: Client) -> Client:
    signed_in(client)
    return client


def _png(width: int, height: int, *, said: str = "") -> bytes:
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("black", (5, 5, width // 2, height // 2))
    notes = PngInfo()
    notes.add_text("Comment", said)
    body = BytesIO()
    picture.save(body, "PNG", pnginfo=notes)
    return body.getvalue()


def _bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is `side` pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 3_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _upload(client: Client, body: bytes, text: str = "", name: str = "swans.png") -> Response:
    return client.post("/captcha/uploaded", data={"text": text}, files={"picture": (name, body, "image/png")})


def _images(client: Client) -> list[CaptchaImage]:
    with client.app.state.hud.db.read() as session:
        return list(session.scalars(select(CaptchaImage)))


def _challenges(client: Client) -> list[CaptchaChallenge]:
    with client.app.state.hud.db.read() as session:
        return list(session.scalars(select(CaptchaChallenge).order_by(CaptchaChallenge.id)))


@pytest.mark.parametrize("role", ["", "reader", "editor"])
@pytest.mark.parametrize("path", ["/captcha/", "/captcha/1", "/captcha/1/file"])
def test_only_admins_see_pictures_with_their_answers(client: Client, path: str, role: str) -> None:
    client.get("/try/one")
    if role:
        signed_in(client, role)
    assert client.get(path).status_code == (403 if role else 401)


def test_drawing_some(admin: Client) -> None:
    page = admin.post("/captcha/drawn", data={"number": "3", "language": "sv"})
    assert page.status_code == 200
    assert "3 images" in page.text
    assert len(_images(admin)) == 3
    assert {challenge.language for challenge in _challenges(admin)} == {"", "sv"}


@pytest.mark.parametrize("number", ["0", "51", "x", ""])
def test_drawing_too_many_is_refused(admin: Client, number: str) -> None:
    answer = admin.post("/captcha/drawn", data={"number": number, "language": "tlh"})
    assert answer.status_code == 422
    assert _images(admin) == []


def test_uploaded_picture_is_kept_as_pixels_alone(admin: Client) -> None:
    answer = _upload(admin, _png(200, 100, said="the answer is 3"))
    assert answer.status_code == 200
    assert "No questions yet" in answer.text
    (image,) = _images(admin)
    assert image.body.startswith(b"RIFF")
    assert b"the answer" not in image.body
    assert (image.width, image.height, image.source) == (200, 100, "uploaded")


def test_letters_of_an_uploaded_picture_are_asked_at_once(admin: Client) -> None:
    _upload(admin, _png(200, 100), "AB3 cd4e")
    answers = {one.kind: one.answers for one in _challenges(admin)}
    assert answers == {"text": "ab3cd4e", "digits": "34", "letters": "abcde", "reversed": "edcb"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Choose a PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Choose a PNG"),
        (b"GIF89a" + b"\0" * 50, "Choose a PNG"),
        (_png(200, 100)[:90], "damaged"),
        (_png(20, 100), "too small"),
        (_bomb(2_100), "four million"),
        (_bomb(60_000), "four million"),
        (lossless(Image.new("RGB", (90, 90), "red")), "is blank"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(admin: Client, body: bytes, why: str) -> None:
    answer = _upload(admin, body, "keep me")
    assert answer.status_code == 422
    assert why in answer.text
    assert 'value="keep me"' in answer.text
    assert _images(admin) == []


def test_more_than_a_megabyte_is_refused(admin: Client) -> None:
    assert _upload(admin, b"\x89PNG\r\n\x1a\n" + b"\0" * 1_200_000).status_code == 413


def test_upload_without_a_file_is_refused(admin: Client) -> None:
    assert admin.post("/captcha/uploaded", data={"text": "x"}).status_code == 400


def test_own_question_is_asked_in_the_readers_language(admin: Client) -> None:
    _upload(admin, _png(200, 100))
    admin.post("/captcha/1", data=QUESTION | {"answers": "3\nthree\ndrie"})
    assert "How many swans?" in admin.get("/try/one").text
    assert "Hoeveel zwanen?" in admin.get("/nl/try/one").text
    assert "How many swans?" in admin.get("/sv/try/one").text
    html = admin.get("/nl/try/one").text
    assert "/captcha/sound/" not in html
    fields = solved(admin, html) | {"human_answer": "DRIE"}
    assert admin.post("/try/one", data=fields).text == "done"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answers": ""}, "answers"),
        ({"answers": " \n "}, "answers"),
        ({"answers": "x" * 500}, "answers"),
        ({"question_en": "", "question_nl": ""}, "question"),
        ({"question_en": "x" * 400}, "question"),
    ],
)
def test_challenge_that_cannot_be_is_refused_beside_its_field(
    admin: Client, change: dict[str, str], field: str
) -> None:
    _upload(admin, _png(200, 100))
    answer = admin.post("/captcha/1", data=QUESTION | change)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert field in answer.text
    assert _challenges(admin) == []


def test_challenge_is_changed(admin: Client) -> None:
    _upload(admin, _png(200, 100))
    admin.post("/captcha/1", data=QUESTION)
    changed = QUESTION | {
        "challenge": "1",
        "answers": "4",
        "language": "nl",
        "question_en": "<b>How many?</b>",
    }
    page = admin.post("/captcha/1", data=changed)
    assert "&lt;b&gt;How many?" in page.text
    (challenge,) = _challenges(admin)
    assert (challenge.answers, challenge.language) == ("4", "nl")


@pytest.mark.parametrize("path", ["/captcha/9", "/captcha/9/retired", "/captcha/1/9/retired"])
def test_what_is_not_there_cannot_be_changed(admin: Client, path: str) -> None:
    assert admin.post(path, data=QUESTION).status_code == 404
    assert admin.get("/captcha/9").status_code == 404


def test_challenge_of_another_picture_is_not_changed(admin: Client) -> None:
    _upload(admin, _png(200, 100))
    _upload(admin, _png(201, 100))
    admin.post("/captcha/1", data=QUESTION)
    assert admin.post("/captcha/2", data=QUESTION | {"challenge": "1", "answers": "9"}).status_code == 404
    assert _challenges(admin)[0].answers == "3"


def test_retired_challenges_and_pictures_are_asked_no_more(admin: Client) -> None:
    for number in (1, 2):
        admin.post("/captcha/drawn", data={"number": "1", "language": "all"})
        assert len(_images(admin)) == number
    admin.post("/captcha/1/retired")
    asked = {challenge_in(admin, admin.get("/try/one").text).image_id for _ in range(12)}
    assert asked == {2}
    kept = next(one for one in _challenges(admin) if one.image_id == 2)
    for one in _challenges(admin):
        if one.image_id == 2 and one.id != kept.id:
            admin.post(f"/captcha/2/{one.id}/retired")
    assert {challenge_in(admin, admin.get("/try/one").text).id for _ in range(6)} == {kept.id}
    admin.post("/captcha/1/restored")
    asked = {challenge_in(admin, admin.get("/try/one").text).image_id for _ in range(30)}
    assert asked == {1, 2}


def test_when_all_is_retired_a_new_set_is_drawn(admin: Client) -> None:
    admin.post("/captcha/drawn", data={"number": "1", "language": "all"})
    admin.post("/captcha/1/retired")
    assert challenge_in(admin, admin.get("/try/one").text).image_id != 1
    assert "disabled" in admin.get("/captcha/").text


def test_page_shows_how_often_each_is_passed_and_failed(admin: Client) -> None:
    html = admin.get("/try/one").text
    number = challenge_in(admin, html).image_id
    admin.post("/try/one", data=solved(admin, html))
    assert "1 correct" in admin.get("/captcha/").text
    assert "1 correct" in admin.get(f"/captcha/{number}").text
