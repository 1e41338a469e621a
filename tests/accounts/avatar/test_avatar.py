"""A person's picture: shown, replaced, taken away, and refused with nothing kept."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image
from sqlalchemy import func, select

from app.accounts.avatar import service as avatar
from app.accounts.models import Avatar
from app.images.pictures import MOST_BYTES
from app.web.errors import Busy
from tests.images.drawn import BLUE, empty_png, encoded, picture
from tests.web.site import signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}


def _send(client: TestClient[Litestar], data: bytes, name: str = "me.png") -> tuple[int, str]:
    answer = client.post("/account/avatar", files={"picture": (name, data, "image/png")}, headers=OWN)
    return answer.status_code, answer.text


def _kept(client: TestClient[Litestar]) -> int:
    with client.app.state.hud.db.read() as session:
        return session.scalar(select(func.count()).select_from(Avatar)) or 0


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil")
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        encoded(picture(), "GIF") + _zip(),
        encoded(picture(), "JPEG", comment=b"<script>alert(1)</script>"),
        encoded(picture(), "JPEG", comment=b"<?php system($_GET[0]); ?>"),
        encoded(picture(), "PNG") + b"<html><body onload=alert(1)>",
        encoded(picture(), "JPEG", comment=b"%PDF-1.7"),
        encoded(picture(), "WEBP") + b"<svg onload=alert(1)>",
    ],
    ids=["gifar", "script", "php", "html", "pdf", "svg"],
)
def test_file_that_is_something_else_too_is_refused(client: TestClient[Litestar], data: bytes) -> None:
    signed_in(client)
    status, text = _send(client, data)
    assert status == 422
    assert "contains more than an image" in text
    assert _kept(client) == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a picture"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "not a JPEG, PNG, WebP or GIF",
        ),
        (b"\x00\x00\x00\x20ftypheic", "not a JPEG, PNG, WebP or GIF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "not a JPEG, PNG, WebP or GIF"),
        (encoded(picture(), "BMP"), "not a JPEG, PNG, WebP or GIF"),
        (encoded(picture(), "PNG")[:200], "damaged"),
        (encoded(picture(900, 900), "JPEG")[:-3_000], "damaged"),
        (b"\xff\xd8\xff", "not a JPEG, PNG, WebP or GIF"),
        (empty_png(13_000, 13_000), "too many pixels"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    client: TestClient[Litestar], data: bytes, said: str
) -> None:
    signed_in(client)
    status, text = _send(client, data, name="../../etc/passwd\u202egnp.exe")
    assert status == 422
    assert said in text
    assert "passwd" not in text
    assert _kept(client) == 0


def test_picture_is_shown_in_the_menu_and_can_be_taken_away(client: TestClient[Litestar]) -> None:
    signed_in(client, name="Marie Elise")
    assert ">ME</span>" in client.get("/").text
    status, text = _send(client, encoded(picture()))
    assert status == 200
    address = text.split('src="/account/avatar/')[1].split('"')[0]
    shown = client.get(f"/account/avatar/{address}")
    assert shown.headers["content-type"] == "image/webp"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "immutable" in shown.headers["cache-control"]
    assert address.split("/")[0] in client.get("/").text
    client.post("/account/avatar/remove", headers=OWN)
    assert client.get(f"/account/avatar/{address}").status_code == 404
    assert ">ME</span>" in client.get("/").text


def test_new_picture_takes_the_old_one_s_place(client: TestClient[Litestar]) -> None:
    signed_in(client)
    _send(client, encoded(picture()))
    first = client.get("/").text.split("/account/avatar/")[1][:32]
    _send(client, encoded(Image.new("RGB", (100, 100), BLUE)))
    assert _kept(client) == 1
    assert client.get(f"/account/avatar/{first}/small").status_code == 404


def test_nobody_s_upload_is_not_even_read(client: TestClient[Litestar]) -> None:
    assert _send(client, b"x" * 20_000_000)[0] == 401
    assert client.post("/account/avatar/remove", headers=OWN).status_code == 401


def test_many_pictures_at_once_are_asked_to_come_back() -> None:
    data = encoded(picture())

    def one(_: int) -> bool:
        try:
            return bool(avatar.make(data).large)
        except Busy:
            return False

    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(one, range(12)))
    assert True in made
    assert False in made
    assert one(0)


def test_upload_that_is_too_large_is_refused_with_its_limit(client: TestClient[Litestar]) -> None:
    signed_in(client)
    status, text = _send(client, b"\xff\xd8\xff" + b"x" * MOST_BYTES)
    assert status == 413
    assert "larger than 8 MB" in text


def test_upload_that_lies_about_its_length_is_refused_too(client: TestClient[Litestar]) -> None:
    signed_in(client)

    def parts() -> object:
        yield b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
        for _ in range(10):
            yield b"y" * 1_000_000

    headers = OWN | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/account/avatar", content=parts(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b"--x\r\nContent-Disposition: form-data; name=picture\r\n\r\nabc",
        b"--y\r\n\r\n--y--",
        b'--x\r\nContent-Disposition: form-data; name="p"\r\n\r\n\r\n' * 2_000 + b"--x--",
    ],
)
def test_broken_form_is_refused(client: TestClient[Litestar], body: bytes) -> None:
    signed_in(client)
    headers = OWN | {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/account/avatar", content=body, headers=headers).status_code in (400, 413, 422)
    assert _kept(client) == 0


@pytest.mark.parametrize("path", ["x/small", "x/huge", "../small", "%00/small", "x' OR 1=1/large"])
def test_address_of_no_picture_shows_nothing(client: TestClient[Litestar], path: str) -> None:
    assert client.get(f"/account/avatar/{path}").status_code in (400, 404)
